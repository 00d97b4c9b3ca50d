"""The rules of integrity: what each finds, what it tolerates, and that it finds nothing where there
is nothing. False alarms are defects.
"""

from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

import pytest
from django.db import DatabaseError, transaction
from hypothesis import given
from hypothesis import strategies as st

from commitments.sources.models import SourceDocument
from tests.factories.budgets import (
    balance,
    classify,
    found,
    income,
    load,
    period,
    program,
    sheet,
)
from tests.generated import examples
from transparency.budgets import rules, wording, workflow
from transparency.budgets.models import BudgetPeriod, Finding

pytestmark = pytest.mark.django_db
A, B = "21-01-001", "22-05-002"


def month(cast, number: int) -> BudgetPeriod:
    return BudgetPeriod.objects.current().get(
        program__organization=cast.city, month=number, side="expense"
    )


def printed(part: int, whole: int, digits: int, rounding: str) -> str:
    return str(
        (Decimal(part) * 100 / Decimal(whole)).quantize(
            Decimal(1).scaleb(-digits), rounding=rounding
        )
    ).replace(".", ",")


@given(
    part=st.integers(0, 10**12),
    whole=st.integers(1, 10**12),
    digits=st.integers(0, 6),
    rounding=st.sampled_from([ROUND_HALF_UP, ROUND_DOWN]),
)
@examples(60)
def test_a_percentage_rounded_or_cut_is_never_a_finding(cast, part, whole, digits, rounding):
    with transaction.atomic():
        loaded = sheet(cast, [("22", whole, part, printed(part, whole, digits, rounding))], unit=1)
        assert not [key for key in found(loaded) if key.startswith("R1")]
        transaction.set_rollback(True)


@given(
    part=st.integers(0, 10**12),
    whole=st.integers(1, 10**12),
    digits=st.integers(0, 6),
    off=st.integers(2, 50),
    sign=st.sampled_from([1, -1]),
)
@examples(60)
def test_a_percentage_two_units_off_is_always_a_finding(cast, part, whole, digits, off, sign):
    wrong = Decimal(part) * 100 / Decimal(whole) + sign * off * Decimal(1).scaleb(-digits)
    text = str(wrong.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP)).replace(".", ",")
    with transaction.atomic():
        loaded = sheet(cast, [("22", whole, part, text)], unit=1)
        assert "R1 22 pct" in found(loaded)
        transaction.set_rollback(True)


def test_r1_compares_whole_numbers_written_with_a_zero_as_whole_numbers(cast):
    load(
        cast.city,
        income((("03-01-001", 1000, 1174, 1174, "117.0"), ("03-01-002", 1000, 20, 20, "2.0"))),
    )
    assert not Finding.objects.filter(rule="R1").exists()
    load(cast.city, income((("03-01-001", 1000, 1200, 1200, "117.0"),), month=2))
    assert Finding.objects.filter(rule="R1").count() == 1


def test_r1_does_not_take_binary_noise_for_a_difference(cast):
    load(
        cast.city,
        balance(((A, 3, 3, 1, 1, 1), (B, 7, 7, 6, 6, 6), ("22-05-003", 29, 29, 16, 16, 16))),
    )
    assert not Finding.objects.filter(rule="R1").exists()


def test_r1_says_that_without_a_budget_there_is_no_percentage(cast):
    content = balance(((A, 100, 0, 77, 77, 0),)).replace(b",77,,77", b",77,65535.0,77")
    loaded = period(cast, content)
    assert found(loaded)["R1 21.01.001 pct"].expected is None
    assert "no hay presupuesto" in wording.sentence(found(loaded)["R1 21.01.001 pct"])
    zero = period(cast, balance(((A, 100, 0, 0, 0, 0),), month=2).replace(b",0,,0", b",0,0.0,0"))
    assert "R1 21.01.001 pct" not in found(zero)


def test_r2_shows_every_difference_and_calls_what_rounding_explains_a_notice(cast):
    loaded = sheet(cast, [("21", 100, 100, ""), ("22", 100, 100, "")], totals=(201, 299, ""))
    rows = found(loaded)
    assert (rows["R2 current"].severity, rows["R2 current"].difference_clp) == ("notice", 1000)
    assert (rows["R2 accrued"].severity, rows["R2 accrued"].difference_clp) == ("low", 99_000)
    assert set(found(sheet(cast, [("21", 100, 100, ""), ("22", 100, 100, "")]))) == set()


def stated(cast, *, off: int, unit: int, lines: int = 2) -> Finding | None:
    """Return what R2 finds in a sheet of a unit whose printed total is `off` pesos away."""
    source = SourceDocument.objects.create(slug="hoja", title="Hoja", issuer="La institución")
    workflow.register_sheet(
        program(cast),
        year=2023,
        lines=[
            workflow.SheetLine(f"2{place}", "Cuenta", 10**10, 10**10, "100,0")
            for place in range(lines)
        ],
        totals=(lines * 10**10 + off, lines * 10**10, ""),
        unit_clp=unit,
        source=source,
        role="prueba",
    )
    return Finding.objects.filter(rule="R2").first()


