"""What the documents state is what the portal holds: no more, no less, however often it
is loaded.
"""

import pytest
from django.core.management import call_command
from django.db.models import Count

from commitments.assessments.models import Assessment, Rubric
from commitments.organizations.models import Organization, Territory
from commitments.plans.models import Commitment, Plan, PublishedTotal
from commitments.progress.models import ProgressUpdate
from forums.process.models import Stage
from ogp_portal.loaders.santiago import loading
from ogp_portal.models import JournalEntry, User

pytestmark = pytest.mark.django_db


def test_loading_twice_changes_nothing(santiago):
    counted = [
        model.objects.count()
        for model in (
            Commitment,
            Plan,
            Organization,
            Territory,
            JournalEntry,
            Stage,
            ProgressUpdate,
            PublishedTotal,
        )
    ]
    call_command("load_santiago", verbosity=0)
    assert counted == [
        model.objects.count()
        for model in (
            Commitment,
            Plan,
            Organization,
            Territory,
            JournalEntry,
            Stage,
            ProgressUpdate,
            PublishedTotal,
        )
    ]


def test_what_a_person_changed_since_is_left_alone(santiago):
    Organization.objects.filter(slug="municipalidad-de-renca").update(
        website="https://renca.example/"
    )
    call_command("load_santiago", verbosity=0)
    assert (
        Organization.objects.get(slug="municipalidad-de-renca").website == "https://renca.example/"
    )


def test_the_sixteen_regions_and_the_comunas(santiago):
    assert Territory.objects.filter(kind="region").count() == 16
    assert Territory.objects.filter(region__code="13").count() == 52
    assert Territory.objects.get(code="05606").region.code == "05"
    assert Territory.objects.get(code="13128").name == "Renca"


def test_the_internal_plan_with_its_published_totals(santiago):
    plan = Plan.objects.get(slug="plan-interno-2022-2024")
    totals = {
        (total.axis.name, total.counts): total.value
        for total in plan.published_totals.exclude(axis=None).select_related("axis")
    }
    assert totals == {
        ("Modernización", "complete"): 10,
        ("Modernización", "commitments"): 10,
        ("Transparencia", "complete"): 6,
        ("Transparencia", "commitments"): 8,
        ("Participación Ciudadana", "complete"): 4,
        ("Participación Ciudadana", "commitments"): 6,
    }
    assert dict(plan.axes.annotate(n=Count("commitments")).values_list("name", "n")) == {
        "Modernización": 10,
        "Transparencia": 6,
        "Participación Ciudadana": 4,
    }
    assert plan.commitments.filter(claimed_level="complete").count() == 10
    assert not plan.commitments.filter(description="").exists()


def test_the_plan_of_santiago_and_renca_is_in_co_creation_with_four_moments(santiago):
    plan = Plan.objects.get(slug="ogp-local-santiago-renca")
    assert plan.state == "co_creation"
    assert [(place.organization.slug, place.part) for place in plan.places.order_by("part")] == [
        ("gobierno-de-santiago", "lead"),
        ("municipalidad-de-renca", "member"),
    ]
    assert [
        str(stage.opens_on or stage.date_note) for stage in plan.stages.order_by("position")
    ] == [
        "2025-11-13",
        "2025-11-13",
        "2025-11-28",
        "Por definir",
    ]
    assert list(
        plan.commitments.order_by("number").values_list("title", "state", "is_proposed")
    ) == [
        ("RS Ciudadano", "draft", True),
        ("Programa de Gobierno Gobernador 2025–2029", "draft", True),
        ("Transparencia proactiva", "draft", True),
    ]


@pytest.mark.parametrize(
    ("ordinal", "years", "total"),
    [(1, (2012, 2013), 19), (2, (2014, 2016), 12), (3, (2016, 2018), 19), (4, (2018, 2020), 12)],
)
def test_the_national_plans_with_their_periods_and_counts(santiago, ordinal, years, total):
    plan = Plan.objects.get(kind="ogp_national", ordinal=ordinal)
    assert (plan.starts_on.year, plan.ends_on.year) == years
    assert plan.published_totals.get(counts="commitments").value == total


def test_the_fifth_plan_has_a_total_for_each_source_and_seven_stages(santiago):
    plan = Plan.objects.get(kind="ogp_national", ordinal=5)
    assert sorted(
        plan.published_totals.filter(counts="commitments").values_list("value", flat=True)
    ) == [8, 10]
    assert plan.stages.count() == 7


def test_commitment_15_is_the_first_case_of_several_accounts_side_by_side(santiago, client):
    row = Commitment.objects.get(ogp_id="CL0046")
    assert (
        row.number,
        row.plan.ordinal,
        row.claimed_level,
        row.computed_level,
        len(row.summary),
    ) == (15, 3, "substantial", "", 696)
    assert row.keeps_long_summary
    assert row.actors.filter(kind="government").count() == 8
    assert row.territories.count() == 8
    judged = Assessment.objects.get(commitment=row)
    assert (
        judged.ratings["verifiable"],
        judged.ratings["early_results"],
        "completion" in judged.ratings,
    ) == ("no", "major", False)
    assert not row.milestones.exists()
    body = client.get(f"/compromisos/{row.slug}/").content.decode()
    for words in (
        "Sustancial",
        "sin dato en la fuente",
        "Considerable",
        "Director de Desarrollos y Procesos",
        "696 caracteres",
        "Sin hitos registrados",
    ):
        assert words in body, words
    assert "González" not in body
    assert "egonzalez" not in body


