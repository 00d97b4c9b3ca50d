"""The charts of budgets, described once: the page, the PDF and the picture draw the same ones."""

from collections.abc import Sequence
from decimal import Decimal

from django.utils.dates import MONTHS
from django.utils.translation import gettext as _

from ogp_portal.foundation import money
from ogp_portal.foundation.documents import charts
from transparency.budgets.models import BudgetPeriod, Side
from transparency.budgets.queries.shares import of_hundred

MOST_BARS = 15
MOST_YEARS = 3


class Row:
    """An amount of an account beside its budget, with its words: a row of a table and a bar of a
    chart.
    """

    def __init__(
        self,
        account: str,
        name: str,
        *,
        current: int,
        accrued: int,
        address: str = "",
        printed: str = "",
    ) -> None:
        """Keep the figures in pesos; `printed` is the percentage as the source prints it."""
        self.account = account
        self.name = name
        self.current = current
        self.accrued = accrued
        self.address = address
        self.printed = printed
        self.share = money.share(accrued, current)

    @property
    def label(self) -> str:
        """Return account and name."""
        return f"{self.account} {self.name}".strip()

    @property
    def percentage(self) -> str:
        """Return the computed percentage in words."""
        return money.percent(self.share)


def execution(
    rows: Sequence[Row], *, title: str, sentence: str, most: int = MOST_BARS
) -> charts.BarChart:
    """Return the chart of what was done of each budget, the largest `most` of them."""
    largest = sorted(
        (row for row in rows if row.current or row.accrued),
        key=lambda row: -max(row.current, row.accrued),
    )[:most]
    return charts.BarChart(
        title=title,
        sentence=sentence,
        header=(_("Cuenta"), _("Presupuesto vigente"), _("Ejecutado"), _("Porcentaje")),
        bars=[
            charts.Bar(
                row.label,
                row.accrued,
                row.percentage,
                whole=row.current,
                address=row.address,
                cells=(
                    row.label,
                    money.thousands(row.current),
                    money.thousands(row.accrued),
                    row.percentage,
                ),
            )
            for row in largest
        ],
    )


def hundred(rows: Sequence[Row], *, income: bool = False) -> charts.BarChart:
    """Return the chart of where each hundred pesos went, or came from."""
    shares = of_hundred([row.accrued for row in rows])
    parts = sorted(zip(shares, rows, strict=True), key=lambda pair: (-pair[0], -pair[1].accrued))
    seen = [(share, row) for share, row in parts if share]
    first = seen[0] if seen else None
    about = {"pesos": first[0], "name": first[1].name} if first else {}
    words = (
        _("De cada 100 pesos recibidos, %(pesos)s vinieron de «%(name)s».")
        if income
        else _("De cada 100 pesos gastados, %(pesos)s fueron a «%(name)s».")
    )
    rest = len([row for share, row in parts if not share and row.accrued > 0])
    sentence = (words % about if first else _("Aún no hay ejecución que repartir.")) + (
        " " + _("Otras %(count)s cuentas no llegan a un peso.") % {"count": rest}
        if rest > 1
        else ""
    )
    return charts.BarChart(
        title=_("De dónde vinieron 100 pesos") if income else _("Adónde fueron 100 pesos"),
        sentence=sentence,
        header=(_("Cuenta"), _("De cada 100 pesos"), _("Ejecutado")),
        bars=[
            charts.Bar(
                row.name,
                share,
                _("$%(pesos)s") % {"pesos": share},
                cells=(row.label, f"${share}", money.thousands(row.accrued)),
            )
            for share, row in seen
        ],
    )


def calendar(periods: Sequence[BudgetPeriod], *, year: int) -> charts.MonthChart | None:
    """Return the chart of what was done at the close of each month beside the calendar and earlier
    years, None without months.
    """
    by_year: dict[int, dict[int, tuple[int, int]]] = {}
    for period in periods:
        if period.month and period.side == Side.EXPENSE:
            current, accrued = by_year.setdefault(period.year, {}).get(period.month, (0, 0))
            by_year[period.year][period.month] = (
                current + period.computed_current_clp,
                accrued + period.computed_accrued_clp,
            )
    if year not in by_year:
        return None
    shares = {
        of_year: {month: money.share(done, budget) for month, (budget, done) in months.items()}
        for of_year, months in by_year.items()
    }
    latest = max(shares[year])
    now, even = shares[year][latest], money.share(latest, 12)
    sentence = _(
        "Al cierre de %(month)s se había ejecutado el %(share)s del presupuesto vigente; si "
        "el gasto fuera parejo, sería el %(even)s."
    ) % {
        "month": MONTHS[latest],
        "share": money.percent(now),
        "even": money.percent(even),
    }
    # the nearest is drawn, all are in the table
    earlier = sorted((before for before in shares if before < year), reverse=True)[:MOST_YEARS]
    series = [
        charts.Series(
            _("Si el gasto fuera parejo"), [100 * month / 12 for month in range(1, 13)], "dashed"
        ),
        *(charts.Series(str(before), _line(shares[before]), "faint") for before in earlier[:1]),
        charts.Series(str(year), _line(shares[year])),
    ]
    header = (_("Mes"), str(year), *map(str, earlier), _("Parejo"))
    rows = [
        (
            str(MONTHS[month]),
            money.percent(shares[year].get(month)),
            *(money.percent(shares[before].get(month)) for before in earlier),
            money.percent(money.share(month, 12)),
        )
        for month in range(1, 13)
    ]
    labels = [str(MONTHS[month])[0].upper() for month in range(1, 13)]
    return charts.MonthChart(
        _("Mes a mes, contra el calendario"), sentence, series, labels, header, rows
    )


def _line(shares: dict[int, Decimal | None]) -> list[float | None]:
    return [
        None if shares.get(month) is None else float(shares[month] or 0) for month in range(1, 13)
    ]


def pair(title: str, sentence: str, amounts: Sequence[tuple[str, int]]) -> charts.BarChart:
    """Return the chart of a few amounts beside one another."""
    bars = [
        charts.Bar(name, amount, money.millions(amount), cells=(name, money.thousands(amount)))
        for name, amount in amounts
    ]
    return charts.BarChart(title, sentence, bars, header=(_("Qué"), _("Monto")))
