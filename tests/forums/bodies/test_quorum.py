"""The arithmetic of deciding."""

from hypothesis import given
from hypothesis import strategies as st

from forums.bodies import balance, quorum


def test_more_than_half_of_an_even_forum_is_one_more_than_the_half():
    assert [quorum.needed("half_plus_one", seats) for seats in (0, 1, 2, 3, 4, 5)] == [
        0,
        1,
        2,
        2,
        3,
        3,
    ]


def test_fractions_are_rounded_up_and_no_rule_needs_nobody():
    assert quorum.needed("three_fifths", 34) == 21  # 20,4
    assert quorum.needed("two_thirds", 9) == 6
    assert quorum.needed("two_thirds", 10) == 7
    assert quorum.needed("none", 10) == 0
    assert quorum.needed("two_thirds", 0) == 0
    assert quorum.needed("two_thirds", 1) == 1
    assert [quorum.needed("three_fifths", seats) for seats in (5, 6)] == [3, 4]


@given(st.sampled_from(["half_plus_one", "three_fifths", "two_thirds"]), st.integers(1, 10_000))
def test_a_quorum_is_always_a_majority_and_never_more_than_the_seats(rule, seats):
    assert seats / 2 < quorum.needed(rule, seats) <= seats


def test_a_vote_with_the_quorum_stands_and_with_one_voter_fewer_it_does_not():
    counts = {"Sí": 4, "No": 1}
    assert quorum.result(counts, voters=5, quorum=5) == quorum.Result(
        "Sí", is_tie=False, has_quorum=True
    )
    assert quorum.result(counts, voters=4, quorum=5) == quorum.Result(
        "", is_tie=False, has_quorum=False
    )


def test_one_vote_wins_where_all_others_abstain_and_abstention_never_does():
    assert quorum.result(
        {"Sí": 1, "No": 0, "Abstención": 9}, voters=10, quorum=5, abstention="Abstención"
    ) == quorum.Result("Sí", is_tie=False, has_quorum=True)
    for counts in ({"Sí": 0, "No": 0, "Abstención": 9}, {}):
        assert quorum.result(counts, voters=9, quorum=5, abstention="Abstención") == quorum.Result(
            "", is_tie=False, has_quorum=True
        )


COUNTS = st.dictionaries(
    st.sampled_from(["Sí", "No", "Otra", "Abstención"]), st.integers(0, 50), min_size=1
)


@given(
    COUNTS,
    st.integers(0, 100),
    st.sampled_from(["falls", "chair"]),
    st.sampled_from(["Sí", "No", "Otra", ""]),
)
def test_a_result_names_only_what_has_most_votes_and_never_abstention(
    counts, needed, tie_rule, chair
):
    voters = sum(counts.values())
    outcome = quorum.result(
        counts,
        voters=voters,
        quorum=needed,
        abstention="Abstención",
        chair_choice=chair,
        tie_rule=tie_rule,
    )
    assert outcome.has_quorum == (voters >= needed)
    if outcome.winner:
        assert outcome.has_quorum
        assert outcome.winner != "Abstención"
        assert (
            counts[outcome.winner]
            == max(votes for option, votes in counts.items() if option != "Abstención")
            > 0
        )
    if outcome.is_tie and tie_rule == "falls":
        assert outcome.winner == ""


def test_a_tie_is_broken_by_the_chair_only_where_the_rule_says_so():
    counts = {"Sí": 3, "No": 3}
    assert (
        quorum.result(counts, voters=6, quorum=4, tie_rule="falls", chair_choice="Sí").winner == ""
    )
    assert (
        quorum.result(counts, voters=6, quorum=4, tie_rule="chair", chair_choice="Sí").winner
        == "Sí"
    )
    assert quorum.result(counts, voters=6, quorum=4, tie_rule="chair", chair_choice="").winner == ""
    chaired = {"voters": 7, "quorum": 4, "tie_rule": "chair", "chair_choice": "Otra"}
    assert quorum.result({**counts, "Otra": 1}, **chaired) == quorum.Result(
        "", is_tie=True, has_quorum=True
    )
    assert quorum.result(counts, voters=6, quorum=4, chair_choice="Sí").winner == ""


def test_balance_counts_sides_and_says_when_one_is_ahead():
    assert balance.of(["government", "academia", "civil_society"]) == balance.Balance(
        1, 2, (("academia", 1), ("civil_society", 1), ("government", 1))
    )
    assert balance.of(["government", "academia", "civil_society"]).is_balanced
    for government, others, is_balanced in (
        (2, 2, True),
        (3, 2, True),
        (4, 2, False),
        (2, 3, True),
        (2, 4, False),
    ):
        sides = ["government"] * government + ["academia"] * others
        assert balance.of(sides).is_balanced == is_balanced
        assert balance.of(sides).voting == government + others