@pytest.mark.parametrize(
    ("unit", "off", "severity"),
    [
        (1000, 1500, "notice"),  # half a unit for each of two lines, and for their total
        (1000, -1500, "notice"),
        (1000, 1501, "low"),
        (1000, -1501, "low"),
        (2, 3, "notice"),
        (2, 4, "low"),
        (1, 1, "notice"),  # a peso is always a notice
        (1, 2, "low"),  # a source in pesos rounds nothing
        (1, 9_999_999, "low"),
        (1, 10_000_000, "medium"),
        (1, 99_999_999, "medium"),
        (1, 100_000_000, "high"),
    ],
)
def test_r2_grades_a_difference_by_what_rounding_explains_and_by_its_amount(
    cast, unit, off, severity
):
    row = stated(cast, off=off, unit=unit)
    assert (row.severity, row.difference_clp) == (severity, abs(off))
    assert row.measure == "current"
    assert row.found - row.expected == off  # what the source prints is what is judged


def test_r2_finds_nothing_where_the_lines_give_the_total(cast):
    assert stated(cast, off=0, unit=1000) is None


def test_r2_lets_rounding_explain_more_the_more_lines_there_are(cast):
    assert stated(cast, off=2500, unit=1000, lines=4).severity == "notice"


def test_r3_is_of_expenses_alone(cast):
    loaded = period(cast, balance(((A, 100, 100, 101, 101, 101), (B, 100, 100, 100, 100, 100))))
    assert [key for key in found(loaded) if key.startswith("R3")] == ["R3 21.01.001 accrued"]
    load(cast.city, income((("03-01-001", 100, 150, 150, "150.0"),)))
    assert Finding.objects.filter(rule="R3").count() == 1


def test_r4_finds_what_falls_and_not_what_stays_or_grows(cast):
    load(
        cast.city,
        balance(((A, 100, 100, 60, 50, 40), (B, 100, 100, 60, 50, 40))),
        balance(((A, 100, 100, 60, 50, 40), (B, 100, 100, 59, 50, 41)), month=2),
    )
    assert [key for key in found(month(cast, 2)) if key.startswith("R4")] == [
        "R4 22.05.002 committed"
    ]
    row = found(month(cast, 2))["R4 22.05.002 committed"]
    assert (row.expected, row.found, row.against) == (60, 59, month(cast, 1))
    assert not found(month(cast, 1))


def test_r4_begins_anew_each_year_and_compares_with_the_last_month_there_is(cast):
    load(
        cast.city,
        balance(month=12, year=2024),
        balance(((A, 1, 1, 1, 1, 1), (B, 1, 1, 1, 1, 1))),
        balance(((A, 1, 1, 0, 0, 0), (B, 1, 1, 1, 1, 1)), month=3),
    )
    assert not Finding.objects.filter(rule="R4", period__month=1).exists()
    assert found(month(cast, 3))["R4 21.01.001 paid"].against == month(cast, 1)


def test_r5_looks_at_both_steps(cast):
    loaded = period(cast, balance(((A, 100, 100, 40, 50, 60), (B, 100, 100, 50, 50, 50))))
    rows = found(loaded)
    assert {key for key in rows if key.startswith("R5")} == {
        "R5 21.01.001 committed",
        "R5 21.01.001 accrued",
    }


def test_r6_repeated_unknown_and_vanished_accounts(cast):
    classify()
    first = balance(
        (
            (A, 1, 1, 1, 1, 1),
            (A, 2, 2, 2, 2, 2),
            ("99-01", 5, 5, 5, 5, 5),
            (B, 0, 0, 0, 0, 0),
            ("22-06-001", 9, 9, 9, 9, 9),
        )
    )
    load(cast.city, first, balance(((A, 1, 1, 1, 1, 1), ("99-01", 5, 5, 5, 5, 5)), month=2))
    assert {key for key in found(month(cast, 1)) if key.startswith("R6")} == {
        "R6 21.01.001 repeated",
        "R6 99 unknown",
    }
    assert {key for key in found(month(cast, 2)) if key.startswith("R6")} == {
        "R6 99 unknown",
        "R6 22.06.001 vanished",
    }


def test_r6_judges_no_account_without_a_classification(cast):
    assert "R6 99 unknown" not in found(period(cast, balance((("99-01", 5, 5, 5, 5, 5),))))


