"""The API: lists, rows and exports of every published dataset, read-only and the same for everybody
(/api/v1/).

PostgreSQL builds the JSON and the views only carry it; DRF gives the frame (methods, errors,
limits, OpenAPI).
"""

import hashlib
import uuid
from typing import IO, Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.db import DataError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import translation
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import http_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.utils.translation.trans_real import parse_accept_lang_header
from rest_framework.exceptions import MethodNotAllowed, NotAcceptable, NotFound
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.views import APIView

from ogp_portal.foundation.api import paging, querying, streaming
from ogp_portal.foundation.api.datasets import LICENCE, PUBLISHED, Dataset
from ogp_portal.foundation.api.links import API
from ogp_portal.foundation.api.problems import problem
from ogp_portal.foundation.events import rates
from transparency.catalogue import queries, questions
from transparency.tokens.keys import digest
from transparency.tokens.models import ApiToken

LONGEST_ADDRESS = 8_000
MOST_LIVE_SHEET_ROWS = 20_000
VERSION = "v1"


class OnlyJson(BaseContentNegotiation):
    """Every address has one form: what a client says it accepts changes nothing, and a list is
    never an error 406.
    """

    def select_parser(self, request: Request, parsers: Any) -> Any:
        """Take no body."""
        return None

    def select_renderer(self, request: Request, renderers: Any, format_suffix: Any = None) -> Any:
        """Return the only renderer."""
        return renderers[0], renderers[0].media_type


class OverLimit(Exception):
    """A caller asked for more than its minute allows."""

    def __init__(self, usage: rates.Usage) -> None:
        """Keep how the caller stands."""
        super().__init__()
        self.usage = usage


class BadToken(Exception):
    """The Authorization header holds no key that is in force."""


KNOWN: tuple[tuple[tuple[type[Exception], ...], str, Any, dict[str, str]], ...] = (
    (
        (Http404, NotFound, NotAcceptable),
        "not-found",
        gettext_lazy("No hay nada en esa dirección."),
        {},
    ),
    (
        (MethodNotAllowed,),
        "method-not-allowed",
        gettext_lazy("Esta API solo se lee: GET, HEAD y OPTIONS."),
        {"Allow": "GET, HEAD, OPTIONS"},
    ),
    (
        (SuspiciousOperation,),
        "address-too-long",
        gettext_lazy("La dirección tiene demasiados parámetros."),
        {},
    ),
    (
        (BadToken,),
        "bad-token",
        gettext_lazy("Esa llave no existe o fue revocada; sin llave se lee lo mismo."),
        {"WWW-Authenticate": "Bearer"},
    ),
    (
        (DataError,),
        "bad-parameter",
        gettext_lazy("Un valor está fuera de lo que se puede buscar."),
        {},
    ),
    (
        (OperationalError,),
        "unavailable",
        gettext_lazy("Vuelva a intentarlo en unos segundos."),
        {"Retry-After": "15"},
    ),
)


def handle(error: Exception, context: dict[str, Any]) -> HttpResponse | None:
    """Return the problem document for what went wrong; None lets it be a fault."""
    if isinstance(error, questions.BadQuestion):
        valid = {"valid": list(error.valid)} if error.valid else {}
        return problem(error.kind, error.detail, parameter=error.parameter, **valid)
    if isinstance(error, OverLimit):
        answer = problem(
            "too-many-requests",
            _("Espere %(n)s segundos, o pida una llave.") % {"n": error.usage.seconds},
        )
        answer["Retry-After"] = str(error.usage.seconds)
        return answer
    for kinds, kind, sentence, headers in KNOWN:
        if isinstance(error, kinds):
            answer = problem(kind, sentence)
            for name, value in headers.items():
                answer[name] = value
            return answer
    return None


