"""Deciding: every outcome with its reason, lineage both ways, authors told, months later too."""

import uuid

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commitments.plans import workflow as plans
from forums.proposals import queries, workflow
from forums.proposals.models import Lineage, Origin, Proposal
from ogp_portal.foundation.events import outbox
from ogp_portal.foundation.permissions import four_eyes, rights
from ogp_portal.foundation.permissions.states import MoveNotAllowed
from ogp_portal.foundation.refusals import Refusal
from ogp_portal.models import JournalEntry, Letter
from tests.factories import forums as made
from tests.factories.commitments import commitment

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("act", "state"),
    [
        ("not_admit", "confirmed"),
        ("select", "admitted"),
        ("not_select", "admitted"),
        ("select", "in_table"),
    ],
)
def test_no_outcome_without_its_public_reason(cast, act, state):
    row = made.proposal(cast, state)
    with pytest.raises(Refusal, match="motivo"):
        getattr(workflow, act)(row, by=cast.coordinator, reason="  ")
    done = getattr(workflow, act)(row, by=cast.coordinator, reason="Por el criterio 2.")
    assert done.state_reason == "Por el criterio 2."
    assert done.answered_at is not None
    assert JournalEntry.objects.filter(
        act=act, is_public=True, reason="Por el criterio 2."
    ).exists()


def test_the_database_itself_keeps_no_outcome_without_a_reason(cast):
    from django.db import IntegrityError, transaction

    row = made.proposal(cast)
    for state in ("not_admitted", "merged", "split", "not_selected", "selected", "in_commitment"):
        with pytest.raises(IntegrityError), transaction.atomic():
            Proposal.objects.filter(pk=row.pk).update(state=state, state_reason="")


@pytest.mark.parametrize(
    "name", ["editor", "other_coordinator", "member", "chair", "administrator", "monitor"]
)
def test_nobody_else_decides(cast, name):
    row = made.proposal(cast, "confirmed")
    with pytest.raises(rights.NotAllowed):
        workflow.admit(row, by=getattr(cast, name))


def test_an_appeal_is_admitted_with_a_reason(cast):
    key = uuid.uuid4()
    receipt = workflow.propose(
        made.call(cast), key=key, email="a@prueba.example", language="es-cl", **made.words()
    )
    row = workflow.not_admit(
        workflow.confirm(made.confirmation_code(key)),
        by=cast.coordinator,
        reason="Fuera de plazo de tema.",
    )
    with pytest.raises(Refusal):
        workflow.appeal(receipt.code, text=" ")
    row = workflow.appeal(receipt.code, text="Sí es del tema.")
    with pytest.raises(Refusal, match="Ya recibimos"):
        workflow.appeal(receipt.code, text="Otra vez.")
    with pytest.raises(Refusal, match="por qué se admite"):
        workflow.admit(row, by=cast.coordinator)
    assert workflow.admit(row, by=cast.coordinator, reason="El foro lo aceptó.").state == "admitted"


def test_a_merge_keeps_lineage_both_ways_and_tells_both_authors_from_then_on(client, cast):
    call = made.call(cast)
    first = made.proposal(cast, of=call, title="Huertos en plazas", email="una@prueba.example")
    second = made.proposal(cast, of=call, title="Plazas con huertos", email="otra@prueba.example")
    workflow.merge(first, by=cast.coordinator, into=second, reason="Piden lo mismo.")
    assert "Plazas con huertos" in client.get(f"/propuestas/{first.slug}/").content.decode()
    assert "Huertos en plazas" in client.get(f"/propuestas/{second.slug}/").content.decode()
    workflow.select(second, by=cast.coordinator, reason="Es viable.")
    told = Letter.objects.filter(key__contains="select-admitted")
    assert {letter.recipient for letter in told} == {"una@prueba.example", "otra@prueba.example"}
    assert (
        "La tuya sigue su camino en «Plazas con huertos»"
        in told.get(recipient="una@prueba.example").text
    )


