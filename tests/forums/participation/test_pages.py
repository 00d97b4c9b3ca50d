"""What can be done today, how a plan is made, and the figures: filled from what exists."""

import datetime
import re

import pytest
from django.test import Client
from django.utils import timezone

from forums.process import workflow as process
from forums.process.models import Stage
from forums.proposals import workflow as proposals
from forums.proposals.models import Proposal
from ogp_portal.foundation.events import outbox
from ogp_portal.foundation.refusals import Refusal
from tests.factories import forums as made
from tests.factories.commitments import commitment

pytestmark = pytest.mark.django_db


def test_the_page_of_taking_part_shows_what_is_open_and_forgets_nothing_that_closed(client, cast):
    assert "Hoy no hay nada abierto" in client.get("/participa/").content.decode()
    call = made.call(cast)
    survey = made.survey(cast)
    session = made.session(cast)
    over = made.call(cast, is_over=True)
    page = client.get("/participa/").content.decode()
    today, _break, before = page.partition("Lo que ya cerró")
    for row in (call, survey, session):
        assert row.title in today
    assert over.title in before
    assert f"Proponer: {call.title}" in client.get("/").content.decode()


def test_a_process_says_where_we_are_and_what_can_be_done(client, cast):
    today = timezone.localdate()
    open_stage = Stage.objects.create(
        plan=cast.plan,
        position=1,
        name="Recepción",
        opens_on=today - made.DAY,
        closes_on=today + made.DAY,
    )
    Stage.objects.create(plan=cast.plan, position=2, name="Selección", opens_on=today + made.DAY)
    Stage.objects.create(plan=cast.plan, position=3, name="Cierre", date_note="Por definir")
    made.call(cast, stage=open_stage)
    page = client.get("/planes/plan/proceso/").content.decode()
    for words in (
        "aquí estamos",
        "abierta: puedes proponer",
        "por venir",
        "Por definir",
        "El foro se reúne al menos cada seis meses",
        "Ley 21.719",
    ):
        assert words in page


def test_evidence_of_a_stage_needs_a_link_or_a_file_and_fills_the_lights(client, cast):
    stage = Stage.objects.create(
        plan=cast.plan, position=1, name="Difusión", opens_on=datetime.date(2026, 1, 1)
    )
    facts = {
        "kind": "outreach",
        "title": "Feria de Estado Abierto",
        "happened_on": timezone.localdate(),
    }
    with pytest.raises(Refusal):
        process.add_stage_evidence(stage, by=cast.coordinator, **facts)
    process.add_stage_evidence(stage, by=cast.coordinator, url="https://feria.example/", **facts)
    row = process.add_stage_evidence(stage, by=cast.coordinator, file=made.photograph(), **facts)
    page = client.get("/planes/plan/proceso/").content.decode()
    assert "Feria de Estado Abierto" in page
    assert "Actos de difusión con prueba: 2." in page
    assert client.get(f"/planes/plan/proceso/pruebas/{row.sha256}/").status_code == 200
    assert client.get("/api/v1/stage-evidence/").json()["results"][0]["stage"]


def test_the_dates_of_a_stage_move_only_with_a_reason(cast):
    stage = process.save_stage(
        Stage(plan=cast.plan, position=1, name="Difusión", opens_on=datetime.date(2026, 1, 1)),
        by=cast.coordinator,
    )
    stage.opens_on = datetime.date(2026, 2, 1)
    with pytest.raises(Refusal, match="se mueven con su motivo"):
        process.save_stage(stage, by=cast.coordinator)
    assert (
        process.move_stage_dates(
            stage,
            by=cast.coordinator,
            opens_on=datetime.date(2026, 2, 1),
            closes_on=None,
            reason="Feriado.",
        ).opens_on.month
        == 2
    )


def test_what_became_of_each_proposal_is_drawn_through_merges_to_the_commitments(client, cast):
    call = made.call(cast)
    first, second, third = (made.proposal(cast, of=call, title=f"Idea {n}") for n in range(3))
    proposals.merge(first, by=cast.coordinator, into=second, reason="Igual.")
    second = proposals.select(second, by=cast.coordinator, reason="Viable.")
    proposals.put_in_commitment(
        second, by=cast.coordinator, commitment=commitment(cast, title="Promesa elegida")
    )
    proposals.not_select(third, by=cast.coordinator, reason="Ya existe.")
    page = client.get("/planes/plan/proceso/").content.decode()
    assert "Qué pasó con 3 propuestas: llegaron a 1 compromiso." in page
    assert "unida a otra → Promesa elegida" in page.replace("&gt;", ">")
    assert "no seleccionada" in page