class OpenDataView(APIView):
    """What every door of the API does: speak the reader's language, count the request, refuse what
    is too long.
    """

    authentication_classes = ()
    permission_classes = ()
    parser_classes = ()
    renderer_classes = (JSONRenderer,)
    content_negotiation_class = OnlyJson
    http_method_names = ["get", "head", "options"]
    units = 1
    usage: rates.Usage | None = None

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Answer in the language the header asks for."""
        with translation.override(_language(request)):
            response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
            response["Content-Language"] = translation.get_language() or settings.LANGUAGE_CODE
        return response

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Count the request before anything is worked out."""
        if len(request.META.get("QUERY_STRING", "")) > LONGEST_ADDRESS:
            message = "query string too long"
            raise SuspiciousOperation(message)
        caller, limit = _caller(request)
        if request.method != "OPTIONS":
            self.usage = rates.count(caller, units=self.units, limit=limit)
            if self.usage.is_over:
                raise OverLimit(self.usage)

    def get_exception_handler(self) -> Any:
        """Answer errors as problem documents."""
        return handle

    def finalize_response(
        self, request: Request, response: HttpResponseBase, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        """Add what every answer carries."""
        patch_vary_headers(response, ["Accept-Language"])
        if self.usage is not None:
            response["RateLimit-Policy"] = f'"minute";q={self.usage.limit};w={rates.WINDOW}'
            response["RateLimit"] = f'"minute";r={self.usage.left};t={self.usage.seconds}'
        response["Access-Control-Expose-Headers"] = (
            "ETag, Link, RateLimit, RateLimit-Policy, Retry-After, Content-Disposition"
        )
        return response

    def options(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        """Tell a browser of another site that it may read."""
        return HttpResponse(
            status=204,
            headers={
                "Allow": "GET, HEAD, OPTIONS",
                "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS",
                "Access-Control-Allow-Headers": "Authorization, Accept-Language, If-None-Match, If-Modified-Since",
                "Access-Control-Max-Age": "86400",
            },
        )


def _language(request: HttpRequest) -> str:
    """Return the language the Accept-Language header prefers among ours; no cookie is looked at."""
    for code, _weight in parse_accept_lang_header(
        request.headers.get("Accept-Language", "").lower()[:500]
    ):
        if code.split("-")[0] == "en":
            return "en"
        if code.split("-")[0] in {"es", "*"}:
            break
    return settings.LANGUAGE_CODE


def _caller(request: Request) -> tuple[str, int]:
    """Return who is counted and its limit: a token in force, or the address."""
    header = request.headers.get("Authorization", "")
    if header:
        kind, _space, key = header.partition(" ")
        token = (
            ApiToken.objects.filter(digest=digest(key.strip()[:200]), state="active")
            .only("units_per_minute")
            .first()
        )
        if kind.lower() != "bearer" or token is None:
            raise BadToken
        return f"token {token.pk}", token.units_per_minute
    return rates.by_address(rates.address_of(request)), settings.API_UNITS_PER_MINUTE


def answer(request: Request, body: str, *, stamp: Any) -> HttpResponseBase:
    """Return JSON with its ETag and Last-Modified, or 304 if the reader has it already."""
    content = body.encode()
    etag = f'"{hashlib.blake2b(content, digest_size=16).hexdigest()}"'
    response = HttpResponse(content, content_type="application/json")
    response["ETag"] = etag
    seconds = int(stamp.timestamp()) if stamp else None
    if seconds is not None:
        response["Last-Modified"] = http_date(seconds)
    return (
        get_conditional_response(request, etag=etag, last_modified=seconds, response=response)
        or response
    )


class Collection(OpenDataView):
    """A page of a dataset."""

    dataset: Dataset

    def get(self, request: Request) -> HttpResponseBase:
        """Return one page, the address of the next, and the number of rows when asked."""
        asked = questions.read(self.dataset, request._request.GET)
        keys = paging.keys(
            self.dataset, asked.rows, order=asked.order, after=asked.after, size=asked.size + 1
        )
        found = list(keys)
        shown, address = found[: asked.size], f"{settings.PORTAL_URL}{API}{self.dataset.name}/"
        bodies = querying.bodies(
            self.dataset, [row["_pk"] for row in shown], fields=asked.fields, expand=asked.expand
        )
        following = ""
        if len(found) > asked.size:
            cursor = paging.encode(asked.order, shown[-1]["_sort"], shown[-1]["_key"])
            following = f"{address}?{urlencode({**request._request.GET.dict(), 'cursor': cursor})}"
        count = f'"count":{asked.rows.count()},' if asked.is_counted else ""
        body = (
            f'{{{count}"next":{_quoted(following)},"licence":"CC BY '
            f'4.0","results":[{",".join(bodies)}]}}'
        )
        response = answer(request, body, stamp=queries.stamp(self.dataset))
        response["Link"] = _links(request, address, following)
        return response


def _quoted(address: str) -> str:
    return f'"{address}"' if address else "null"


def _links(request: Request, address: str, following: str) -> str:
    first = urlencode(
        {name: value for name, value in request._request.GET.dict().items() if name != "cursor"}
    )
    links = [
        f'<{address}{"?" if first else ""}{first}>; rel="first"',
        f'<{LICENCE}>; rel="license"',
    ]
    return ", ".join([f'<{following}>; rel="next"', *links] if following else links)


class Item(OpenDataView):
    """A row of a dataset."""

    dataset: Dataset
    is_whole = False  # beside a page: everything that belongs to the row, without being asked

    def get(self, request: Request, key: str) -> HttpResponseBase:
        """Return the row. Raises Http404."""
        asked = questions.read(self.dataset, request._request.GET, is_list=False)
        rows = asked.rows.filter(
            **{self.dataset.key_path or self.dataset.key: _key(self.dataset, key)}
        )
        expand = (
            tuple(child.name for child in self.dataset.children)
            if self.is_whole and not asked.expand
            else asked.expand
        )
        found = querying.bodies(
            self.dataset,
            list(rows.values_list("pk", flat=True)[:1]),
            fields=asked.fields,
            expand=expand,
        )
        if not found:
            raise Http404
        return answer(request, found[0], stamp=queries.stamp(self.dataset))


def _key(dataset: Dataset, text: str) -> Any:
    """Return the key an address names. Raises Http404 for what cannot be one."""
    try:
        return (
            uuid.UUID(text) if dataset.column(dataset.key).type == "uuid" else _without_null(text)
        )
    except ValueError as error:
        raise Http404 from error


def _without_null(text: str) -> str:
    if "\x00" in text:
        raise ValueError(text)
    return text


class Export(OpenDataView):
    """A dataset, or what its filters keep, as a file."""

    dataset: Dataset
    form: str
    units = questions.EXPORT_UNITS

    def get(self, request: Request) -> HttpResponseBase:
        """Return the file, complete before its first byte is sent."""
        form = self.form
        asked, language, has_bom = questions.read_export(self.dataset, request._request.GET)
        if form == "xlsx" and asked.rows[: MOST_LIVE_SHEET_ROWS + 1].count() > MOST_LIVE_SHEET_ROWS:
            return problem(
                "too-many-rows",
                _(
                    "Un XLSX al momento lleva hasta 20.000 filas: filtre, pida CSV, o tome "
                    "el archivo de la noche en /datos/."
                ),
            )
        made: IO[bytes] = streaming.spool(
            self.dataset, asked.rows, form=form, language=language, has_bom=has_bom
        )
        name = self.dataset.heading if language == "es" else self.dataset.name
        response = streaming.attachment(made, f"{name}.{form}", media_type=streaming.FORMATS[form])
        response["Cache-Control"] = "no-store"
        return response


class Schema(OpenDataView):
    """The JSON Table Schema of a dataset's files."""

    dataset: Dataset

    def get(self, request: Request) -> HttpResponseBase:
        """Return the schema of the headings asked for."""
        language = questions.read_language(request._request.GET)
        return answer(
            request,
            queries.as_json(streaming.table_schema(self.dataset, language=language)),
            stamp=None,
        )


class Index(OpenDataView):
    """What there is."""

    def get(self, request: Request) -> HttpResponseBase:
        """Return every dataset with its addresses."""
        questions.refuse_all(request._request.GET)
        root = f"{settings.PORTAL_URL}{API}"
        datasets = [
            {
                "name": one.name,
                "title": str(one.title),
                "description": str(one.sentence),
                "list": f"{root}{one.name}/",
                "item": f"{root}{one.name}/{{{one.key}}}/",
                "schema": f"{root}{one.name}.schema.json",
                **{form: f"{root}{one.name}.{form}" for form in questions.LIVE_FORMATS},
            }
            for one in PUBLISHED.values()
        ]
        about = {
            "version": VERSION,
            "licence": LICENCE,
            "openapi": f"{root}openapi.json",
            "documentation": f"{settings.PORTAL_URL}/datos/api/",
            "catalogue": f"{settings.PORTAL_URL}/datos/",
            "datasets": datasets,
        }
        return answer(request, queries.as_json(about), stamp=None)


class Nothing(OpenDataView):
    """Every other address under the API."""

    def get(self, request: Request, rest: str = "") -> HttpResponseBase:
        """Say that nothing is there."""
        raise Http404
