"""An institution's year: how much is done, on what, month by month, and what came in."""

from collections.abc import Sequence

from django.db.models import Count, Q
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from commitments.organizations.models import Organization
from ogp_portal.foundation import money
from ogp_portal.foundation.documents import charts
from transparency.budgets.models import (
    BudgetPeriod,
    BudgetSubtotal,
    Finding,
    ReferenceKind,
    ReferenceValue,
    Side,
)
from transparency.budgets.queries import drawings, naming
from transparency.budgets.queries.choices import Choice
from transparency.budgets.queries.drawings import Row
from transparency.budgets.queries.rows import joined, subtotal_rows
from transparency.budgets.queries.search import LONGEST_QUESTION, search_lines
from transparency.budgets.states import UNANSWERED, FindingState


def institution_page(
    organization: Organization, *, year: int | None, month: int | None, text: str
) -> dict[str, object] | None:
    """Return what an institution's page shows, None when it publishes no accounts: seven queries,
    one more to search.
    """
    periods = list(
        BudgetPeriod.objects.current()
        .filter(program__organization=organization)
        .select_related("program")
        .order_by("program__code", "pk")
    )
    if not periods:
        return None
    choice = Choice.of(periods, year=year, month=month)
    chosen = choice.of_it(periods)
    subtotals = list(BudgetSubtotal.objects.filter(period__in=chosen).order_by("account"))
    words = naming.words_of(chosen)
    spent = [period for period in chosen if period.side == Side.EXPENSE]
    received = [period for period in chosen if period.side == Side.INCOME]
    current = sum(period.current_clp for period in spent)
    accrued = sum(period.accrued_clp for period in spent)
    programs = [(period, subtotal_rows(period, subtotals, words)) for period in spent]
    context = {
        "organization": organization,
        "choice": choice,
        "chosen": chosen,
        "spent": spent,
        "received": received,
        "current": current,
        "accrued": accrued,
        "percentage": money.percent(money.share(accrued, current)),
        "programs": programs,
        "by_program": _by_program(spent),
        "hundred": drawings.hundred(joined([row for _period, rows in programs for row in rows])),
        "calendar": drawings.calendar(periods, year=choice.year),
        "income": _income(received, subtotals, words),
        "balance": _balance(spent, received),
        "found": search_lines(chosen, text) if text else None,
        "text": text[:LONGEST_QUESTION],
    }
    return context | _findings(chosen) | _measured(organization, choice, accrued)


def _by_program(spent: Sequence[BudgetPeriod]) -> charts.BarChart | None:
    """Return the chart of how far each programme is, None with less than two."""
    if len(spent) < 2:
        return None
    return drawings.execution(
        [
            Row("", str(period.program), current=period.current_clp, accrued=period.accrued_clp)
            for period in spent
        ],
        title=_("Por programa"),
        sentence=_("Cuánto del presupuesto de cada programa se ha ejecutado."),
    )


def _income(
    received: Sequence[BudgetPeriod], subtotals: Sequence[BudgetSubtotal], words: naming.Words
) -> charts.BarChart | None:
    """Return the chart of where each hundred pesos came from."""
    rows = joined([row for period in received for row in subtotal_rows(period, subtotals, words)])
    return drawings.hundred(rows, income=True) if rows else None


def _balance(
    spent: Sequence[BudgetPeriod], received: Sequence[BudgetPeriod]
) -> charts.BarChart | None:
    """Return the chart of what came in beside what went out, None where one of them is not
    published.
    """
    if not spent or not received:
        return None
    came = sum(period.computed_paid_clp for period in received)
    went = sum(period.computed_paid_clp for period in spent)
    sentence = _(
        "Se recibieron %(came)s y se pagaron %(went)s: una diferencia de %(difference)s."
    ) % {
        "came": money.millions(came),
        "went": money.millions(went),
        "difference": money.millions(came - went),
    }
    return drawings.pair(
        _("Lo que entró y lo que salió"), sentence, [(_("Percibido"), came), (_("Pagado"), went)]
    )


def _measured(organization: Organization, choice: Choice, accrued: int) -> dict[str, object]:
    """Return the amount for each inhabitant and in UF, each only where a source gives the figure to
    divide by: one query.
    """
    is_ours = Q(
        kind=ReferenceKind.POPULATION,
        territory=organization.territory_id,
        territory__isnull=False,
        on__year__lte=choice.year,
    )
    is_uf = Q(kind=ReferenceKind.UF, on__year=choice.year)
    values = ReferenceValue.objects.filter(is_ours | is_uf).select_related("source").order_by("on")
    figures = {figure.kind: figure for figure in values}  # the latest of each stands
    people, uf = figures.get(ReferenceKind.POPULATION), figures.get(ReferenceKind.UF)
    return {
        "per_person": {"amount": money.whole(round(accrued / people.value)), "figure": people}
        if people
        else None,
        "in_uf": {
            "amount": number_format(round(accrued / uf.value), force_grouping=True),
            "figure": uf,
        }
        if uf
        else None,
    }


def _findings(chosen: Sequence[BudgetPeriod]) -> dict[str, dict[str, int]]:
    """Return how many findings there are in some periods: one query."""
    counted = Finding.objects.filter(period__in=chosen).exclude(state=FindingState.CORRECTED)
    return {
        "findings": counted.aggregate(
            all=Count("pk"),
            high=Count("pk", filter=Q(severity=Finding.Severity.HIGH)),
            open=Count("pk", filter=Q(state__in=UNANSWERED)),
        )
    }