def test_the_figures_have_their_denominators_and_name_nobody(client, cast):
    call = made.call(cast)
    row = made.proposal(
        cast, "selected", of=call, sector="academia", organization_name="Universidad de prueba"
    )
    made.proposal(cast, "confirmed", of=call)
    late = made.proposal(cast, "confirmed", of=call)
    Proposal.objects.filter(pk=late.pk).update(answer_due_on=timezone.localdate() - made.DAY)
    made.group(cast, "reported", of=call)
    page = client.get("/planes/plan/participacion/").content.decode()
    page = re.sub(r"\s*(</?d[td])\s*>\s*", r"\1>", page)
    assert "<dt>Propuestas confirmadas</dt><dd>3</dd>" in page
    assert "<dd>1 de 2</dd>" in page  # answered in time, of those answered or due
    assert "<dt>Asistentes sin asiento</dt><dd>12</dd>" in page
    assert "vecina@prueba.example" not in page
    assert row.answered_at is not None


def test_a_plan_that_nobody_took_part_in_says_so(client, cast):
    assert "0 aportes registrados" in client.get("/planes/plan/participacion/").content.decode()


def test_pages_of_taking_part_ask_at_most_twelve_questions(
    client, cast, django_assert_max_num_queries
):
    call = made.call(cast)
    stage = Stage.objects.create(plan=cast.plan, position=1, name="Recepción")
    call.stage = stage
    call.save()
    rows = [made.proposal(cast, of=call) for _turn in range(4)]
    proposals.merge(rows[0], by=cast.coordinator, into=rows[1], reason="Igual.")
    made.survey(cast, stage=stage)
    for address in (
        "/participa/",
        "/planes/plan/proceso/",
        "/planes/plan/participacion/",
        "/participa/cifras/",
        f"/convocatorias/{call.slug}/",
    ):
        with django_assert_max_num_queries(12):
            assert client.get(address).status_code == 200, address


def test_the_way_of_penalolen_is_drawn_from_what_its_source_publishes(client, santiago):
    from commitments.plans.models import Plan

    plan = Plan.objects.get(published_totals__counts="dialogues")
    page = client.get(f"/planes/{plan.slug}/proceso/").content.decode()
    for number in (8, 34, 11):
        assert f'<td class="num">{number}</td>' in page
    assert "no qué propuesta llegó a qué compromiso" in page


def test_with_an_account_anybody_enters_by_a_code_and_supports(client, cast, mailoutbox):
    row = made.proposal(cast)
    answer = client.post(
        "/cuenta/crear/", {"email": "nueva@prueba.example", "next": f"/propuestas/{row.slug}/"}
    )
    assert answer.status_code == 302
    outbox.drain_urgent()
    code = next(
        line
        for line in mailoutbox[-1].body.splitlines()
        if line.strip() and " " not in line.strip()
    )
    assert client.get(answer["Location"]).status_code == 200
    assert client.post(answer["Location"], {"code": code.strip()}).status_code == 302
    assert client.post(f"/propuestas/{row.slug}/apoyar/").status_code == 302
    assert Proposal.objects.get(pk=row.pk).support_count == 1
    assert client.get("/mi-trabajo/").status_code == 200
    assert client.get("/admin/").status_code == 302


def test_an_account_whose_address_nobody_proved_enters_nowhere_and_is_forgotten(client, cast):
    from ogp_portal.foundation.permissions import accounts
    from ogp_portal.models import User

    client.post("/cuenta/crear/", {"email": "ajena@prueba.example"})
    assert User.objects.filter(email="ajena@prueba.example").exists()
    assert client.get("/mi-trabajo/").status_code == 302
    assert accounts.forget_unproven(before=timezone.now() - made.DAY) == 0
    assert accounts.forget_unproven(before=timezone.now()) == 1
    assert not User.objects.filter(email="ajena@prueba.example").exists()
    assert User.objects.filter(pk=cast.member.pk).exists()


def test_whoever_was_invited_to_a_seat_and_never_came_is_not_forgotten(cast):
    from allauth.account.models import EmailAddress

    from ogp_portal.foundation.permissions import accounts

    EmailAddress.objects.create(user=cast.member, email=cast.member.email, verified=False)
    assert accounts.forget_unproven(before=timezone.now()) == 0
    assert EmailAddress.objects.filter(user=cast.member).exists()


def test_signing_up_with_an_address_that_has_an_account_looks_the_same_and_tells_its_owner(
    client, cast, mailoutbox
):
    new = client.post("/cuenta/crear/", {"email": "nueva@prueba.example"})
    old = Client().post("/cuenta/crear/", {"email": cast.member.email})
    assert (new.status_code, new["Location"]) == (old.status_code, old["Location"])
    outbox.drain_urgent()
    assert "ya tienes una" in mailoutbox[-1].body
