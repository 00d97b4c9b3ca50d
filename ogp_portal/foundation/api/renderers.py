"""The representations of the API, as DRF's renderers: JSON, a page for whoever opens an address in
a browser, and files.

Each says how many units of the caller's minute it costs (`units`) and which parameters it reads
itself (`parameters`). A format that is added to `DatasetViewSet.renderer_classes` gets its
addresses (`name.<format>`), its place in the negotiation, in OpenAPI and in the index.
"""

import json
import re
import shlex
from collections.abc import Mapping
from typing import IO, Any, ClassVar
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _
from rest_framework import renderers
from rest_framework.request import Request

from ogp_portal.foundation import languages
from ogp_portal.foundation.api import problems, querying, streaming
from ogp_portal.foundation.api.exceptions import BadParameter, TooManyRows
from ogp_portal.foundation.api.filtersets import filterset_of
from ogp_portal.foundation.api.parameters import query_parameter, read_language

FILE_UNITS = 20  # how many requests a file counts for
MOST_LIVE_SHEET_ROWS = 20_000
ADDRESS = re.compile(r'(?<=")(https?://[^"\\\s<>]+)(?=")')


class JSONText(str):
    """JSON as the database wrote it."""

    __slots__ = ()


def to_json(value: object) -> str:
    """Return JSON for people and programs: accents as they are, no spaces."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str)


class JSONRenderer(renderers.JSONRenderer):
    """JSON: what the database wrote as it stands, anything else in the same way of writing."""

    units = 1
    parameters: ClassVar[tuple[str, ...]] = ()

    def render(
        self,
        data: object,
        accepted_media_type: str | None = None,
        renderer_context: Mapping[str, Any] | None = None,
    ) -> bytes:
        """Return the text in UTF-8."""
        return (data if isinstance(data, JSONText) else to_json(data)).encode()


class ProblemRenderer(renderers.JSONRenderer):
    """A problem document (RFC 9457), whatever format was asked for."""

    media_type = problems.MEDIA_TYPE
    format = "problem"

    def render(
        self,
        data: object,
        accepted_media_type: str | None = None,
        renderer_context: Mapping[str, Any] | None = None,
    ) -> bytes:
        """Return the document in UTF-8."""
        return json.dumps(data, ensure_ascii=False).encode()


class BrowsableRenderer(renderers.BrowsableAPIRenderer):
    """A page for whoever opens an address in a browser: the answer with its links, what may be
    asked, and the files. It needs no script and asks nothing of other sites.
    """

    template = "rest_framework/api.html"
    units = 1
    parameters: ClassVar[tuple[str, ...]] = ()

    def get_context(
        self, data: Any, accepted_media_type: str | None, renderer_context: Mapping[str, Any]
    ) -> dict[str, object]:
        """Return what the page shows; the same for everybody, so nothing of a session."""
        request, response = renderer_context["request"], renderer_context["response"]
        content = json.loads(data) if isinstance(data, JSONText) else data
        text = json.dumps(content, ensure_ascii=False, indent=2, default=str)
        problem = content if response.exception else None
        return {
            "has_session": False,
            "title": problem["title"] if problem else "",
            "method": request.method,
            "path": request.get_full_path(),
            "command": f"curl -i {shlex.quote(f'{settings.PORTAL_URL}{request.get_full_path()}')}",
            "headers": self.get_headers(response),
            "plain_path": request.path,
            "status": f"{response.status_code} {response.reason_phrase}",
            "pieces": [
                {"text": piece, "is_address": place % 2 == 1}
                for place, piece in enumerate(ADDRESS.split(text))
            ],
            "content": content,
            "problem": problem,
            **renderer_context["view"].get_browsable_context(),
        }

    def get_headers(self, response: Any) -> list[tuple[str, str]]:
        """Return the headers with which a program gets the same answer, but for what is of each
        caller alone (what is left of the minute) or of this page (its length and digest).
        """
        own = JSONRenderer.media_type if not response.exception else problems.MEDIA_TYPE
        kept = [
            (name, value)
            for name, value in response.items()
            if not name.startswith(("RateLimit", "Content-", "Retry-"))
        ]
        return [("Content-Type", own), *sorted(kept)]

    def has_blanks(self, request: Request) -> bool:
        """Say whether a form was sent with fields left empty."""
        return any(value == "" for value in request.query_params.values())

    def without_blanks(self, request: Request) -> str:
        """Return the address without them: what a program would ask."""
        query = urlencode([(name, value) for name, value in request.query_params.items() if value])
        return f"{request.path}?{query}" if query else str(request.path)


class FileRenderer(renderers.BaseRenderer):
    """Rows as a file. `render` returns an open file, which the viewset streams."""

    units = FILE_UNITS
    parameters: ClassVar[tuple[str, ...]] = ("language", "bom")
    charset = None
    render_style = "binary"

    def render(
        self,
        data: QuerySet[Model],
        accepted_media_type: str | None = None,
        renderer_context: Mapping[str, Any] | None = None,
    ) -> IO[bytes]:
        """Return the rows of `data` as a file at its beginning. Raises BadParameter and
        TooManyRows.
        """
        assert renderer_context is not None  # noqa: S101 - DRF's signature lets it be left out
        dataset = renderer_context["view"].dataset
        query = renderer_context["request"].query_params
        bom = query.get("bom", "false")
        if bom not in {"true", "false"}:
            raise BadParameter("bom", _("Es «true» o «false»."), valid=("true", "false"))
        others = (*filterset_of(dataset).base_filters, "bom")
        language = read_language(query, others=others)
        self.check(data)
        return streaming.spool(
            dataset, data, form=self.format, language=language, has_bom=bom == "true"
        )

    def check(self, queryset: QuerySet[Model]) -> None:
        """Raise TooManyRows if the format cannot be made of `queryset` on the spot."""

    def file_name(self, view: Any) -> str:
        """Return the name a reader saves the file under."""
        language = view.request.query_params.get("language", languages.shorts()[0])
        return f"{querying.file_name(view.dataset, language=language)}.{self.format}"

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, object]]:
        """Return what OpenAPI says of the parameters."""
        tags = {"type": "string", "enum": list(languages.shorts())}
        yes_no = {"type": "string", "enum": ["true", "false"]}
        return [
            query_parameter("language", tags, _("Idioma de los títulos de las columnas.")),
            query_parameter(
                "bom", yes_no, _("Con la marca que Excel necesita para leer los acentos.")
            ),
        ]


class CSVRenderer(FileRenderer):
    """Comma-separated values, neutral to spreadsheets."""

    format = "csv"
    media_type = streaming.media_type("csv")


class JSONLinesRenderer(FileRenderer):
    """A row of JSON a line."""

    format = "jsonl"
    media_type = streaming.media_type("jsonl")


class XLSXRenderer(FileRenderer):
    """A spreadsheet, of as many rows as can be made while somebody waits."""

    format = "xlsx"
    media_type = streaming.media_type("xlsx")

    def check(self, queryset: QuerySet[Model]) -> None:
        """Raise TooManyRows beyond MOST_LIVE_SHEET_ROWS."""
        if queryset[: MOST_LIVE_SHEET_ROWS + 1].count() > MOST_LIVE_SHEET_ROWS:
            raise TooManyRows(
                _(
                    "Un XLSX al momento lleva hasta 20.000 filas: filtre, pida CSV, o tome "
                    "el archivo de la noche en /datos/."
                )
            )
