"""Institutions with published accounts: the list, an institution's year, several beside one
another. The same few queries whatever the rows.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, F, Func, OuterRef, Q, TextField
from django.urls import reverse
from django.utils.dates import MONTHS
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from commitments.organizations.models import Organization
from ogp_portal.foundation import money
from ogp_portal.foundation.search import fold
from transparency.budgets.models import (
    BudgetLine,
    BudgetPeriod,
    BudgetSubtotal,
    Finding,
    ReferenceValue,
)
from transparency.budgets.queries import drawings, naming
from transparency.budgets.queries.drawings import Row
from transparency.budgets.states import UNANSWERED

PER_PAGE = 24
MOST_PAGES = 1000
MOST_COMPARED = 5
MOST_FOUND = 60
LONGEST_QUESTION = 100


@dataclass(frozen=True)
class Latest:
    """An institution in the list: its last accounts and how much of the budget was done."""

    organization: Organization
    when: str
    current: int
    accrued: int

    @property
    def percentage(self) -> str:
        """Return how much was done."""
        return money.percent(money.share(self.accrued, self.current))


def _plain(path: str) -> Func:
    """Return a text without accents or capitals, as the database works it out."""
    return Func(F(path), function="portal_fold", output_field=TextField())


def institutions(*, text: str, page: int) -> dict[str, Any]:
    """Return a page of the institutions that publish accounts, by name: three queries."""
    published = BudgetPeriod.objects.current().filter(program__organization=OuterRef("pk"))
    named = Organization.objects.annotate(plain=_plain("name")).filter(
        plain__contains=fold(text[:LONGEST_QUESTION].lower())
    )
    found = named.filter(Exists(published)).order_by("name", "pk")
    page = min(max(page, 1), MOST_PAGES)
    rows = list(found[(page - 1) * PER_PAGE : page * PER_PAGE + 1])
    shown = rows[:PER_PAGE]
    newest = (
        BudgetPeriod.objects.current()
        .filter(program__organization__in=shown, side="expense")
        .order_by("program_id", "-year", "-month")
    ).distinct("program_id")
    by_organization: dict[int, list[BudgetPeriod]] = {}
    for period in newest.select_related("program"):
        by_organization.setdefault(period.program.organization_id, []).append(period)
    latest = []
    for organization in shown:
        periods = by_organization.get(organization.pk, [])
        year = max(((one.year, one.month or 12) for one in periods), default=(0, 0))
        same = [one for one in periods if (one.year, one.month or 12) == year]
        latest.append(
            Latest(
                organization,
                same[0].when if same else "",
                sum(_budget(one)[0] for one in same),
                sum(_budget(one)[1] for one in same),
            )
        )
    return {
        "institutions": latest,
        "page": page,
        "is_more": len(rows) > PER_PAGE,
        "text": text[:LONGEST_QUESTION],
    }


def _budget(period: BudgetPeriod) -> tuple[int, int]:
    """Return budget and execution as published where the source publishes totals, else what its
    lines add up to.
    """
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
    return current, accrued


@dataclass(frozen=True)
class Choice:
    """Which year and month of an institution is looked at, out of those there are."""

    year: int
    month: int | None
    years: Sequence[int]
    months: Sequence[tuple[int, str]]

    @classmethod
    def of(
        cls, periods: Sequence[BudgetPeriod], *, year: int | None, month: int | None
    ) -> "Choice":
        """Return what was asked for if it is there, else the latest."""
        years = sorted({period.year for period in periods}, reverse=True)
        chosen = year if year in years else years[0]
        there = sorted(
            {period.month for period in periods if period.year == chosen and period.month}
        )
        last = month if month in there else (there[-1] if there else None)
        return cls(chosen, last, years, [(one, str(MONTHS[one])) for one in there])

    @property
    def when(self) -> str:
        """Return it in words."""
        return f"{MONTHS[self.month]} {_('de')} {self.year}" if self.month else str(self.year)


def institution_page(
    organization: Organization, *, year: int | None, month: int | None, text: str
) -> dict[str, Any] | None:
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
    chosen = [
        period for period in periods if period.year == choice.year and period.month == choice.month
    ]
    subtotals = list(BudgetSubtotal.objects.filter(period__in=chosen).order_by("account"))
    words = naming.words_of(chosen)
    spent = [period for period in chosen if period.side == "expense"]
    received = [period for period in chosen if period.side == "income"]
    current, accrued = sum(_budget(one)[0] for one in spent), sum(_budget(one)[1] for one in spent)
    programs = [_program_rows(period, subtotals, words) for period in spent]
    rows = _joined([row for _period, rows in programs for row in rows])
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
        "by_program": drawings.execution(
            [
                Row("", str(period.program), current=_budget(period)[0], accrued=_budget(period)[1])
                for period in spent
            ],
            title=_("Por programa"),
            sentence=_("Cuánto del presupuesto de cada programa se ha ejecutado."),
        )
        if len(spent) > 1
        else None,
        "hundred": drawings.hundred(rows),
        "calendar": drawings.calendar(periods, year=choice.year),
        "income": _income(received, subtotals, words),
        "balance": _balance(spent, received),
        "found": _search(chosen, text) if text else None,
        "text": text[:LONGEST_QUESTION],
    }
    return context | _findings(chosen) | _measured(organization, choice, accrued)


def _program_rows(
    period: BudgetPeriod, subtotals: Sequence[BudgetSubtotal], words: naming.Words
) -> tuple[BudgetPeriod, list[Row]]:
    return period, [
        Row(
            one.account,
            naming.name(words, period, one.account),
            current=one.current_clp,
            accrued=one.accrued_clp,
            address=reverse("budget_account", args=[period.slug, one.account]),
        )
        for one in subtotals
        if one.period_id == period.pk
    ]


def _joined(rows: Sequence[Row]) -> list[Row]:
    """Return the rows of all programmes, those of one account added up."""
    found: dict[str, Row] = {}
    for row in rows:
        held = found.get(row.account)
        found[row.account] = (
            Row(
                row.account,
                held.name,
                current=held.current + row.current,
                accrued=held.accrued + row.accrued,
            )
            if held
            else row
        )
    return list(found.values())


def _income(
    received: Sequence[BudgetPeriod], subtotals: Sequence[BudgetSubtotal], words: naming.Words
) -> Any:
    rows = _joined(
        [row for period in received for row in _program_rows(period, subtotals, words)[1]]
    )
    return drawings.hundred(rows, income=True) if rows else None


def _balance(spent: Sequence[BudgetPeriod], received: Sequence[BudgetPeriod]) -> Any:
    """Return the chart of what came in beside what went out, None where one of them is not
    published.
    """
    if not spent or not received:
        return None
    came, went = (
        sum(one.computed_paid_clp for one in received),
        sum(one.computed_paid_clp for one in spent),
    )
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


def _measured(organization: Organization, choice: Choice, accrued: int) -> dict[str, Any]:
    """Return the amount for each inhabitant and in UF, each only where a source gives the figure to
    divide by: one query.
    """
    ours = Q(
        kind="population",
        territory=organization.territory_id,
        territory__isnull=False,
        on__year__lte=choice.year,
    )
    held = (
        ReferenceValue.objects.filter(ours | Q(kind="uf", on__year=choice.year))
        .select_related("source")
        .order_by("on")
    )
    figures = {figure.kind: figure for figure in held}  # the latest of each stands
    people, uf = figures.get("population"), figures.get("uf")
    return {
        "per_person": {"amount": money.pesos(round(accrued / people.value)), "figure": people}
        if people
        else None,
        "in_uf": {
            "amount": number_format(round(accrued / uf.value), force_grouping=True),
            "figure": uf,
        }
        if uf
        else None,
    }


def _findings(chosen: Sequence[BudgetPeriod]) -> dict[str, Any]:
    counted = Finding.objects.filter(period__in=chosen).exclude(state="corrected")
    return {
        "findings": counted.aggregate(
            all=Count("pk"),
            high=Count("pk", filter=Q(severity="high")),
            open=Count("pk", filter=Q(state__in=UNANSWERED)),
        )
    }


def _search(chosen: Sequence[BudgetPeriod], text: str) -> list[BudgetLine]:
    """Return the lines whose account begins with the text, or whose name has its words, accents or
    not.
    """
    asked = text[:LONGEST_QUESTION].strip()
    rows = BudgetLine.objects.filter(period__in=chosen).annotate(plain=_plain("name"))
    by_name = Q()
    for part in fold(asked.lower()).split():
        by_name &= Q(plain__contains=part)
    return list(
        rows.filter(Q(account__startswith=asked.replace("-", ".")) | by_name)
        .select_related("period__program")
        .order_by("account", "pk")[:MOST_FOUND]
    )


def compare(query: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """Return several institutions beside one another in the same month and account: five queries.

    No ranking: sizes and duties differ.
    """
    slugs = list(dict.fromkeys(query.get("institucion", ())))[:MOST_COMPARED]
    there = Exists(BudgetPeriod.objects.current().filter(program__organization=OuterRef("pk")))
    choices = list(
        Organization.objects.filter(there).order_by("name", "pk").values_list("slug", "name")[:500]
    )
    periods = list(
        BudgetPeriod.objects.current()
        .filter(program__organization__slug__in=slugs, side="expense")
        .select_related("program__organization")
    )
    if not periods:
        return {"choices": choices, "slugs": slugs, "rows": []}
    year, month = _number(query, "anio"), _number(query, "mes")
    choice = Choice.of(periods, year=year, month=month)
    account = next(iter(query.get("cuenta", ())), "")[:2]
    chosen = [
        period for period in periods if (period.year, period.month) == (choice.year, choice.month)
    ]
    subtotals = list(BudgetSubtotal.objects.filter(period__in=chosen).order_by("account"))
    words = naming.words_of(chosen)
    titles = {
        one.account: naming.name(words, period, one.account)
        for period in chosen
        for one in subtotals
        if one.period_id == period.pk
    }
    sums: dict[str, tuple[str, int, int]] = {}
    for period in chosen:
        current, accrued = _budget(period)
        if account:
            own = [
                one for one in subtotals if one.period_id == period.pk and one.account == account
            ]
            current, accrued = (
                sum(one.current_clp for one in own),
                sum(one.accrued_clp for one in own),
            )
        organization = period.program.organization
        name, held_current, held_accrued = sums.get(organization.slug, (organization.name, 0, 0))
        sums[organization.slug] = (name, held_current + current, held_accrued + accrued)
    rows = [
        Row(
            "",
            name,
            current=current,
            accrued=accrued,
            address=reverse("budget_institution", args=[slug]),
        )
        for slug, (name, current, accrued) in sums.items()
    ]
    about = {
        "what": titles.get(account, _("todo el presupuesto"))
        if account
        else _("todo el presupuesto"),
        "when": choice.when,
    }
    chart = drawings.execution(
        rows,
        title=_("Ejecución"),
        sentence=_("Cuánto ejecutó cada institución de %(what)s a %(when)s.") % about,
    )
    names = dict(choices)
    missing = [names.get(slug, slug) for slug in slugs if slug not in sums]
    return {
        "choices": choices,
        "slugs": slugs,
        "rows": rows,
        "chart": chart,
        "choice": choice,
        "account": account,
        "titles": sorted(titles.items()),
        "missing": missing,
        **about,
    }


def _number(query: Mapping[str, Sequence[str]], name: str) -> int | None:
    """Return a small whole number of the address, None for anything else."""
    text = next(iter(query.get(name, ())), "")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 4 else None
