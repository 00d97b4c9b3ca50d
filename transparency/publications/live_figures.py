"""Live figures inside a text: a line of its own names a thing, and its figures of today stand
there. Anything else in braces is only text.

`{{ compromiso: slug }}`, `{{ plan: slug }}`, `{{ ficha: slug }}`. Read in one batch for each kind,
whatever their number.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from commitments.plans.models import Plan
from ogp_portal.foundation.documents import charts
from transparency.budgets.models import BudgetPeriod, BudgetSubtotal
from transparency.budgets.queries import drawings, naming
from transparency.budgets.queries.drawings import Row
from transparency.infographics import cards, wording
from transparency.infographics.cards import EVERYBODY

EMBED = re.compile(
    r"^\{\{[ \t]*(compromiso|plan|ficha)[ \t]*:[ \t]*([a-z0-9-]{1,200})[ \t]*\}\}[ \t]*$",
    re.MULTILINE,
)
LOOSE = re.compile(r"\{\{(?P<inside>[^{}\n]{0,200})\}\}")
PLACE = re.compile(r"\[[^\[\]\n]{3,400}\](?!\()")  # what a template leaves to be written
MOST = 20
KINDS = {"compromiso": "commitment", "plan": "plan", "ficha": "sheet"}


@dataclass(frozen=True)
class Embed:
    """A thing shown in a text: its card in words, its address and, where it counts
    things, a chart.
    """

    kind: str
    title: str
    path: str
    words: wording.Words
    chart: charts.BarChart | None = None


def pieces(body: str) -> list[tuple[str, tuple[str, str] | None]]:
    """Return a text as pieces: words, each followed by the thing embedded after them, None after
    the last.
    """
    found, start = [], 0
    for match in EMBED.finditer(body):
        found.append((body[start : match.start()], (KINDS[match[1]], match[2])))
        start = match.end()
    return [*found, (body[start:], None)]


def problems(body: str) -> list[Any]:
    """Return a sentence for each thing in a text that cannot be embedded."""
    wanted = [named for _words, named in pieces(body) if named]
    if len(wanted) > MOST:
        return [
            _("Hay más de %(most)s cifras al día en el texto: deje las que importan.")
            % {"most": MOST}
        ]
    known = load(wanted)
    lacking = [f"{kind}: {slug}" for kind, slug in wanted if (kind, slug) not in known]
    said = [_("No hay nada público en «%(what)s».") % {"what": name} for name in lacking]
    loose = [match["inside"].strip() for match in LOOSE.finditer(EMBED.sub("", body))]
    return said + [
        _(
            "«{{ %(what)s }}» no se entiende: va en una línea sola, con compromiso, plan o "
            "ficha y su dirección."
        )
        % {"what": what}
        for what in loose
    ]


def load(wanted: Sequence[tuple[str, str]]) -> dict[tuple[str, str], Embed]:
    """Return what can be shown of the things named: eight queries at most."""
    today = timezone.localdate()
    slugs = {kind: [slug for one, slug in wanted if one == kind] for kind in KINDS.values()}
    found: dict[tuple[str, str], Embed] = {}
    if slugs["commitment"]:
        for row in cards.commitment_rows().filter(slug__in=slugs["commitment"]):
            card = cards.commitment(row, on=today)
            found[("commitment", row.slug)] = Embed(
                "commitment", card.title, card.path, wording.say(card)
            )
    if slugs["plan"]:
        plans = list(
            Plan.objects.allowing("view", EVERYBODY)
            .filter(slug__in=slugs["plan"])
            .select_related("source")
        )
        for card in cards.plans(plans, on=today):
            found[("plan", card.slug)] = Embed(
                "plan", card.title, card.path, wording.say(card), _levels(card)
            )
    return found | _sheets(slugs["sheet"])


def _levels(card: cards.Card) -> charts.BarChart | None:
    """Return the chart of how many commitments of a plan are at each level."""
    words = wording.say(card)
    bars = [
        charts.Bar(bar.label, bar.fraction, bar.text, cells=(bar.label, bar.text))
        for bar in words.bars
    ]
    return (
        charts.BarChart(_("Cumplimiento"), words.alternative, bars, (_("Nivel"), _("Compromisos")))
        if bars
        else None
    )


def _sheets(slugs: Sequence[str]) -> dict[tuple[str, str], Embed]:
    """Return budget sheets with their chart by subtítulo: three queries, none without sheets."""
    if not slugs:
        return {}
    periods = list(
        BudgetPeriod.objects.allowing("view", EVERYBODY)
        .filter(slug__in=slugs)
        .select_related("program__organization", "source")
    )
    names = naming.words_of(periods)
    subtotals: dict[int, list[BudgetSubtotal]] = {}
    for one in BudgetSubtotal.objects.filter(period__in=periods).order_by("account"):
        subtotals.setdefault(one.period_id, []).append(one)
    found = {}
    for period in periods:
        rows = [
            Row(
                one.account,
                naming.name(names, period, one.account),
                current=one.current_clp,
                accrued=one.accrued_clp,
            )
            for one in subtotals.get(period.pk, [])
        ]
        current = (
            period.computed_current_clp
            if period.published_current_clp is None
            else period.published_current_clp
        )
        accrued = (
            period.computed_accrued_clp
            if period.published_accrued_clp is None
            else period.published_accrued_clp
        )
        card = cards.Card(
            kind="sheet",
            slug=period.slug,
            path=f"/fichas/{period.slug}/",
            layout="issued",
            title=f"{period.program.name}, {period.when}",
            owner=str(period.program.organization.name),
            figures=(accrued, current, 0),
            done=period.year,
            cut_off_on=str(timezone.localdate(period.imported_at)),
            progress=1 if period.side == "income" else 0,
            source=str(period.source or period.file_name),
            day=f"{period.year}-{period.month:02}-01" if period.month else "",
        )
        chart = drawings.execution(
            rows,
            title=_("Por subtítulo"),
            sentence=_("Cuánto del presupuesto de cada subtítulo se ejecutó."),
        )
        found[("sheet", period.slug)] = Embed(
            "sheet", card.title, card.path, wording.say(card), chart
        )
    return found
