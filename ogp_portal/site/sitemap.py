"""Every public page in one list (sitemaps.org), as the subjects declare them."""

from collections.abc import Iterator

from django.conf import settings
from django.db.models import Model, QuerySet, Value
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from ogp_portal.foundation import subjects
from ogp_portal.foundation.permissions.decorators import public
from ogp_portal.foundation.subjects import Page, RowPages

NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"


@public(cache=3600)
def sitemap(request: HttpRequest) -> HttpResponse:
    """List every public page, as everybody sees them."""
    body = "".join(f"<url><loc>{settings.PORTAL_URL}{path}</loc></url>" for path in _paths())
    return HttpResponse(
        f'<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="{NAMESPACE}">{body}</urlset>',
        content_type="application/xml",
    )


def _paths() -> Iterator[str]:
    """Return the paths: single pages first, then those of rows, whose slugs are one query."""
    listed = [page for page in subjects.pages() if page.in_sitemap]
    yield from (reverse(page.name) for page in listed if isinstance(page, Page))
    queries: list[QuerySet[Model, tuple[str, str]]] = []
    for page, rows in [(page, page.listed()) for page in listed if isinstance(page, RowPages)]:
        if isinstance(rows, QuerySet):
            slugs = rows.order_by("pk").values_list(Value(page.name), "slug")
            queries.append(slugs[: page.most])
        else:
            yield from (reverse(page.name, args=[slug]) for slug in rows)
    first, *others = queries
    for name, slug in first.union(*others, all=True):
        yield reverse(name, args=[slug])
