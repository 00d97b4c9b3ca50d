"""What the address of a feed or a calendar asks for: what it does not take is refused as the API
does, in the language of its address.
"""

import datetime
from collections.abc import Callable, Collection
from functools import wraps
from typing import Any, cast

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict

from ogp_portal.foundation.api import problems
from ogp_portal.foundation.api.exceptions import BadParameter
from ogp_portal.foundation.api.filtersets import InstantField
from ogp_portal.foundation.api.parameters import check_parameters
from ogp_portal.foundation.permissions.decorators import public

FRESH = 300  # seconds
SINCE = "modified_since"
View = Callable[..., HttpResponse]


def followed(*, reads: Collection[str] = ()) -> Callable[[View], View]:
    """Mark a feed or a calendar: everybody reads it, and of parameters it takes `reads` alone."""

    def decorate(view: View) -> View:
        @wraps(view, updated=())
        def wrapped(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
            try:
                check_parameters(request.GET, tuple(reads))
                return view(request, *args, **kwargs)
            except BadParameter as error:
                about: dict[str, object] = {"parameter": error.parameter}
                if error.valid:
                    about["valid"] = list(error.valid)
                return problems.problem(error.default_code, str(error.detail), **about)

        marked: Any = public(cache=FRESH, reads=reads, refuses_others=True)(wrapped)
        return cast("View", marked)

    return decorate


def read_instant(query: QueryDict) -> datetime.datetime | None:
    """Return since when a feed is asked; None where it is not. Raises BadParameter for an instant
    that could be any of several.
    """
    if SINCE not in query:
        return None
    try:
        instant: datetime.datetime | None = InstantField().clean(query[SINCE])
    except ValidationError as error:
        raise BadParameter(SINCE, " ".join(error.messages)) from error
    return instant
