"""What each rule of integrity tells and what it leaves alone, on both sides of where it turns:
months (R4 and R7), the accounts themselves (R6), and what is written of all that is found.
"""

from typing import Any

import pytest

from ogp_portal.models import JournalEntry, OutboxMessage
from tests.factories.budgets import accounts, classify, found, line, program, told
from transparency.budgets import workflow
from transparency.budgets.models import BudgetPeriod, BudgetProgram, Finding

pytestmark = pytest.mark.django_db
FIGURES = ("initial_clp", "current_clp", "committed_clp", "accrued_clp", "paid_clp")
ZERO = dict.fromkeys(FIGURES, 0)


@pytest.fixture
def city(cast) -> BudgetProgram:
    return program(cast)


class TestMonths:
    """R4 and R7."""

    def test_a_month_is_compared_with_the_nearest_one_before_it(self, city):
        january, march = (
            accounts(city, line(accrued_clp=amount), month=month)
            for month, amount in ((1, 90), (3, 50))
        )
        may = accounts(city, line(accrued_clp=49), month=5)
        assert told(may, "R4") == {"22.01 accrued": (50, 49, 1)}
        assert found(may)["R4 22.01 accrued"].against == march
        assert found(march)["R4 22.01 accrued"].against == january
        assert told(january, "R4") == {}

    @pytest.mark.parametrize(
        "facts", [{"side": "income"}, {"year": 2024}, {"state": "superseded", "edition": 2}]
    )
    def test_a_month_is_not_compared_with_the_other_side_another_year_or_what_was_replaced(
        self, city, facts
    ):
        accounts(city, line(accrued_clp=50), month=1)
        accounts(city, line(accrued_clp=99), month=2, **facts)
        row = accounts(city, line(accrued_clp=60), month=3)
        assert told(row, "R4") == {}

    def test_a_month_is_not_compared_with_that_of_another_programme(self, cast, city):
        accounts(program(cast, "02"), line(accrued_clp=99), month=1)
        assert told(accounts(city, line(accrued_clp=60), month=2), "R4") == {}

    def missing(self, where: BudgetPeriod) -> dict[int | None, list[str]]:
        """Return the months that are told to be missing, by the month that tells it."""
        workflow.check_program(where.program, year=where.year)
        rows = Finding.objects.filter(rule="R7", period__year=where.year).order_by("measure")
        assert {(row.difference_clp, row.severity) for row in rows} <= {(0, "notice")}
        by_month: dict[int | None, list[str]] = {}
        for row in rows.exclude(state="corrected").select_related("period"):
            assert row.found is None
            assert row.measure == f"month-{row.expected:02.0f}"
            by_month.setdefault(row.period.month, []).append(row.measure)
        return by_month

    @pytest.mark.parametrize(
        ("months", "expected"),
        [
            ((1,), {}),
            ((1, 2, 3), {}),
            ((2,), {2: ["month-01"]}),
            ((3,), {3: ["month-01", "month-02"]}),
            ((1, 3, 5), {3: ["month-02"], 5: ["month-04"]}),
            ((1, 3, 4, 5), {3: ["month-02"]}),
            ((None,), {}),
        ],
    )
    def test_the_first_month_after_a_gap_tells_it(self, city, months, expected):
        rows = [accounts(city, line(), month=month) for month in months]
        assert self.missing(rows[0]) == expected

    @pytest.mark.parametrize(
        ("facts", "is_over"),
        [
            ({}, True),
            ({"month": 12}, True),
            ({"month": None}, False),  # a yearly sheet is no month
            ({"year": 2027}, False),
            ({"year": 2024}, False),
            ({"side": "income"}, False),
            ({"state": "superseded"}, False),
        ],
    )
    def test_a_year_has_its_twelve_months_once_the_next_one_has_begun(self, city, facts, is_over):
        row = accounts(city, line(), month=1)
        for month in range(2, 11):
            accounts(city, line(), month=month)
        accounts(city, line(), **{"year": 2026, "month": 1, **facts})
        assert self.missing(row) == ({10: ["month-11", "month-12"]} if is_over else {})

    def test_the_next_year_of_another_programme_says_nothing_of_this_one(self, cast, city):
        accounts(program(cast, "02"), line(), year=2026)
        assert self.missing(accounts(city, line())) == {}

    def test_income_and_expenses_miss_their_own_months(self, city):
        row = accounts(city, line(), month=2)
        accounts(city, line(), month=1, side="income")
        assert self.missing(row) == {2: ["month-01"]}


