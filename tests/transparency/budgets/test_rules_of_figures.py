"""What each rule of integrity tells and what it leaves alone, on both sides of where it turns:
percentages (R1 and R8) and the amounts of one period (R2, R3 and R5).
"""

from decimal import Decimal

import pytest

from tests.factories.budgets import accounts, found, line, program, told
from transparency.budgets.models import BudgetProgram

pytestmark = pytest.mark.django_db


@pytest.fixture
def city(cast) -> BudgetProgram:
    return program(cast)


class TestPercentages:
    """R1 and R8."""

    @pytest.mark.parametrize(
        ("budget", "done", "printed"),
        [
            (8, 1, "13"),  # 12,5: half of the last digit is rounded
            (8, 1, "12"),  # and may be cut
            (8, -1, "-13"),
            (8, -1, "-12"),
            (-8, -1, "12"),
            (-8, 1, "-12"),
            (3, -2, "-66,66"),
            (3, -2, "-66,67"),
            (4, -1, "-25,00"),
            (3, 1, "33.3333330"),  # the seventh decimal comes out of binary arithmetic
            (4, 0, "0"),
            (4, 0, "0,00000040"),
            (0, 0, "0.0"),
            (0, None, "5"),  # without a figure there is nothing to compare
            (None, 5, "5"),
            (4, None, "5"),
        ],
    )
    def test_what_rounding_or_cutting_gives_is_right(self, city, budget, done, printed):
        row = accounts(city, line(current_clp=budget, accrued_clp=done, published_pct=printed))
        assert told(row, "R1") == {}

    @pytest.mark.parametrize(
        ("budget", "done", "printed", "expected", "difference"),
        [
            (4, 1, "24", "25", 0),  # cutting takes less than a whole unit
            (4, 1, "26", "25", 0),
            (4, -1, "-24", "-25", 0),
            (4, -1, "-26", "-25", 0),
            (-4, 1, "-24", "-25", 0),
            (4, -1, "25", "-25", 2),  # the sign is part of it
            (3, -2, "-66,68", "-66.67", 0),
            (4000, 1000, "40", "25", 600),
            (3, 1, "40", "33.33", 0),  # two decimals where the source prints fewer
            (3, 1, "40,0000", "33.3333", 0),
            (3, 1, "40,00000000", "33.333333", 0),
            (3, 1, "33,333331", "33.333333", 0),  # the sixth decimal counts
            (4, 0, "0,00000060", "0", 0),
            (4, 0, "1", "0", 0),
            (0, 77, "65535", None, 77),
            (0, -77, "1", None, 77),
            (1, 1, "50", "100", 1),
        ],
    )
    def test_what_neither_gives_is_found_with_what_it_is_worth(
        self, city, budget, done, printed, expected, difference
    ):
        row = accounts(city, line(current_clp=budget, accrued_clp=done, published_pct=printed))
        wanted = None if expected is None else Decimal(expected)
        stated = Decimal(printed.replace(",", "."))
        assert told(row, "R1") == {
            "22.01 pct": (wanted, stated.quantize(Decimal("0.000001")), difference)
        }

    def test_a_program_that_rounds_to_whole_numbers_is_judged_by_whole_numbers(self, city):
        facts = {"current_clp": 1000, "published_pct": "117.0"}
        row = accounts(
            city,
            line("22.01", accrued_clp=1174, **facts),
            line("22.02", accrued_clp=1180, **facts),
            pct_decimals=0,
        )
        assert told(row, "R1") == {"22.02 pct": (118, 117, 10)}

    @pytest.mark.parametrize(("of", "wrong"), [("committed", 10), ("accrued", 20), ("paid", 30)])
    def test_a_percentage_is_of_the_figure_that_its_source_divides(self, city, of, wrong):
        figures = {"committed_clp": 10, "accrued_clp": 20, "paid_clp": 30}
        right = line("22.01", current_clp=100, published_pct=str(wrong), **figures)
        row = accounts(
            city, right, line("22.02", current_clp=100, published_pct="70", **figures), pct_of=of
        )
        assert told(row, "R1") == {"22.02 pct": (wrong, 70, 70 - wrong)}

    @pytest.mark.parametrize(
        ("printed", "wrong"), [("25,0", False), ("", False), ("26,0", True), ("50,0", True)]
    )
    def test_the_percentage_of_the_whole_is_compared_too(self, city, printed, wrong):
        whole = line(current_clp=400, accrued_clp=200)
        row = accounts(
            city,
            whole,
            published_current_clp=400,
            published_accrued_clp=100,
            published_pct=printed,
        )
        assert bool(told(row, "R1")) is wrong

    @pytest.mark.parametrize(
        ("printed", "expected"),
        [
            (("66,67", "66,66"), (0, 1, 0)),
            (("66,67", "66,67", "66,66"), (0, 1, 0)),
            (("66,67", "66,66", "66,66"), (0, 1, 0)),
            (("66,67", "66,67", "66,67", "66,66", "66,66"), (0, 2, 0)),
            (("66,666667", "66,666666"), (0, 1, 0)),  # six decimals count
            (("66,6666667", "66,666666"), None),  # seven do not
            (("66,67", "66,67"), None),
            (("66,66", "66,66"), None),
        ],
    )
    def test_a_sheet_that_rounds_here_and_cuts_there_is_told_once_with_how_many_are_out_of_line(
        self, city, printed, expected
    ):
        lines = [
            line(f"22.{place:02}", current_clp=3, accrued_clp=2, published_pct=text)
            for place, text in enumerate(printed)
        ]
        exact = line("21.01", current_clp=4, accrued_clp=1, published_pct="25,00")
        below = line("21.02", current_clp=4, accrued_clp=-1, published_pct="-25,00")
        row = accounts(city, *lines, exact, below)
        assert told(row, "R8") == ({} if expected is None else {"rounding": expected})


