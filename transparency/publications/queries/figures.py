"""The figures of today of the things that a text names, read in one batch for each kind, whatever
their number.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from commitments.plans.models import Plan
from ogp_portal.foundation.documents import charts
from transparency.budgets.models import BudgetPeriod, BudgetSubtotal, Side
from transparency.budgets.queries import drawings, naming
from transparency.budgets.queries.drawings import Row
from transparency.infographics import queries as infographics
from transparency.infographics import wording
from transparency.infographics.cards import Card, Kind, Layout
from transparency.publications import live_figures
from transparency.publications.live_figures import Name


@dataclass(frozen=True)
class Figure:
    """A thing shown in a text: its card in words, its address and, where it counts
    things, a chart.
    """

    kind: str
    title: str
    path: str
    words: wording.Words
    chart: charts.BarChart | None = None

    @classmethod
    def of(cls, card: Card, *, chart: charts.BarChart | None = None) -> "Figure":
        """Return what a card shows in a text."""
        return cls(card.kind, card.title, card.path, wording.describe(card), chart)


def problems(body: str) -> list[str]:
    """Return a sentence for each thing in a text that cannot be shown."""
    wanted = live_figures.names(body)
    if len(wanted) > live_figures.MOST:
        sentence = _("Hay más de %(most)s cifras al día en el texto: deje las que importan.")
        return [sentence % {"most": live_figures.MOST}]
    shown = load(wanted)
    return [
        *(
            _("No hay nada público en «%(what)s».") % {"what": f"{kind}: {slug}"}
            for kind, slug in wanted
            if (kind, slug) not in shown
        ),
        *(
            _(
                "«{{ %(what)s }}» no se entiende: va en una línea sola, con compromiso, plan o "
                "ficha y su dirección."
            )
            % {"what": what}
            for what in live_figures.not_understood(body)
        ),
    ]


def load(wanted: Sequence[Name]) -> dict[Name, Figure]:
    """Return what can be shown of the things named: eight queries at most."""
    return {
        **_commitments(_slugs(wanted, Kind.COMMITMENT)),
        **_plans(_slugs(wanted, Kind.PLAN)),
        **_sheets(_slugs(wanted, Kind.SHEET)),
    }


def _slugs(wanted: Sequence[Name], kind: Kind) -> list[str]:
    return [slug for named, slug in wanted if named == kind]


def _commitments(slugs: list[str]) -> dict[Name, Figure]:
    """Return commitments: two queries, none without any."""
    if not slugs:
        return {}
    today = timezone.localdate()
    cards = [
        infographics.commitment_card(row, on=today)
        for row in infographics.commitment_rows().filter(slug__in=slugs)
    ]
    return {(Kind.COMMITMENT.value, card.slug): Figure.of(card) for card in cards}


def _plans(slugs: list[str]) -> dict[Name, Figure]:
    """Return plans with their chart by level: three queries, none without any."""
    if not slugs:
        return {}
    plans = list(
        Plan.objects.allowing("view", infographics.EVERYBODY)
        .filter(slug__in=slugs)
        .select_related("source")
    )
    return {
        (Kind.PLAN.value, card.slug): Figure.of(card, chart=_levels(card))
        for card in infographics.plan_cards(plans, on=timezone.localdate())
    }


def _levels(card: Card) -> charts.BarChart | None:
    """Return the chart of how many commitments of a plan are at each level."""
    words = wording.describe(card)
    bars = [
        charts.Bar(bar.label, bar.fraction, bar.text, cells=(bar.label, bar.text))
        for bar in words.bars
    ]
    if not bars:
        return None
    return charts.BarChart(
        _("Cumplimiento"), words.alternative, bars, (_("Nivel"), _("Compromisos"))
    )


def _sheets(slugs: list[str]) -> dict[Name, Figure]:
    """Return budget sheets with their chart by subtítulo: three queries, none without any."""
    if not slugs:
        return {}
    periods = list(
        BudgetPeriod.objects.allowing("view", infographics.EVERYBODY)
        .filter(slug__in=slugs)
        .select_related("program__organization", "source")
    )
    words = naming.words_of(periods)
    subtotals: dict[int, list[BudgetSubtotal]] = {}
    for subtotal in BudgetSubtotal.objects.filter(period__in=periods).order_by("account"):
        subtotals.setdefault(subtotal.period_id, []).append(subtotal)
    return {
        (Kind.SHEET.value, period.slug): Figure.of(
            _sheet_card(period), chart=_execution(period, subtotals.get(period.pk, []), words)
        )
        for period in periods
    }


def _execution(
    period: BudgetPeriod, subtotals: Sequence[BudgetSubtotal], words: naming.Words
) -> charts.BarChart:
    """Return the chart of how much of each subtítulo was done, without addresses."""
    rows = [
        Row(
            subtotal.account,
            naming.name(words, period, subtotal.account),
            current=subtotal.current_clp,
            accrued=subtotal.accrued_clp,
        )
        for subtotal in subtotals
    ]
    return drawings.execution(
        rows,
        title=_("Por subtítulo"),
        sentence=_("Cuánto del presupuesto de cada subtítulo se ejecutó."),
    )


def _sheet_card(period: BudgetPeriod) -> Card:
    """Return the card of a sheet without its lines, which the chart shows, and its findings."""
    return Card(
        kind=Kind.SHEET.value,
        slug=period.slug,
        path=f"/fichas/{period.slug}/",
        layout=Layout.ISSUED,
        title=f"{period.program.name}, {period.when}",
        owner=str(period.program.organization.name),
        figures=(period.accrued_clp, period.current_clp, 0),
        done=period.year,
        cut_off_on=str(timezone.localdate(period.imported_at)),
        progress=1 if period.side == Side.INCOME else 0,
        source=str(period.source or period.file_name),
        day=f"{period.year}-{period.month:02}-01" if period.month else "",
    )
