"""The desk of the staff: one page and one save, groups by question, order, addresses, history."""

import datetime

import pytest
from django.contrib import admin
from django.contrib.admin.utils import label_for_field
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from commitments.plans import workflow
from commitments.plans.models import Axis, Commitment, Contact, Plan
from ogp_portal.foundation.permissions.rights import NotAllowed
from ogp_portal.foundation.permissions.staff_admin import StaffAdmin
from ogp_portal.models import JournalEntry
from tests.commitments.plans.test_admin import change, form_of
from tests.factories.commitments import commitment

pytestmark = pytest.mark.django_db
COMMITMENTS = reverse("admin:commitments_commitment_changelist")
NO_ACTORS = {"actors-TOTAL_FORMS": 0, "actors-INITIAL_FORMS": 0}


def new(cast, **facts):
    return {
        "plan": cast.plan.pk,
        "title": "Abrir los datos del agua",
        "slug": "",
        "precision": "day",
        "responsible": cast.city.pk,
        "milestones-TOTAL_FORMS": 2,
        "milestones-INITIAL_FORMS": 0,
        **NO_ACTORS,
        **{
            f"milestones-{place}-{name}": value
            for place, title in enumerate(("Segundo", "Primero"))
            for name, value in {
                "title": title,
                "due_on": "2026-12-01",
                "weight": 1,
                "ORDER": 2 - place,
            }.items()
        },
        **facts,
    }


def test_a_commitment_and_its_milestones_are_written_in_one_page_and_one_save(client, cast):
    client.force_login(cast.editor)
    add = reverse("admin:commitments_commitment_add")
    answer = client.post(add, new(cast))
    assert answer.status_code == 302, answer.context["errors"]
    row = Commitment.objects.get()
    assert row.slug == "abrir-los-datos-del-agua"
    assert list(row.milestones.order_by("position").values_list("position", "title")) == [
        (1, "Primero"),
        (2, "Segundo"),
    ]
    again = client.post(add, new(cast, **{"milestones-TOTAL_FORMS": 0}))
    assert again.status_code == 302
    assert Commitment.objects.exclude(pk=row.pk).get().slug == "abrir-los-datos-del-agua-2"


def test_nothing_is_kept_of_a_commitment_whose_milestone_is_refused(client, cast):
    client.force_login(cast.editor)
    add = reverse("admin:commitments_commitment_add")
    answer = client.post(add, new(cast, **{"milestones-1-starts_on": "2027-01-01"}))
    assert "El plazo no puede ser anterior al inicio." in answer.content.decode()
    assert not Commitment.objects.exists()


def test_a_plan_its_consortium_and_its_axes_are_written_in_one_page_and_one_save(client, cast):
    client.force_login(cast.coordinator)
    data = {
        "title": "Plan nuevo",
        "slug": "",
        "kind": "internal",
        "precision": "day",
        "lead": cast.city.pk,
        "places-TOTAL_FORMS": 1,
        "places-INITIAL_FORMS": 0,
        "places-0-organization": cast.stranger.pk,
        "places-0-part": "member",
        "axes-TOTAL_FORMS": 2,
        "axes-INITIAL_FORMS": 0,
        "axes-0-name": "Agua",
        "axes-0-slug": "",
        "axes-1-name": "Datos",
        "axes-1-slug": "",
        "axes-0-ORDER": 2,
        "axes-1-ORDER": 1,
    }
    answer = client.post(reverse("admin:commitments_plan_add"), data)
    assert answer.status_code == 302, answer.context["errors"]
    plan = Plan.objects.get(slug="plan-nuevo")
    assert set(plan.places.values_list("organization", "part")) == {
        (cast.city.pk, "lead"),
        (cast.stranger.pk, "member"),
    }
    assert list(plan.axes.order_by("position").values_list("position", "slug")) == [
        (1, "datos"),
        (2, "agua"),
    ]


def test_milestones_change_places_by_their_numbers(client, cast):
    row = commitment(cast, "draft", milestones=3)
    client.force_login(cast.editor)
    places = {f"milestones-{form}-ORDER": place for form, place in enumerate((3, 1, 2, 4))}
    data = {f"milestones-{place}-weight": 1 for place in range(3)} | places
    assert client.post(change(row), form_of(client, row, **data)).status_code == 302
    assert list(row.milestones.order_by("position").values_list("position", "title")) == [
        (1, "Hito 2"),
        (2, "Hito 3"),
        (3, "Hito 1"),
    ]
    entry = JournalEntry.objects.get(act="order_milestones")
    assert (entry.before["order"], entry.after["order"]) == (
        "Hito 1; Hito 2; Hito 3",
        "Hito 2; Hito 3; Hito 1",
    )
    assert client.post(change(row), form_of(client, row)).status_code == 302
    assert JournalEntry.objects.filter(act="order_milestones").count() == 1


def test_the_order_of_what_is_published_or_of_another_institution_is_not_hers(cast):
    for row, by in ((commitment(cast), cast.coordinator), (commitment(cast, "draft"), cast.member)):
        keys = list(row.milestones.order_by("-position").values_list("pk", flat=True))
        with pytest.raises(NotAllowed):
            workflow.order_milestones(row, keys, by=by)
        first = row.milestones.get(position=1)
        assert first.title == "Hito 1"


