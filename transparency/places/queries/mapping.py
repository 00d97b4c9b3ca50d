"""What maps show: how many commitments or proposals there are in each comuna or region, or how many
people; each number is that of the list it leads to.
"""

import datetime
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from django.db.models import (
    BigIntegerField,
    Count,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commitments.organizations.models import Territory
from commitments.plans.models import Commitment, Plan, PlanMember
from commitments.plans.queries import Question, matching
from forums.proposals import queries as proposals
from forums.proposals.models import Call, Proposal
from ogp_portal.foundation.permissions.rights import Person
from transparency.places import layout
from transparency.places.queries.directory import IN_ORDER

Counted = Mapping[int, int]  # of each territory, by its number in the database
LATE = {"plazo": "atrasado"}


def _list_of(page: str, name: str, **chosen: str) -> Callable[[str], str]:
    """Return what gives the address of a list, chosen by a territory and by what else is told."""
    return lambda slug: f"{reverse(page)}?{urlencode({**chosen, name: slug})}"


def _words(some: Callable[[int], str], none: str) -> Callable[[int], str]:
    """Return what tells a number: by its words with `n`, or that there is none."""
    return lambda n: some(n) % {"n": n} if n else none


def _commitments(**chosen: str) -> layout.Measure:
    return layout.Measure(
        "compromisos",
        _("Compromisos"),
        _words(
            lambda n: ngettext("%(n)d compromiso", "%(n)d compromisos", n),
            _("ningún compromiso"),
        ),
        _list_of("commitment_list", "territorio", **chosen),
    )


def _proposals(**chosen: str) -> layout.Measure:
    return layout.Measure(
        "propuestas",
        _("Propuestas"),
        _words(
            lambda n: ngettext("%(n)d propuesta", "%(n)d propuestas", n),
            _("ninguna propuesta"),
        ),
        _list_of("proposal_list", "comuna", **chosen),
    )


def _late() -> layout.Measure:
    return layout.Measure(
        "atrasados",
        _("Compromisos atrasados"),
        _words(
            lambda n: ngettext("%(n)d atrasado", "%(n)d atrasados", n),
            _("ninguno atrasado"),
        ),
        _list_of("commitment_list", "territorio", **LATE),
    )


def _people() -> layout.Measure:
    return layout.Measure(
        "habitantes",
        _("Habitantes"),
        lambda n: (
            _("%(n)s habitantes") % {"n": number_format(n, force_grouping=True)}
            if n
            else _("sin cifra de habitantes")
        ),
    )


MEASURES: Mapping[str, Callable[[], layout.Measure]] = {
    "compromisos": _commitments,
    "atrasados": _late,
    "propuestas": _proposals,
    "habitantes": _people,
}


def _located(rows: QuerySet[Commitment]) -> QuerySet[Any]:
    """Return the places of some commitments."""
    places: QuerySet[Any] = Commitment.territories.through.objects.filter(
        commitment__in=rows.order_by().values("pk")
    )
    return places


def _by_place(rows: QuerySet[Commitment]) -> dict[int, int]:
    """Return how many of some commitments each territory has: one query."""
    return dict(_located(rows).values_list("territory_id").annotate(Count("pk")))


def _by_region(rows: QuerySet[Commitment]) -> dict[int, int]:
    """Return how many of some commitments each region has, itself or in a comuna: one query."""
    region = Coalesce("territory__region_id", "territory_id")
    return dict(
        _located(rows)
        .annotate(of_region=region)
        .values_list("of_region")
        .annotate(Count("commitment_id", distinct=True))
    )


def _asked(name: str, *, user: Person, on: datetime.date) -> QuerySet[Commitment]:
    """Return the commitments that a measure counts: those of the list it leads to."""
    question = Question(chosen=LATE if name == "atrasados" else {})
    return matching(question, user=user, on=on)


def map_of_comunas(
    region: Territory, name: str, *, user: Person, on: datetime.date, here: str = ""
) -> layout.Map:
    """Return the map of the comunas of a region by a measure: two queries at the most."""
    measure, counted = MEASURES[name](), _counted(name, user=user, on=on)
    places = _of_region(region, counted)
    return _map(region, places, _title(measure, region), counted, measure, here)


def _counted(name: str, *, user: Person, on: datetime.date) -> Counted | None:
    """Return what a measure counts in each place, None for people: one query at the most."""
    if name == "habitantes":
        return None
    if name == "propuestas":
        rows = proposals.matching(proposals.Question(), user=user).order_by()
        return _proposals_by_place(rows)
    return _by_place(_asked(name, user=user, on=on))


def _proposals_by_place(rows: QuerySet[Proposal]) -> dict[int, int]:
    placed = rows.exclude(territory=None).values_list("territory_id").annotate(Count("pk"))
    return dict(placed)


def map_of_regions(name: str, *, user: Person, on: datetime.date) -> layout.Map:
    """Return the map of all regions by a measure, each with its comunas: two queries."""
    measure = MEASURES[name]()
    if name == "propuestas":
        rows = proposals.matching(proposals.Question(), user=user).exclude(territory=None)
        region = Coalesce("territory__region_id", "territory_id")
        found = rows.order_by().annotate(of_region=region).values_list("of_region")
        counted: Counted | None = dict(found.annotate(Count("pk")))
    elif name == "habitantes":
        counted = None
    else:
        counted = _by_region(_asked(name, user=user, on=on))
    regions = _drawn(Territory.objects.filter(kind=Territory.Kind.REGION))
    rows_of_map = [_row(row, counted, lambda _slug: "") for row in regions]
    title = _("%(measure)s por región") % {"measure": measure.title}
    return layout.lay_out(title, rows_of_map, measure, sources=_sources(regions, measure))


def map_of_plan(plan: Plan, *, user: Person) -> layout.Map | None:
    """Return the map of where the commitments of a plan are carried out, with the comunas whose
    institutions make it; None where none says where: one query.
    """
    located = _located(Commitment.objects.allowing("view", user).filter(plan=plan))
    measure = _commitments(plan=plan.slug)
    makers = PlanMember.objects.filter(plan=plan, organization__territory=OuterRef("pk"))
    return _map_of_most(located, measure, _("Dónde se cumple: %(region)s"), makers=makers)


def map_of_call(call: Call, *, user: Person) -> layout.Map | None:
    """Return the map of where what a call received is proposed; None where no proposal says where:
    one query.
    """
    question = proposals.Question(chosen={"convocatoria": call.slug})
    located = proposals.matching(question, user=user).exclude(territory=None)
    measure = _proposals(convocatoria=call.slug)
    return _map_of_most(located, measure, _("Dónde se propone: %(region)s"))


def _map_of_most(
    located: QuerySet[Any],
    measure: layout.Measure,
    title: str,
    *,
    makers: QuerySet[PlanMember] | None = None,
) -> layout.Map | None:
    """Return the map of the region that has most of what is counted, by the `territory` of each:
    one query.
    """
    region = Coalesce("territory__region_id", "territory_id")
    by_region = located.order_by().annotate(of_region=region).values("of_region")
    most = by_region.annotate(n=Count("pk")).order_by("-n", "of_region").values("of_region")[:1]
    here = located.order_by().filter(territory=OuterRef("pk")).values("territory")
    places: list[Any] = _drawn(
        Territory.objects.annotate(
            value=Coalesce(Subquery(here.annotate(n=Count("pk")).values("n")), 0),
            most=Subquery(most, output_field=BigIntegerField()),
            makes=Exists(makers) if makers is not None else Value(value=False),
        )
        .filter(Q(region_id=F("most")) | Q(value__gt=0))
        .select_related("region")
    )
    if not places:
        return None
    main = next(place for place in places if place.most in (place.region_id, place.pk))
    return _map(
        main.region or main,
        places,
        title % {"region": (main.region or main).name},
        {place.pk: place.value for place in places},
        measure,
        makers=frozenset(place.pk for place in places if place.makes),
    )


def map_of_list(
    question: Question, region: Territory | None, *, user: Person, on: datetime.date
) -> layout.Map:
    """Return the map of a list of commitments: by regions, or by the comunas of one: two queries.

    A region leads to its map; a comuna, to the list.
    """
    rows = matching(question, user=user, on=on)
    measure = layout.Measure("compromisos", _("Compromisos"), _commitments().words)
    if region is None:
        counted = _by_region(rows)
        regions = _drawn(Territory.objects.filter(kind=Territory.Kind.REGION))
        deeper = [
            _row(region, counted, lambda _slug: "", page=_deeper(question)) for region in regions
        ]
        title = _("Compromisos por región")
        return layout.lay_out(title, deeper, measure, sources=_sources(regions, measure))

    def listed(slug: str) -> str:
        return f"{reverse('commitment_list')}?{question.address(territorio=slug)}"

    measure = layout.Measure(measure.name, measure.title, measure.words, listed)
    counted = _by_place(rows)
    return _map(region, _of_region(region, counted), _title(measure, region), counted, measure)


def _deeper(question: Question) -> Callable[[Territory], str]:
    def address(region: Territory) -> str:
        asked = question.address(orden="", region=region.slug)
        return f"{reverse('commitment_map')}?{asked}"

    return address


def _title(measure: layout.Measure, region: Territory) -> str:
    return _("%(measure)s en %(region)s, por comuna") % {
        "measure": measure.title,
        "region": region.name,
    }


def _drawn(rows: QuerySet[Territory]) -> list[Territory]:
    """Return some territories with their outlines, in the order of the alphabet: one query."""
    return list(
        rows.select_related("boundary__source", "population_source").order_by(IN_ORDER, "pk")
    )


def _of_region(region: Territory, counted: Counted | None) -> list[Territory]:
    """Return the comunas of a region, and what else something is counted in: one query."""
    return _drawn(Territory.objects.filter(Q(region=region) | Q(pk__in=list(counted or ()))))


def _map(
    region: Territory,
    places: Sequence[Territory],
    title: str,
    counted: Counted | None,
    measure: layout.Measure,
    here: str = "",
    *,
    makers: frozenset[int] = frozenset(),
) -> layout.Map:
    """Return the map of the comunas of a region; what is counted for all of it, or elsewhere, is in
    the list alone.
    """
    rows = [
        _row(
            place,
            counted,
            measure.address,
            is_here=place.slug == here,
            is_marked=place.pk in makers,
            is_drawn=place.region_id == region.pk,
            note=_note(place, region, is_maker=place.pk in makers),
        )
        for place in places
    ]
    rows.sort(key=lambda row: not row.shape)
    return layout.lay_out(title, rows, measure, sources=_sources(places, measure))


def _note(place: Territory, region: Territory, *, is_maker: bool) -> str:
    """Return what a comuna is besides: one whose institutions make the plan, or of elsewhere."""
    notes = [_("hace el plan")] if is_maker else []
    if place.region_id not in (None, region.pk):
        notes.append(_("de otra región"))
    return ", ".join(notes)


def _row(
    territory: Territory,
    counted: Counted | None,
    listed: Callable[[str], str],
    *,
    is_here: bool = False,
    is_marked: bool = False,
    is_drawn: bool = True,
    note: str = "",
    page: Callable[[Territory], str] | None = None,
) -> layout.Row:
    value = (territory.population or 0) if counted is None else counted.get(territory.pk, 0)
    boundary = getattr(territory, "boundary", None)
    is_region = territory.kind == Territory.Kind.REGION
    return layout.Row(
        _("Región: %(name)s") % {"name": territory.name}
        if is_region and not is_drawn
        else territory.name,
        (page or page_of)(territory),
        boundary.polygons if boundary and is_drawn else (),
        value,
        is_here,
        is_marked,
        note,
        list_address=listed(territory.slug) if value else "",
    )


def page_of(territory: Territory) -> str:
    """Return the path of the page of a place."""
    kind = "region" if territory.kind == Territory.Kind.REGION else "comuna"
    return reverse(kind, args=[territory.slug])


def _sources(places: Sequence[Territory], measure: layout.Measure) -> list[object]:
    """Return the documents a map is made from: of the outlines, and of the people."""
    outlines = [place.boundary.source for place in places if hasattr(place, "boundary")]
    people = [
        place.population_source
        for place in places
        if measure.name == "habitantes" and place.population_source
    ]
    return list({source.pk: source for source in [*outlines, *people]}.values())
