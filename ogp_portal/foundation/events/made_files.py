"""Files that are made when first asked for and kept under a name that says what they are made from:
given again they cost a reading, made they count against a limit.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.functional import Promise

from ogp_portal.foundation.events import rates


@dataclass(frozen=True)
class Allowance:
    """How many files of a kind one address may have made in a minute, and what it is told beyond;
    files already made are not counted.
    """

    kind: str
    a_minute: int
    refusal: str | Promise


def give(
    request: HttpRequest,
    path: str,
    make: Callable[[], bytes],
    *,
    allowance: Allowance,
    media_type: str,
    name: str,
    inline: bool = False,
) -> HttpResponseBase:
    """Return the file at `path` in the storage as `name`, made first if it is not there; 429 for
    who had too many made.
    """
    if not default_storage.exists(path):
        try:
            rates.limit(request, allowance.kind, a_minute=allowance.a_minute)
        except rates.TooOften:
            return HttpResponse(
                str(allowance.refusal), status=429, content_type="text/plain; charset=utf-8"
            )
        default_storage.save(path, ContentFile(make()))
    return FileResponse(
        default_storage.open(path, "rb"),
        as_attachment=not inline,
        filename=name,
        content_type=media_type,
    )