def test_a_merge_in_a_circle_with_itself_or_across_calls_is_refused(cast):
    call = made.call(cast)
    first, second, third = (made.proposal(cast, of=call) for _turn in range(3))
    with pytest.raises(Refusal, match="a sí misma"):
        workflow.merge(first, by=cast.coordinator, into=first, reason="x")
    workflow.merge(first, by=cast.coordinator, into=second, reason="Igual.")
    workflow.merge(second, by=cast.coordinator, into=third, reason="Igual.")
    with pytest.raises(Refusal, match="a sí misma"):
        workflow.merge(third, by=cast.coordinator, into=first, reason="x")
    with pytest.raises(Refusal, match="otra convocatoria"):
        workflow.merge(third, by=cast.coordinator, into=made.proposal(cast), reason="x")
    over = made.proposal(cast, "not_selected", of=call)
    with pytest.raises(Refusal, match="no sigue en camino"):
        workflow.merge(third, by=cast.coordinator, into=over, reason="x")
    with pytest.raises(MoveNotAllowed):
        workflow.merge(first, by=cast.coordinator, into=third, reason="x")
    assert Lineage.objects.count() == 2


def test_a_split_makes_parts_that_go_on_and_remember_where_they_come_from(cast):
    row = made.proposal(cast)
    part = {"title": "Parte", "problem": "Un problema.", "solution": "Una solución."}
    for parts in ([part], [part, {**part, "problem": " "}], []):
        with pytest.raises(Refusal, match="dos partes"):
            workflow.split(row, by=cast.coordinator, parts=parts, reason="Son dos cosas.")
    made_parts = workflow.split(
        row, by=cast.coordinator, parts=[part, {**part, "title": "Otra"}], reason="Son dos cosas."
    )
    assert [child.state for child in made_parts] == ["admitted", "admitted"]
    assert sorted(child.number for child in made_parts) == [2, 3]
    assert Proposal.objects.get(pk=row.pk).state == "split"
    workflow.select(made_parts[0], by=cast.coordinator, reason="Es viable.")
    assert (
        Letter.objects.filter(key__contains="select-admitted").get().recipient
        == "vecina@prueba.example"
    )


def test_months_later_the_author_is_told_when_the_commitment_advances(client, cast):
    call = made.call(cast)
    merged = made.proposal(cast, of=call, title="La primera idea", email="una@prueba.example")
    row = made.proposal(cast, of=call, title="La idea elegida", email="otra@prueba.example")
    workflow.merge(merged, by=cast.coordinator, into=row, reason="Igual.")
    row = workflow.select(row, by=cast.coordinator, reason="Es viable.")
    promise = commitment(cast, "in_review", title="Un huerto por comuna")
    workflow.put_in_commitment(row, by=cast.coordinator, commitment=promise)
    plans.publish_commitment(
        promise, read=four_eyes.as_read("publish", promise), by=cast.coordinator
    )
    to_authors = Letter.objects.exclude(template="notices")  # nor what the team is told
    before = to_authors.count()
    outbox.drain()
    letters = Letter.objects.filter(key__contains="entry-")
    assert {letter.recipient for letter in letters} == {"una@prueba.example", "otra@prueba.example"}
    assert "Un huerto por comuna" in letters[0].text
    assert to_authors.count() == before + 2
    page = client.get(f"/compromisos/{promise.slug}/").content.decode()
    assert "La idea elegida" in page
    assert "La primera idea" in page
    outbox.drain()
    assert (
        len([message for message in mail.outbox if "Avanzó lo que propusiste" in message.subject])
        == 2
    )


def test_a_proposal_goes_only_into_a_commitment_of_its_own_plan(cast):
    from commitments.plans.models import Plan, PlanMember

    other = Plan.objects.create(slug="otro", kind="internal", title="Otro", state="in_force")
    PlanMember.objects.create(plan=other, organization=cast.city, part="lead")
    row = made.proposal(cast, "selected")
    with pytest.raises(Refusal, match="otro plan"):
        workflow.put_in_commitment(
            row, by=cast.coordinator, commitment=commitment(cast, "draft", plan=other)
        )
    assert not Origin.objects.exists()


def test_letters_are_left_in_one_click_and_written_in_the_language_of_the_author(client, cast):
    key = uuid.uuid4()
    workflow.propose(
        made.call(cast), key=key, email="a@prueba.example", language="en", **made.words()
    )
    row = workflow.confirm(made.confirmation_code(key))
    letter = Letter.objects.get(key__endswith="received")
    assert letter.subject == "Your proposal went to review"
    assert 'lang="en"' in letter.html
    client.post(letter.leave.partition("localhost:8000")[2])
    workflow.admit(row, by=cast.coordinator)
    assert not Letter.objects.filter(key__contains="admit").exists()