def test_r7_counts_only_months_before_the_last_one_and_mends_itself(cast):
    load(cast.city, balance(), balance(month=4))
    assert {key for key in found(month(cast, 4)) if key.startswith("R7")} == {
        "R7 month-02",
        "R7 month-03",
    }
    load(cast.city, balance(month=2))
    states = dict(Finding.objects.filter(rule="R7").values_list("measure", "state"))
    assert states == {"month-02": "corrected", "month-03": "detected"}


def test_r7_says_nothing_of_months_to_come_nor_of_yearly_sheets(cast):
    load(cast.city, balance(), balance(month=2), income())
    sheet(cast, [("22", 100, 100, "100,0")])
    assert not Finding.objects.filter(rule="R7").exists()


def test_r8_is_one_notice_a_sheet_and_only_where_both_rules_are_needed(cast):
    both = [("21", 3, 2, "66,67"), ("22", 6, 4, "66,66"), ("23", 4, 1, "25,00")]
    rows = found(sheet(cast, both))
    assert {key: row.severity for key, row in rows.items()} == {"R8 rounding": "notice"}
    assert not found(
        sheet(cast, [("21", 3, 2, "66,66"), ("22", 6, 4, "66,66"), ("23", 4, 1, "25,00")])
    )


def test_severity_goes_by_amount_and_a_peso_hides_nothing(cast):
    loaded = period(
        cast,
        balance(
            (
                (A, 1, 10**9, 10**9, 10**9 + 1, 1),
                (B, 1, 1, 1, 1 + 10**8, 1),
                ("22-06", 1, 1, 1, 1 + 10**7, 1),
                ("22-07", 1, 1, 1, 3, 1),
            )
        ),
    )
    severities = {row.account: row.severity for row in found(loaded).values() if row.rule == "R3"}
    assert severities == {
        "21.01.001": "notice",
        "22.05.002": "high",
        "22.06": "medium",
        "22.07": "low",
    }
    first = Finding.objects.order_by("-difference_clp").first()
    assert first.account == "22.05.002"


def test_checking_again_changes_nothing_and_what_reappears_is_found_again(cast):
    loaded = sheet(cast, [("22", 100, 120, "120,0")])
    before = list(Finding.objects.order_by("pk").values())
    assert workflow.check_everything() == (0, 0)
    assert list(Finding.objects.order_by("pk").values()) == before
    Finding.objects.filter(rule="R3").update(state="corrected")
    assert workflow.check_program(loaded.program, year=2023) == (1, 0)
    assert Finding.objects.get(rule="R3").state == "detected"


def test_a_corrected_source_corrects_the_findings_of_the_old_one_and_they_stay(cast):
    load(cast.city, balance(((A, 100, 100, 101, 101, 101),)))
    load(cast.city, balance(((A, 100, 200, 101, 101, 101),)))
    row = Finding.objects.get(rule="R3")
    assert (row.state, row.correction, row.period.state) == (
        "corrected",
        month(cast, 1),
        "superseded",
    )
    with pytest.raises(DatabaseError), transaction.atomic():
        row.delete()


def test_an_answered_finding_that_is_still_there_keeps_its_answer(cast):
    loaded = sheet(cast, [("22", 100, 120, "120,0")])
    row = Finding.objects.get(rule="R3")
    workflow.explain_finding(row, by=cast.coordinator, reason="Se corrige en marzo.")
    workflow.check_program(loaded.program, year=2023)
    row.refresh_from_db()
    assert (row.state, row.explanation) == ("explained", "Se corrige en marzo.")


def test_a_rule_stands_among_the_choices_of_a_finding():
    assert Finding.Rule.values == [rule.name for rule in rules.RULES]


def test_every_finding_reads_as_a_sentence_in_both_languages(cast):
    from django.utils import translation

    classify()
    sheet(
        cast,
        [("21", 3, 2, "66,67"), ("22", 6, 4, "66,66"), ("26", 10, 12, "99,0")],
        totals=(20, 18, ""),
    )
    first = balance(
        (
            (A, 1, 1, 1, 1, 1),
            (A, 2, 2, 2, 2, 2),
            ("99-01", 5, 5, 4, 5, 6),
            ("22-06-001", 9, 9, 9, 9, 9),
        )
    )
    load(cast.city, first, balance(((A, 1, 0, 0, 0, 0),), month=3))
    load(cast.city, income((("03-01-001", 100, 50, 60, "60.0"),)))
    rows = list(Finding.objects.select_related("period", "against"))
    assert {row.rule for row in rows} == {"R1", "R2", "R3", "R4", "R5", "R6", "R7", "R8"}
    assert {row.rule for row in rows} == {rule.name for rule in rules.RULES}
    for language in ("es-cl", "en"):
        with translation.override(language):
            for row in rows:
                sentence = wording.sentence(row)
                assert sentence.endswith(".")
                assert "None" not in sentence
                assert "%(" not in sentence