class TestAmounts:
    """R2, R3 and R5."""

    @pytest.mark.parametrize("lines", [1, 4, 40])
    def test_a_source_in_pesos_rounds_nothing_however_many_lines_it_has(self, city, lines):
        written = [line(current_clp=10) for _line in range(lines)]
        row = accounts(city, *written, published_current_clp=10 * lines + 2)
        assert told(row, "R2") == {"current": (10 * lines, 10 * lines + 2, 2)}
        assert found(row)["R2 current"].severity == "low"

    def test_a_total_that_the_source_does_not_print_is_not_compared(self, city):
        assert told(accounts(city, line(current_clp=10, accrued_clp=5)), "R2") == {}

    def test_what_is_spent_beyond_the_budget_is_found_by_account(self, city):
        row = accounts(
            city,
            line("22.01", current_clp=100, accrued_clp=100),
            line("22.02", current_clp=100, accrued_clp=101),
            line("22.03", current_clp=100),
        )
        assert told(row, "R3") == {"22.02 accrued": (100, 101, 1)}

    @pytest.mark.parametrize(
        ("committed", "accrued", "paid", "expected"),
        [
            (50, 50, 50, {}),
            (60, 50, 40, {}),
            (None, 50, 40, {}),
            (50, 51, 51, {"22.01 committed": (50, 51, 1)}),
            (51, 50, 51, {"22.01 accrued": (50, 51, 1)}),
            (None, 50, 52, {"22.01 accrued": (50, 52, 2)}),
            (40, 50, 60, {"22.01 committed": (40, 50, 10), "22.01 accrued": (50, 60, 10)}),
        ],
    )
    def test_each_step_is_at_least_the_next(self, city, committed, accrued, paid, expected):
        row = accounts(city, line(committed_clp=committed, accrued_clp=accrued, paid_clp=paid))
        assert told(row, "R5") == expected

    @pytest.mark.parametrize(
        ("figures", "measure"),
        [
            ({"committed_clp": 10, "accrued_clp": 10}, "committed"),
            ({"accrued_clp": 10, "paid_clp": 10, "committed_clp": 20}, "accrued"),
        ],
    )
    def test_of_a_repeated_account_the_lines_in_order_are_left_out_of_what_is_told(
        self, city, figures, measure
    ):
        broken = {
            "committed": {"committed_clp": 5, "accrued_clp": 7, "paid_clp": 1},
            "accrued": {"committed_clp": 9, "accrued_clp": 5, "paid_clp": 7},
        }
        row = accounts(city, line(**figures), line(**broken[measure]))
        assert told(row, "R5") == {f"22.01 {measure}": (5, 7, 2)}
