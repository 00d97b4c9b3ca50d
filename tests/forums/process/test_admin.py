"""The calendar in the admin: only of one's own plans, saved and moved by the workflow alone."""

import datetime

import pytest
from django.urls import reverse

from forums.process.models import Stage, StageEvidence
from tests.forums.process.test_workflow import CLOSES, OPENS, stage

pytestmark = pytest.mark.django_db

LIST, ADD = "admin:forums_stage_changelist", "admin:forums_stage_add"


def act(row: Stage, name: str) -> str:
    return reverse("admin:forums_stage_act", args=[row.pk, name])


def test_a_coordinator_sees_the_stages_of_her_plans_and_offers_no_other_plan(client, cast):
    row = stage(cast)
    client.force_login(cast.coordinator)
    assert row.name in client.get(reverse(LIST)).content.decode()
    form = client.get(reverse(ADD)).context["adminform"].form
    assert list(form.fields["plan"].queryset) == [cast.plan]
    assert "state" not in form.fields
    client.force_login(cast.other_coordinator)
    assert row.name not in client.get(reverse(LIST)).content.decode()
    assert client.get(reverse("admin:forums_stage_change", args=[row.pk])).status_code == 302
    assert client.get(reverse(ADD)).status_code == 403


def test_a_stage_is_added_by_the_workflow_and_a_refusal_keeps_what_was_typed(client, cast):
    client.force_login(cast.coordinator)
    typed = {
        "plan": cast.plan.pk,
        "position": 1,
        "name": "Recepción",
        "opens_on": "",
        "closes_on": "02/03/2026",
        "precision": "day",
    }
    refused = client.post(reverse(ADD), typed)
    assert refused.status_code == 422
    assert "anterior a su comienzo" in refused.content.decode()
    assert 'value="Recepción"' in refused.content.decode()
    assert not Stage.objects.exists()
    assert client.post(reverse(ADD), {**typed, "opens_on": "02/03/2026"}).status_code == 302
    assert Stage.objects.get().closes_on == datetime.date(2026, 3, 2)


def test_its_buttons_are_the_moves_that_its_state_allows(client, cast):
    row = stage(cast)
    client.force_login(cast.coordinator)
    page = client.get(reverse("admin:forums_stage_change", args=[row.pk])).content.decode()
    assert act(row, "open_stage") in page
    assert act(row, "close_stage") not in page
    assert client.get(act(row, "close_stage")).status_code == 404
    for name, state in (("open_stage", "open"), ("close_stage", "closed")):
        assert client.post(act(row, name), {"confirm": "1"}).status_code == 302
        assert Stage.objects.get().state == state
    assert client.post(act(row, "report_stage"), {"reason": "En el informe."}).status_code == 302
    assert Stage.objects.get().state_reason == "En el informe."


def test_dates_are_moved_with_their_reason_by_a_button(client, cast):
    row = stage(cast)
    client.force_login(cast.coordinator)
    typed = {"opens_on": "2026-04-02", "closes_on": "2026-04-01", "reason": "Se amplía."}
    refused = client.post(act(row, "edit"), typed)
    assert refused.status_code == 422
    assert "Se amplía." in refused.content.decode()
    row.refresh_from_db()
    assert (row.opens_on, row.closes_on) == (OPENS, CLOSES)
    assert client.post(act(row, "edit"), {**typed, "closes_on": "2026-04-02"}).status_code == 302
    row.refresh_from_db()
    assert row.closes_on == datetime.date(2026, 4, 2)


def test_evidence_is_added_by_a_button(client, cast):
    row = stage(cast)
    client.force_login(cast.coordinator)
    typed = {"kind": "report", "title": "Informe", "happened_on": "2026-03-31"}
    refused = client.post(act(row, "run"), typed)
    assert refused.status_code == 422
    assert not StageEvidence.objects.exists()
    typed["url"] = "https://informe.example/"
    assert client.post(act(row, "run"), typed).status_code == 302
    assert StageEvidence.objects.get().title == "Informe"


@pytest.mark.parametrize("name", ["other_coordinator", "editor", "administrator"])
def test_nobody_else_finds_the_buttons(client, cast, name):
    row = stage(cast)
    client.force_login(getattr(cast, name))
    for move in ("open_stage", "edit", "run"):
        assert client.post(act(row, move), {"confirm": "1"}).status_code == 404
    assert Stage.objects.get().state == "planned"