def test_axes_change_places_and_a_foreign_one_is_left_alone(cast):
    Plan.objects.update(state="co_creation")
    axes = [
        Axis.objects.create(plan=cast.plan, slug=name, name=name, position=1)
        for name in ("uno", "dos")
    ]
    workflow.order_axes(cast.plan, [axes[1].pk, 999_999, axes[0].pk], by=cast.coordinator)
    assert list(cast.plan.axes.order_by("position").values_list("slug", flat=True)) == [
        "dos",
        "uno",
    ]


def test_a_page_that_is_only_read_says_so_and_shows_what_there_is(client, cast):
    row = commitment(cast)
    Contact.objects.create(commitment=row, post="Directora", name="Ana")
    client.force_login(cast.coordinator)
    body = client.get(change(row)).content.decode()
    assert "Solo lectura" in body
    assert "Directora" in body
    assert "None" not in body
    assert body.count(">Cerrar<") == 1
    assert "Volver a la lista" in body
    client.force_login(cast.editor)
    draft = client.get(change(commitment(cast, "draft"))).content.decode()
    assert "Solo lectura" not in draft


def test_the_page_of_a_draft_counts_the_140_characters_and_shows_its_address(client, cast):
    row = commitment(cast, "draft")
    client.force_login(cast.editor)
    body = client.get(change(row)).content.decode()
    assert 'data-limit="140"' in body
    assert f"/compromisos/{row.slug}/" in body
    assert "Ver como el público" in body


def test_who_when_and_why_stand_on_the_thing_for_its_team(client, cast):
    row = commitment(cast, "in_review")
    workflow.return_to_draft(row, by=cast.coordinator, reason="Falta el presupuesto.")
    client.force_login(cast.editor)
    body = client.get(change(row)).content.decode()
    assert "Se devolvió a borrador" in body
    assert "Falta el presupuesto." in body
    assert "coordinación" in body
    whole = client.get(reverse("admin:commitments_commitment_history", args=[row.pk]))
    assert "Falta el presupuesto." in whole.content.decode()
    client.force_login(cast.other_editor)
    assert client.get(
        reverse("admin:commitments_commitment_history", args=[row.pk])
    ).status_code in {302, 403, 404}


def listed(client, **asked) -> set[str]:
    return {row.title for row in client.get(COMMITMENTS, asked).context["cl"].result_list}


def test_the_list_is_narrowed_to_what_is_late_and_to_a_person(client, cast):
    today = timezone.localdate()
    late, due = commitment(cast, title="Con atraso"), commitment(cast, title="Al día")
    for row, days in ((late, 1), (due, 0)):
        day = today - datetime.timedelta(days=days)
        Commitment.objects.filter(pk=row.pk).update(open_due_on=day)
    directora = Contact.objects.create(commitment=late, post="Directora", name="Ana")
    Contact.objects.create(commitment=due, post="Directora", name="Eva")
    client.force_login(cast.coordinator)
    assert listed(client) == {"Con atraso", "Al día"}
    assert listed(client, atraso="si") == {"Con atraso"}
    assert listed(client, persona=directora.pk) == {"Con atraso"}
    assert listed(client, persona="0") == set()
    client.force_login(cast.other_coordinator)
    page = client.get(COMMITMENTS).content.decode()
    assert "Ana" not in page


def test_without_a_script_the_lists_are_whole(client, cast):
    client.force_login(cast.editor)
    row = commitment(cast, "draft")
    searched = client.get(change(row)).content.decode()
    listed_whole = client.get(change(row), {"listas": "1"}).content.decode()
    assert "admin-autocomplete" in searched
    assert "?listas=1" in searched
    assert "admin-autocomplete" not in listed_whole
    assert str(cast.stranger) in listed_whole
    assert str(cast.stranger) not in searched


def test_what_was_saved_is_told_without_a_gender(client, cast):
    client.force_login(cast.administrator)
    page = reverse("admin:commitments_organization_change", args=[cast.city.pk])
    data = form_of(client, cast.city)
    told = client.post(page, data, follow=True).content.decode()
    assert "Se guardó: " in told
    assert "El institución" not in told


def test_no_column_of_a_list_is_called_by_its_name_in_the_code():
    called = {
        f"{model.__name__}.{name}"
        for model, page in admin.site._registry.items()
        if isinstance(page, StaffAdmin)
        for name in (*page.list_display, *page.readonly_fields)
        if "_" in name.strip("_")
        and label_for_field(name, model, page).casefold() == name.replace("_", " ")
    }
    assert called == set()


def test_the_list_of_commitments_costs_the_same_queries_however_many_it_has(
    client, cast, django_assert_num_queries
):
    client.force_login(cast.coordinator)
    commitment(cast, "draft")
    client.get(COMMITMENTS)
    with CaptureQueriesContext(connection) as asked:
        client.get(COMMITMENTS)
    for _another in range(3):
        commitment(cast, "draft")
    with django_assert_num_queries(len(asked)):
        assert len(client.get(COMMITMENTS).context["cl"].result_list) == 4
