"""The lights: facts in, a state with its date and how it was worked out; what could not be verified
is not judged.
"""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forums.participation import requirements
from forums.participation.requirements import Facts, Light

TODAY = datetime.date(2026, 11, 21)


def light(code: str, *, number: int = 0, **facts) -> Light:
    found = [
        one
        for one in requirements.lights(Facts(today=TODAY, **{"is_local": True, **facts}))
        if one.code == code
    ]
    return found[number]


@pytest.mark.parametrize(
    ("last", "state", "due"),
    [
        (None, "none", None),
        (datetime.date(2026, 11, 1), "ok", datetime.date(2027, 5, 1)),
        (datetime.date(2026, 6, 1), "soon", datetime.date(2026, 12, 1)),
        (datetime.date(2026, 5, 21), "soon", TODAY),
        (datetime.date(2026, 5, 20), "late", datetime.date(2026, 11, 20)),
    ],
)
def test_the_forum_meets_every_six_months_to_the_day(last, state, due):
    found = light("1.1", last_session_on=last)
    assert (found.state, found.due_on) == (state, due)
    assert not due or "6 meses" in found.how


def test_a_local_member_updates_its_site_every_four_months_and_a_national_one_keeps_it():
    assert light("2.1", last_change_on=datetime.date(2026, 7, 20)).state == "late"
    assert light("2.1", last_change_on=datetime.date(2026, 7, 20), is_local=False).state == "ok"
    assert light("2.1").state == "none"


def test_evidence_comes_twice_a_year():
    assert light("2.2", last_evidence_on=datetime.date(2026, 5, 1)).state == "late"
    assert light("2.2", last_evidence_on=datetime.date(2026, 10, 1)).due_on == datetime.date(
        2027, 4, 1
    )


def test_a_forum_of_one_side_or_without_published_rules_is_not_up_to_date():
    assert light("1.1", number=1, government_seats=2, other_seats=2, has_rules=True).state == "ok"
    assert light("1.1", number=1, government_seats=2, other_seats=2).state == "late"
    assert light("1.1", number=1, government_seats=2, has_rules=True).state == "late"
    assert light("1.1", number=1).state == "none"


def test_the_clocks_of_ogp_local_run_from_what_happened():
    assert light("OGP Local").state == "none"
    assert light("OGP Local", submitted_on=datetime.date(2026, 10, 30)).due_on == datetime.date(
        2026, 12, 30
    )
    assert light("OGP Local", submitted_on=datetime.date(2026, 1, 1)).state == "late"
    assert (
        light("OGP Local", submitted_on=datetime.date(2026, 1, 1), has_inception=True).state == "ok"
    )
    closed = light(
        "OGP Local",
        number=1,
        closed_without_assessment=(("Abrir el 100% de las actas", datetime.date(2026, 11, 1)),),
    )
    assert closed.due_on == datetime.date(2026, 12, 1)
    assert "Abrir el 100% de las actas" in closed.says


def test_a_country_has_twelve_months_for_its_next_plan():
    found = [
        one
        for one in requirements.lights(
            Facts(today=TODAY, is_local=False, last_plan_ended_on=datetime.date(2025, 11, 20))
        )
        if one.code == "Proceso"
    ]
    assert (found[0].state, found[0].due_on) == ("late", datetime.date(2026, 11, 20))
    assert not [
        one
        for one in requirements.lights(Facts(today=TODAY, is_local=True, last_plan_ended_on=TODAY))
        if one.code == "Proceso"
    ]


@given(st.integers(0, 500), st.integers(0, 500), st.integers(0, 9), st.booleans())
def test_what_could_not_be_verified_is_shown_and_never_judged(
    contributions, unanswered, acts, is_local
):
    facts = Facts(
        today=TODAY,
        is_local=is_local,
        contributions=contributions,
        unanswered=unanswered,
        outreach_acts=acts,
        doors=acts,
        accountability_sessions=acts,
    )
    found = {
        one.code: one
        for one in requirements.lights(facts)
        if one.code in {"3.1", "3.2", "3.3", "4.1", "5.1"}
    }
    assert set(found) == {"3.1", "3.2", "3.3", "4.1", "5.1"}
    assert {one.state for one in found.values()} == {"fact"}
    assert str(contributions) in found["4.1"].says


def test_the_law_shown_is_only_what_was_read_and_says_what_is_not_checked_here():
    found = requirements.legal(
        today=TODAY,
        kind="programme",
        has_registered_text=True,
        website="https://www.gobiernosantiago.cl/",
    )
    assert [one.code for one in found] == ["Ley 21.719", "Ley 20.285", "Ley 21.073"]
    assert "Entra en vigencia el 1 de diciembre de 2026" in found[0].says
    assert "no lo comprueba" in found[1].says
    later = requirements.legal(
        today=datetime.date(2026, 12, 1), kind="ogp_local", has_registered_text=True, website=""
    )
    assert "Rige desde el 1 de diciembre de 2026" in later[0].says
    assert len(later) == 2