def test_a_working_group_publishes_from_what_who_came_and_what_resulted(client, cast):
    group = made.group(cast)
    row = made.proposal(cast, of=group.call)
    workflow.take_to_table(row, by=cast.coordinator, group=group)
    with pytest.raises(Refusal, match="otra convocatoria"):
        workflow.take_to_table(made.proposal(cast), by=cast.coordinator, group=group)
    group = workflow.hold_group(group, by=cast.coordinator)
    with pytest.raises(Refusal, match="quiénes asistieron"):
        workflow.report_group(group, by=cast.coordinator)
    workflow.count_group(
        group,
        by=cast.coordinator,
        sector="civil_society",
        people=7,
        organization_name="Junta de vecinos 3",
    )
    workflow.report_group(group, by=cast.coordinator)
    page = client.get(f"/mesas/{group.slug}/").content.decode()
    for words in (row.title, "Junta de vecinos 3", "7 personas", "Se priorizó una."):
        assert words in page


def test_several_are_decided_at_once_or_none(client, cast):
    call = made.call(cast)
    rows = [made.proposal(cast, "confirmed", of=call) for _turn in range(3)]
    client.force_login(cast.coordinator)
    body = {"proposal": [row.slug for row in rows], "act": "not_admit", "reason": ""}
    assert client.post("/mi-trabajo/propuestas/", body).status_code == 422
    assert (
        client.post(
            "/mi-trabajo/propuestas/",
            {
                **body,
                "proposal": [*body["proposal"], made.proposal(cast, of=call).slug],
                "reason": "Regla 1.",
            },
        ).status_code
        == 409
    )
    assert set(
        Proposal.objects.filter(pk__in=[row.pk for row in rows]).values_list("state", flat=True)
    ) == {"confirmed"}
    assert client.post("/mi-trabajo/propuestas/", {**body, "reason": "Regla 1."}).status_code == 302
    assert set(
        Proposal.objects.filter(pk__in=[row.pk for row in rows]).values_list("state", flat=True)
    ) == {"not_admitted"}
    client.force_login(cast.other_coordinator)
    assert (
        client.post("/mi-trabajo/propuestas/", {**body, "act": "admit", "reason": "x"}).status_code
        == 404
    )


def look(client, act, words, *rows):
    """Look for what these proposals join, as the form's button does; return the page."""
    body = {"proposal": [row.slug for row in rows], "act": act, "words": words, "look": "1"}
    answer = client.post("/mi-trabajo/propuestas/", body)
    assert answer.status_code == 200
    return answer.content.decode()


def test_what_a_proposal_is_united_with_is_looked_for_and_chosen_and_nothing_is_decided_meanwhile(
    client, cast
):
    call = made.call(cast)
    row = made.proposal(cast, of=call, title="Riego de huertos")
    garden, school = (
        made.proposal(cast, of=call, title=title)
        for title in ("Huértos urbanos", "Huertos en escuelas")
    )
    elsewhere = made.proposal(cast, of=made.call(cast), title="Huertos de otra convocatoria")
    client.force_login(cast.coordinator)
    page = look(client, "merge", "huertos", row)
    for other in (garden, school):
        assert f'name="target" value="{other.slug}"' in page
        assert f"{other.number}. {other.title}" in page
    assert f'name="target" value="{elsewhere.slug}"' not in page
    assert f'name="target" value="{row.slug}"' not in page
    assert "checked" in page  # what was marked stays so
    row.refresh_from_db()
    assert row.state == "admitted"
    assert "Nada se encontró." in look(client, "merge", "inexistente", row)
    assert "Nada se encontró." in look(client, "merge", "huertos")  # of none
    body = {"proposal": [row.slug], "act": "merge", "reason": "Es lo mismo."}
    chosen = {**body, "words": "huertos", "target": garden.slug}
    assert client.post("/mi-trabajo/propuestas/", chosen).status_code == 302
    row.refresh_from_db()
    assert row.state == "merged"