class TestAccounts:
    """R6."""

    @pytest.mark.parametrize(
        ("year", "expected"),
        [(2024, {"99 unknown"}), (2025, {"99 unknown"}), (2026, set())],
    )
    def test_a_classification_counts_from_its_year_on(self, city, year, expected):
        workflow.register_account("22", side="expense", year=year, name="Bienes", role="prueba")
        row = accounts(city, line("22.01"), line("99.01", current_clp=5, accrued_clp=7))
        assert set(told(row, "R6")) == expected

    def test_what_a_programme_calls_an_account_and_other_sides_make_it_no_known_one(self, city):
        classify()
        words = {"side": "expense", "year": 2005, "name": "Otra", "role": "prueba"}
        workflow.register_account("99", program=city, **words)
        workflow.register_account("98.01", **words)
        row = accounts(
            city,
            line("99.01", current_clp=5, accrued_clp=7),
            line("98.01", current_clp=-9, accrued_clp=7),
            line("03.01", current_clp=1, accrued_clp=0),
        )
        assert told(row, "R6") == {
            "99 unknown": (None, None, 7),
            "98 unknown": (None, None, 9),
            "03 unknown": (None, None, 1),
        }

    def test_an_account_that_comes_twice_is_told_with_how_often_and_how_much(self, city):
        row = accounts(
            city,
            line("22.01", current_clp=-3, accrued_clp=9),
            line("22.01", accrued_clp=4),
            line("22.01"),
            line("22.02"),
            line("22.02"),
            line("22.03"),
        )
        assert told(row, "R6") == {"22.01 repeated": (1, 3, 7), "22.02 repeated": (1, 2, 0)}

    @pytest.mark.parametrize("figure", FIGURES)
    @pytest.mark.parametrize("amount", [1, -1])
    def test_an_account_with_any_figure_does_not_vanish_unseen(self, city, figure, amount):
        accounts(city, line("22.01", **{figure: amount}), line("22.02"), month=1)
        row = accounts(city, line("22.02"), month=2)
        size = 0 if figure in {"initial_clp", "paid_clp"} else 1
        assert told(row, "R6") == {"22.01 vanished": (None, None, size)}

    def test_an_account_whose_figures_are_all_zero_may_vanish(self, city):
        accounts(city, line("22.01", **ZERO), line("22.02"), month=1)
        assert told(accounts(city, line("22.02"), month=2), "R6") == {}

    def test_what_vanishes_is_as_large_as_its_largest_figure(self, city):
        figures = {"current_clp": 5, "committed_clp": -8, "accrued_clp": 7, "paid_clp": 90}
        accounts(city, line("22.01", **figures), month=1)
        assert told(accounts(city, line("22.02"), month=2), "R6") == {
            "22.01 vanished": (None, None, 8)
        }


class TestWriting:
    """What was found is written down, once, for what was checked alone."""

    def test_checking_one_programme_and_year_leaves_the_findings_of_others(self, cast, city):
        wrong = line(current_clp=100, accrued_clp=101)
        rows = [
            accounts(city, wrong),
            accounts(city, wrong, year=2024, month=None),
            accounts(program(cast, "02"), wrong),
        ]
        assert workflow.check_program(rows[0].program, year=2025) == (1, 0)
        assert Finding.objects.count() == 1
        assert workflow.check_program(rows[0].program, year=2024) == (1, 0)
        assert workflow.check_program(rows[2].program, year=2025) == (1, 0)
        for row in rows:
            assert workflow.check_program(row.program, year=row.year) == (0, 0)
        states = Finding.objects.values_list("period", "state")
        assert sorted(states) == sorted((row.pk, "detected") for row in rows)

    def test_what_a_replaced_account_had_is_not_found_again(self, city):
        row = accounts(city, line(current_clp=100, accrued_clp=101), state="superseded")
        assert told(row, "R3") == {}

    def test_every_programme_and_year_is_checked_and_the_new_and_the_mended_are_counted(
        self, cast, city
    ):
        wrong = line(current_clp=100, accrued_clp=101)
        accounts(city, wrong, wrong, year=2024, month=2)  # R3, R6 and a month that is missing
        accounts(program(cast, "02"), wrong)
        assert workflow.check_everything() == (4, 0)
        accounts(city, line(), year=2024, month=1)
        assert workflow.check_everything() == (0, 1)

    def test_two_months_that_are_given_later_are_two_findings_mended(self, city):
        row = accounts(city, line(), month=3)
        assert workflow.check_program(city, year=2025) == (2, 0)
        accounts(city, line(), month=1)
        accounts(city, line(), month=2)
        assert workflow.check_program(city, year=2025) == (0, 2)
        assert set(Finding.objects.filter(period=row).values_list("state", flat=True)) == {
            "corrected"
        }

    def test_what_changed_is_journaled_with_its_counts_and_only_what_is_new_is_told(self, city):
        def noted() -> list[dict[str, Any]]:
            rows = JournalEntry.objects.filter(act="check_budget").order_by("pk")
            return [row.after for row in rows]

        messages = OutboxMessage.objects.all()
        accounts(city, line(), month=2)
        before = messages.count()
        workflow.check_program(city, year=2025)
        assert noted() == [{"year": 2025, "new": 1, "corrected": 0}]
        assert messages.count() == before + 1
        workflow.check_program(city, year=2025)
        assert len(noted()) == 1
        accounts(city, line(), month=1)
        workflow.check_program(city, year=2025)
        assert noted()[1:] == [{"year": 2025, "new": 0, "corrected": 1}]
        assert messages.count() == before + 1
