"""What OGP and the law require: facts in, a status with its date and how it was worked out; what
could not be verified is not judged. Each clock from both sides of its day.
"""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forums.process import requirements
from forums.process.requirements import Facts, Requirement
from forums.process.requirements.status import status_on

TODAY = datetime.date(2026, 11, 21)


def required(code: str, *, number: int = 0, **facts) -> Requirement:
    rows = requirements.required_by_ogp(Facts(today=TODAY, **{"is_local": True, **facts}))
    return [row for row in rows if row.code == code][number]


def test_the_forum_meets_every_six_months_and_says_how_the_day_was_worked_out():
    assert (required("1.1").state, required("1.1").due_on) == ("none", None)
    met = required("1.1", last_session_on=datetime.date(2026, 11, 1))
    assert (met.state, met.due_on) == ("ok", datetime.date(2027, 5, 1))
    assert "6 meses" in met.how
    assert met.word == "al día"


@pytest.mark.parametrize(
    ("due_on", "status"),
    [
        (datetime.date(2026, 11, 20), "late"),  # yesterday
        (datetime.date(2026, 11, 21), "soon"),  # today
        (datetime.date(2026, 12, 21), "soon"),  # in thirty days
        (datetime.date(2026, 12, 22), "ok"),  # in thirty-one
    ],
)
def test_a_day_is_soon_from_thirty_days_before_and_late_only_once_it_has_passed(due_on, status):
    assert status_on(TODAY, due_on=due_on) == status


@pytest.mark.parametrize(
    ("code", "number", "fact", "in_time", "late"),
    [
        ("1.1", 0, "last_session_on", (2026, 5, 21), (2026, 5, 20)),  # six months
        ("2.1", 0, "last_change_on", (2026, 7, 21), (2026, 7, 20)),  # four, in OGP Local
        ("2.2", 0, "last_evidence_on", (2026, 5, 21), (2026, 5, 20)),  # six
        ("OGP Local", 0, "submitted_on", (2026, 9, 21), (2026, 9, 20)),  # two
    ],
)
def test_each_clock_runs_its_months_to_the_day(code, number, fact, in_time, late):
    last = required(code, number=number, **{fact: datetime.date(*in_time)})
    assert (last.state, last.due_on) == ("soon", TODAY)
    over = required(code, number=number, **{fact: datetime.date(*late)})
    assert (over.state, over.due_on) == ("late", datetime.date(2026, 11, 20))


@pytest.mark.parametrize(
    ("closed_on", "status", "due_on"),
    [
        (datetime.date(2026, 10, 21), "soon", TODAY),
        (datetime.date(2026, 10, 20), "late", datetime.date(2026, 11, 20)),
    ],
)
def test_a_closed_commitment_is_assessed_within_a_month(closed_on, status, due_on):
    closed = required(
        "OGP Local",
        number=1,
        closed_without_assessment=(("Abrir el 100% de las actas", closed_on),),
    )
    assert (closed.state, closed.due_on) == (status, due_on)
    assert "Abrir el 100% de las actas" in closed.says


def test_a_national_member_keeps_its_site_without_a_clock():
    old = datetime.date(2020, 1, 1)
    assert required("2.1", last_change_on=old, is_local=False).state == "ok"
    assert required("2.1", last_change_on=old, is_local=False, is_public=False).state == "none"
    assert required("2.1", is_local=False).state == "none"


def test_a_forum_of_one_side_or_without_published_rules_is_not_up_to_date():
    assert (
        required("1.1", number=1, government_seats=2, other_seats=2, has_rules=True).state == "ok"
    )
    assert required("1.1", number=1, government_seats=2, other_seats=2).state == "late"
    assert required("1.1", number=1, government_seats=2, has_rules=True).state == "late"
    assert required("1.1", number=1, other_seats=2, has_rules=True).state == "late"
    assert (
        required("1.1", number=1, government_seats=1, other_seats=1, has_rules=True).state == "ok"
    )
    assert required("1.1", number=1).state == "none"


@pytest.mark.parametrize(
    ("has_rules", "rules"), [(True, "con reglas publicadas"), (False, "sin reglas publicadas")]
)
def test_the_seats_and_the_rules_of_a_forum_are_told(has_rules, rules):
    forum = required("1.1", number=1, government_seats=3, other_seats=2, has_rules=has_rules)
    assert forum.says == (f"Asientos con voto: 3 del gobierno y 2 de otros sectores, {rules}.")