@pytest.mark.parametrize("how", ["number", "title", "label", "slug"])
def test_what_the_screen_shows_is_enough_to_name_it(client, cast, how):
    call = made.call(cast)
    row = made.proposal(cast, of=call, title="Riego de huertos")
    other = made.proposal(cast, of=call, title="Huertos urbanos")
    made.proposal(cast, of=call, title="Huertos urbanos del sur")
    words = {
        "number": str(other.number),
        "title": "huertos  URBANOS",
        "label": f"{other.number}. Huertos urbanos",
        "slug": other.slug,
    }[how]
    client.force_login(cast.coordinator)
    body = {"proposal": [row.slug], "act": "merge", "reason": "Es lo mismo.", "words": words}
    assert client.post("/mi-trabajo/propuestas/", body).status_code == 302
    assert Lineage.objects.get(parent=row).child == other


def test_words_that_find_several_or_none_decide_nothing_and_say_so(client, cast):
    call = made.call(cast)
    row = made.proposal(cast, of=call, title="Riego")
    for title in ("Huertos urbanos", "Huertos en escuelas"):
        made.proposal(cast, of=call, title=title)
    client.force_login(cast.coordinator)
    body = {"proposal": [row.slug], "act": "merge", "reason": "Es lo mismo."}
    for words, told in (
        ("huertos", "Hay varias que se llaman así: elige una."),
        ("luna", "Ninguna tiene ese número ni esas palabras"),
        ("", "Ninguna tiene ese número ni esas palabras"),
    ):
        answer = client.post("/mi-trabajo/propuestas/", {**body, "words": words})
        assert answer.status_code == 422
        assert told in answer.content.decode()
    assert not Lineage.objects.exists()


def test_what_was_chosen_before_the_words_or_the_decision_changed_decides_nothing(client, cast):
    call = made.call(cast)
    row = made.proposal(cast, of=call, title="Riego de huertos")
    garden = made.proposal(cast, of=call, title="Huertos urbanos")
    made.proposal(cast, of=call, title="Plazas con sombra")
    group = made.group(cast, of=call)
    client.force_login(cast.coordinator)
    body = {"proposal": [row.slug], "reason": "Es lo mismo que se pidió.", "target": garden.slug}
    for changed in (
        {"act": "merge", "words": "plazas"},
        {"act": "take_to_table", "words": group.title},
        {"act": "merge", "words": "huertos", "target": "no-existe"},
    ):
        answer = client.post("/mi-trabajo/propuestas/", {**body, **changed})
        assert answer.status_code == 422
        page = answer.content.decode()
        assert "La que elegiste no está entre las que se buscan ahora" in page
        assert "Es lo mismo que se pidió." in page
    row.refresh_from_db()
    assert row.state == "admitted"
    assert not Lineage.objects.exists()
    same = {**body, "act": "merge", "words": "huertos"}
    assert client.post("/mi-trabajo/propuestas/", same).status_code == 302
    assert Lineage.objects.get(parent=row).child == garden


def test_tables_and_commitments_are_chosen_the_same_way(client, cast):
    row = made.proposal(cast)
    group = made.group(cast, of=row.call)
    type(group).objects.filter(pk=group.pk).update(title="Mesa del agua")
    promise = commitment(cast, title="Abrir los datos del agua", number=4)
    client.force_login(cast.coordinator)
    assert f'value="{group.slug}"' in look(client, "take_to_table", "agua", row)
    assert "4. Abrir los datos del agua" in look(client, "put_in_commitment", "agua", row)
    body = {"proposal": [row.slug], "act": "take_to_table", "words": "mesa del agua"}
    assert client.post("/mi-trabajo/propuestas/", body).status_code == 302
    row.refresh_from_db()
    assert row.state == "in_table"
    assert promise.slug in look(client, "put_in_commitment", "4", row)


def test_what_words_find_is_looked_for_in_the_database_and_no_more_is_read_than_is_shown(cast):
    call = made.call(cast)
    row = made.proposal(cast, of=call, title="Riego")
    made.proposal(cast, of=call, title="Huertos urbanos")
    with CaptureQueriesContext(connection) as asked:
        found = queries.targets("merge", "huertos", of=[row.slug], user=cast.coordinator)
    assert [label.partition(". ")[2] for _slug, label in found] == ["Huertos urbanos"]
    assert len(asked) == 2
    assert all(query["sql"].endswith("LIMIT 12") for query in asked)