def test_a_counterpart_finds_a_rubric_to_judge_by(santiago):
    assert Rubric.objects.get(slug="contraparte").criteria[0]["key"] == "completion"


def test_penalolen_keeps_its_figures(santiago):
    plan = Plan.objects.get(slug="ogp-local-penalolen")
    assert dict(plan.published_totals.values_list("counts", "value")) == {
        "dialogues": 8,
        "proposals": 34,
        "commitments": 11,
    }
    assert [row.expected_results.count("- ") for row in plan.commitments.order_by("number")] == [
        3,
        3,
        4,
    ]


def test_a_source_that_says_otherwise_is_kept_beside(santiago):
    assert PublishedTotal.objects.get(source__slug="oidp-2024", counts="complete").value == 24


def test_every_loaded_row_names_its_document(santiago):
    assert not Commitment.objects.filter(source=None).exists()
    assert not Organization.objects.filter(source=None).exists()
    assert not Plan.objects.filter(source=None).exists()
    assert not Stage.objects.filter(source=None).exists()
    assert not ProgressUpdate.objects.filter(source=None).exists()


def test_demo_accounts_are_roles_and_no_people(santiago):
    accounts = loading.load_demo_accounts()
    assert loading.load_demo_accounts() == accounts
    assert all(email.endswith("@demo.example") for email, _name in accounts)
    assert {
        "coordinacion@demo.example",
        "monitoreo@demo.example",
        "administracion@demo.example",
    } <= {email for email, _name in accounts}


def test_every_public_address_of_the_loaded_portal_answers(santiago, client):
    import re

    addresses = re.findall(
        r"<loc>[^<]*?(/[^<]*)</loc>",
        client.get("/sitemap.xml").content.decode().replace("http://localhost:8000", ""),
    )
    assert len(addresses) > 60
    for address in addresses:
        answer = client.get(address)
        assert answer.status_code == 200, address
        assert len(answer.content) < 100_000, address


def test_the_bodies_are_those_the_documents_name(santiago):
    from collections import Counter

    from forums.bodies.models import Alliance, Forum

    assert Counter(Forum.objects.values_list("kind", flat=True)) == {
        "advisory_council": 10,
        "thematic_table": 18,
        "municipal_network": 12,
        "society_council": 1,
        "multi_stakeholder": 1,
        "round_table": 1,
    }
    assert Counter(Alliance.objects.values_list("kind", flat=True)) == {
        "public_private": 8,
        "international": 7,
    }
    table = Forum.objects.get(slug="mesa-de-gobierno-abierto")
    assert "N° 852" in table.founding_act
    assert str(table.founded_on) == "2017-07-31"
    assert sorted(table.seats.values_list("kind", "label")) == [
        ("chair", "Subsecretario General de la Presidencia"),
        ("member", "Red Académica de Gobierno Abierto"),
        ("member", "Red de Sociedad Civil de Gobierno Abierto"),
        ("observer", "CEPAL"),
        ("observer", "PNUD"),
    ]
    assert not table.seats.exclude(user=None).exists()


def test_the_first_session_has_its_programme_and_no_date_that_nobody_states(santiago):
    from forums.sessions.models import Session

    row = Session.objects.get(slug="primer-foro-multiactor")
    assert row.starts_at is None
    assert row.date_note
    assert row.agenda.count() == 8
    assert row.agenda.get(position=7).title == "Consulta previa al primer Foro Multiactor"


def test_the_prior_consultation_has_its_three_questions_and_the_third_is_an_offer(santiago, client):
    from forums.surveys.models import Survey

    row = Survey.objects.get(slug="consulta-previa-primer-foro")
    assert [question.is_offer for question in row.questions.order_by("position")] == [
        False,
        False,
        True,
    ]
    page = client.get("/encuestas/consulta-previa-primer-foro/").content.decode()
    assert (
        "¿Cómo podría aportar a la implementación del primer Plan de acción de Gobierno de "
        "Santiago?"
    ) in page
    assert "Se hizo fuera de este portal" in page
    assert client.post("/encuestas/consulta-previa-primer-foro/", {}).status_code in {404, 422}


def test_the_seven_stages_and_the_four_moments_keep_the_precision_of_their_source(santiago):
    from forums.process.models import Stage

    fifth = Stage.objects.filter(plan__slug="plan-nacional-5").order_by("position")
    assert [stage.precision for stage in fifth] == [
        "month",
        "day",
        "month",
        "month",
        "month",
        "month",
        "month",
    ]
    assert Stage.objects.filter(plan__slug="ogp-local-santiago-renca").count() == 4


def test_where_mail_leaves_no_demo_account_is_made(santiago, settings):
    settings.EMAIL_HOST = "correo.example"
    before = User.objects.count()
    assert loading.load_demo_accounts() == []
    assert User.objects.count() == before
