"""The citizen sheets of 2023 as their document prints them: every figure, and exactly the
differences there are, no more.
"""

import itertools
from pathlib import Path

import pytest
from django.core.management import call_command

from commitments.organizations.models import Organization
from tests.factories.budgets import load
from transparency.budgets import reading, workflow
from transparency.budgets.models import BudgetAccount, BudgetLine, BudgetPeriod, Finding

pytestmark = pytest.mark.django_db
REAL = Path(__file__).resolve().parents[4] / "shared" / "data" / "penalolen"
SHEETS = {  # account: budget, executed (M$), percentage as printed
    "gastos-de-funcionamiento-2023": {
        "": (13_374_244, 12_693_714, "94,91"),
        "21": (8_795_139, 8_713_930, "99,08"),
        "22": (2_766_276, 2_453_174, "97,9"),
        "23": (69_638, 69_636, "99,99"),
        "24": (976_687, 897_094, "91,85"),
        "26": (111_931, 111_933, "100,00"),
        "29": (654_571, 546_949, "83,55"),
    },
    "inversion-regional-2023": {
        "": (143_780_698, 143_575_300, "99,85"),
        "22": (1_769_185, 1_769_185, "100,00"),
        "24": (17_253_351, 17_253_350, "99,99"),
        "26": (164_860, 164_859, "99,99"),
        "29": (27_817_779, 27_817_778, "99,99"),
        "31": (47_095_731, 47_095_731, "100,00"),
        "32": (683_040, 683_040, "100,00"),
        "33": (48_818_412, 48_791_357, "99,94"),
    },
}
FINDINGS = {  # expected by the rest, found in the source, difference in pesos
    "gastos-de-funcionamiento-2023-r1-22-pct": ("88.68", "97.9", 255_010_204),
    "gastos-de-funcionamiento-2023-r2-accrued": (12_792_716_000, 12_693_714_000, 99_002_000),
    "gastos-de-funcionamiento-2023-r2-current": (13_374_242_000, 13_374_244_000, 2_000),
    "gastos-de-funcionamiento-2023-r3-26-accrued": (111_931_000, 111_933_000, 2_000),
    "gastos-de-funcionamiento-2023-r8-rounding": (0, 1, 0),
    "inversion-regional-2023-r2-current": (143_602_358_000, 143_780_698_000, 178_340_000),
}


def test_both_sheets_hold_every_figure_as_published(santiago):
    for slug, lines in SHEETS.items():
        period = BudgetPeriod.objects.get(slug=slug)
        assert (
            period.published_current_clp,
            period.published_accrued_clp,
            period.published_pct,
        ) == (
            lines[""][0] * 1000,
            lines[""][1] * 1000,
            lines[""][2],
        )
        figures = {
            line.account: (line.current_clp, line.accrued_clp, line.published_pct)
            for line in BudgetLine.objects.filter(period=period)
        }
        assert figures == {
            account: (budget * 1000, done * 1000, text)
            for account, (budget, done, text) in lines.items()
            if account
        }
        explained = (
            BudgetAccount.objects.filter(program=period.program)
            .exclude(explanation="")
            .values_list("account", flat=True)
        )
        assert set(explained) == set(lines) - {""}


def test_the_findings_are_exactly_these_and_read_as_sentences(santiago):
    findings = {row.slug: row for row in Finding.objects.all()}
    assert set(findings) == set(FINDINGS)
    for slug, (expected, found, difference) in FINDINGS.items():
        assert (
            float(findings[slug].expected),
            float(findings[slug].found),
            findings[slug].difference_clp,
        ) == (
            float(expected),
            float(found),
            difference,
        )


def test_loading_twice_changes_nothing(santiago):
    before = (
        BudgetPeriod.objects.count(),
        BudgetLine.objects.count(),
        BudgetAccount.objects.count(),
        list(Finding.objects.order_by("pk").values()),
    )
    call_command("load_santiago", verbosity=0)
    assert before == (
        BudgetPeriod.objects.count(),
        BudgetLine.objects.count(),
        BudgetAccount.objects.count(),
        list(Finding.objects.order_by("pk").values()),
    )


def test_a_budget_that_adds_exactly_gives_no_finding(santiago):
    """The Metropolitan Region's own budget of 2026 adds exactly: 12.255.805 + 196.739.075 =
    208.994.880 (M$), on both sides.
    """
    source, organization = (
        BudgetPeriod.objects.first().source,
        Organization.objects.get(slug="municipalidad-de-maipu"),
    )
    program = workflow.register_program(
        "control", organization=organization, code="", name="Control", role="prueba", source=source
    )
    rows = [
        workflow.SheetLine("21", "a", 12_255_805_000, 0, ""),
        workflow.SheetLine("33", "b", 196_739_075_000, 0, ""),
    ]
    period = workflow.register_sheet(
        program,
        year=2026,
        lines=rows,
        totals=(208_994_880_000, 0, ""),
        unit_clp=1000,
        source=source,
        role="prueba",
    )
    assert not period.findings.exists()


@pytest.mark.skipif(not REAL.exists(), reason="the real monthly files are not beside the project")
def test_the_real_files_of_a_municipality_load_as_they_come(santiago):
    organization = Organization.objects.get(slug="municipalidad-de-penalolen")
    files = sorted(REAL.glob("*.csv"))
    outcomes = load(organization, *(path.read_bytes() for path in files))
    assert {outcome.state for outcome in outcomes} == {"loaded"}
    december = BudgetPeriod.objects.get(
        program__organization=organization, month=12, side="expense"
    )
    assert (december.computed_current_clp, december.computed_accrued_clp, december.lines_count) == (
        159_703_606_618,
        149_753_893_711,
        572,
    )
    rows = [reading.read(path.read_bytes()) for path in files]
    fallen = 0  # R4, counted again without SQL
    for side in ("expense", "income"):
        months = sorted((row for row in rows if row.side == side), key=lambda row: row.month)
        for earlier, now in itertools.pairwise(months):
            for name in {"committed", "accrued", "paid"} & set(now.measures):
                was = dict(zip(earlier.accounts, earlier.measures[name], strict=True))
                fallen += sum(
                    amount < was[account]
                    for account, amount in zip(now.accounts, now.measures[name], strict=True)
                )
    found = Finding.objects.filter(period__program__organization=organization)
    assert found.filter(rule="R4").count() == fallen > 0
    assert set(found.filter(rule="R1").values_list("account", flat=True)) == {
        "29.02"
    }  # 65535 with no budget, out of a spreadsheet
    assert not found.filter(rule__in=("R2", "R6", "R7", "R8")).exists()