def test_the_clocks_of_ogp_local_run_only_from_what_happened():
    assert required("OGP Local").state == "none"
    assert required("OGP Local", has_inception=True).state == "none"
    assert required("OGP Local", number=1).state == "none"
    long_ago = datetime.date(2026, 1, 1)
    assert required("OGP Local", submitted_on=long_ago).state == "late"
    assert required("OGP Local", submitted_on=long_ago, has_inception=True).state == "ok"


@pytest.mark.parametrize(
    ("ended_on", "status"),
    [(datetime.date(2025, 11, 21), "soon"), (datetime.date(2025, 11, 20), "late")],
)
def test_a_country_has_twelve_months_for_its_next_plan(ended_on, status):
    assert required("Proceso", is_local=False, last_plan_ended_on=ended_on).state == status
    submitted = required("Proceso", is_local=False, last_plan_ended_on=ended_on, submitted_on=TODAY)
    assert submitted.state == "ok"


def test_a_local_plan_and_a_first_one_have_no_clock_of_a_next_plan():
    for facts in (
        Facts(today=TODAY, is_local=True, last_plan_ended_on=TODAY),
        Facts(today=TODAY, is_local=False),
    ):
        assert "Proceso" not in {row.code for row in requirements.required_by_ogp(facts)}


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
        channels=acts,
        accountability_sessions=acts,
    )
    codes = {"3.1", "3.2", "3.3", "4.1", "5.1"}
    shown = {row.code: row for row in requirements.required_by_ogp(facts) if row.code in codes}
    assert set(shown) == codes
    assert {row.state for row in shown.values()} == {"fact"}
    assert str(contributions) in shown["4.1"].says


@pytest.mark.parametrize(
    ("code", "facts", "says"),
    [
        ("3.1", {}, "El calendario no dice cuándo comienza."),
        ("3.1", {"first_stage_on": TODAY}, "La primera etapa comenzó el 21 de noviembre de 2026."),
        ("3.2", {}, "Actos de difusión con prueba: 0."),
        ("3.2", {"outreach_acts": 3}, "Actos de difusión con prueba: 3."),
        ("3.3", {}, "Convocatorias y consultas abiertas hasta hoy: 0."),
        ("3.3", {"channels": 2}, "Convocatorias y consultas abiertas hasta hoy: 2."),
        (
            "4.1",
            {},
            (
                "De 0 aportes (propuestas confirmadas y comentarios a borradores), "
                "0 aún sin respuesta con su motivo."
            ),
        ),
        (
            "4.1",
            {"contributions": 7, "unanswered": 4},
            (
                "De 7 aportes (propuestas confirmadas y comentarios a borradores), "
                "4 aún sin respuesta con su motivo."
            ),
        ),
        ("5.1", {}, "Sesiones de rendición en los últimos doce meses: 0."),
        (
            "5.1",
            {"accountability_sessions": 2},
            "Sesiones de rendición en los últimos doce meses: 2.",
        ),
    ],
)
def test_what_is_shown_without_a_judgement_says_its_figures(code, facts, says):
    assert required(code, **facts).says == says


def required_by_law(today: datetime.date, **facts) -> list[Requirement]:
    return requirements.required_by_law(
        today=today,
        **{"kind": "ogp_local", "has_registered_text": True, "website": "", **facts},
    )


def test_the_law_shown_is_only_what_was_read_and_says_what_is_not_checked_here():
    shown = required_by_law(TODAY, kind="programme", website="https://www.gobiernosantiago.cl/")
    assert [row.code for row in shown] == ["Ley 21.719", "Ley 20.285", "Ley 21.073"]
    assert "https://www.gobiernosantiago.cl/" in shown[1].says
    assert "no lo comprueba" in shown[1].says
    assert (shown[2].state, shown[2].says) == ("ok", "Consta su fuente.")
    unregistered = required_by_law(TODAY, kind="programme", has_registered_text=False)
    assert (unregistered[2].state, unregistered[2].says) == ("none", "No consta su fuente.")
    assert "sin enlace registrado" in unregistered[1].says
    assert len(required_by_law(TODAY)) == 2


def test_the_law_of_personal_data_is_in_force_from_the_first_of_december_of_2026():
    before = required_by_law(datetime.date(2026, 11, 30))[0]
    assert before.says == "Entra en vigencia el 1 de diciembre de 2026."
    assert required_by_law(datetime.date(2026, 12, 1))[0].says == (
        "Rige desde el 1 de diciembre de 2026."
    )
