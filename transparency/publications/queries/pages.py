"""What the pages of publications ask of the database."""

from collections.abc import Mapping
from urllib.parse import urlencode

from django.db.models import F, OuterRef, Subquery

from ogp_portal.foundation.permissions.rights import Person
from transparency.publications.models import DisseminationChannel, Publication, PublicationVersion
from transparency.publications.states import PUBLIC_VERSION, READABLE, VersionState

PER_PAGE = 20
DEEPEST_PAGE = 500


def publications(query: Mapping[str, str]) -> dict[str, object]:
    """Return a page of the list, the newest first: one query."""
    kind, number = query.get("clase", ""), query.get("pagina", "1")
    kind = kind if kind in Publication.Kind.values else ""
    page = (
        max(1, min(DEEPEST_PAGE, int(number)))
        if number.isascii() and number.isdigit() and len(number) < len("10000")
        else 1
    )
    latest = PublicationVersion.objects.filter(
        publication=OuterRef("pk"), state__in=PUBLIC_VERSION
    ).order_by("-number")
    rows = Publication.objects.annotate(
        latest_at=Subquery(latest.values("published_at")[:1]),
        latest_number=Subquery(latest.values("number")[:1]),
        latest_state=Subquery(latest.values("state")[:1]),
        latest_summary=Subquery(latest.values("summary")[:1]),
    ).filter(latest_at__isnull=False)
    if kind:
        rows = rows.filter(kind=kind)
    filters = {"clase": kind} if kind else {}
    ordered = rows.select_related("organization").order_by(F("latest_at").desc(), "pk")
    shown = list(ordered[(page - 1) * PER_PAGE : page * PER_PAGE + 1])
    return {
        "rows": shown[:PER_PAGE],
        "kind": kind,
        "filters": urlencode(filters),
        "kinds": Publication.Kind.choices,
        "before": _address(kind, page - 1) if page > 1 else None,
        "after": _address(kind, page + 1) if len(shown) > PER_PAGE else None,
    }


def _address(kind: str, page: int) -> str:
    """Return the query string of a page of the list."""
    values = {"clase": kind, "pagina": str(page) if page > 1 else ""}
    return urlencode({name: value for name, value in values.items() if value})


def find(
    slug: str, number: int | None, *, user: Person
) -> tuple[Publication, PublicationVersion, list[PublicationVersion]] | None:
    """Return a publication, the version asked for (the last readable one without a number) and its
    public versions: two queries.
    """
    publication = (
        Publication.objects.allowing("view", user)
        .select_related("organization", "plan")
        .filter(slug=slug)
        .first()
    )
    if publication is None:
        return None
    rows = PublicationVersion.objects.filter(
        publication=publication, state__in=PUBLIC_VERSION
    ).order_by("-number")
    versions = list(rows)
    chosen = _chosen(versions, number)
    if chosen is None:
        return None
    chosen.publication = publication
    return publication, chosen, versions


def _chosen(versions: list[PublicationVersion], number: int | None) -> PublicationVersion | None:
    """Return the version of that number; without one the one in force, else the last."""
    if number is not None:
        return next((version for version in versions if version.number == number), None)
    in_force = (version for version in versions if version.state == VersionState.PUBLISHED)
    return next(in_force, versions[0] if versions else None)


def channels(publication: Publication) -> list[DisseminationChannel]:
    """Return the channels of a publication, promised and done, by date: one query."""
    return list(
        DisseminationChannel.objects.filter(publication=publication).order_by("planned_on", "pk")
    )


def is_readable(version: PublicationVersion) -> bool:
    """Say whether a version's words are shown."""
    return version.state in READABLE
