"""The admin: each person only what her memberships allow, acts that ask for cause and reason, stale
saves refused with both texts.
"""

import datetime

import pytest
from django.urls import reverse

from commitments.organizations.models import RoleProposal, Territory
from commitments.plans.models import Commitment, Milestone, Plan, Value
from commitments.progress.models import Evidence
from commitments.sources.models import SourceDocument
from commitments.spreadsheets.models import ImportJob
from ogp_portal.foundation.permissions import four_eyes
from ogp_portal.models import JournalEntry, User
from tests.factories.commitments import PNG, commitment, update

pytestmark = pytest.mark.django_db


def change(row) -> str:
    return reverse(f"admin:commitments_{row._meta.model_name}_change", args=[row.pk])


def act(row, name: str) -> str:
    return reverse(f"admin:commitments_{row._meta.model_name}_act", args=[row.pk, name])


def form_of(client, row, **changes):
    """Return what the browser would send from the change form of `row`."""
    page = client.get(change(row))
    assert page.status_code == 200
    form = page.context["adminform"].form
    data = {}
    for name, field in form.fields.items():
        value = form.get_initial_for_field(field, name)
        if value is not None:
            data[name] = (
                [row.pk for row in value]
                if isinstance(value, list)
                else getattr(value, "pk", value)
            )
    for inline in page.context["inline_admin_formsets"]:
        for form in [inline.formset.management_form, *inline.formset.forms]:
            for name, field in form.fields.items():
                value = form.get_initial_for_field(field, name)
                if value is not None:
                    data[form.add_prefix(name)] = getattr(value, "pk", value)
    return {**data, **changes}


@pytest.mark.parametrize(
    ("name", "sees"),
    [
        ("editor", True),
        ("coordinator", True),
        ("second_coordinator", True),
        ("other_editor", False),
        ("other_coordinator", False),
        ("administrator", False),
    ],
)
def test_a_draft_is_found_only_by_who_works_on_it(client, cast, name, sees):
    row = commitment(cast, "draft")
    client.force_login(getattr(cast, name))
    assert (
        row.title in client.get(reverse("admin:commitments_commitment_changelist")).content.decode()
    ) is sees
    assert (client.get(change(row)).status_code == 200) is sees


@pytest.mark.parametrize("name", ["counterpart", "monitor"])
def test_who_is_not_staff_does_not_enter(client, cast, name):
    client.force_login(getattr(cast, name))
    assert client.get("/admin/").status_code in {302, 403}


def test_an_anonymous_visitor_is_sent_to_the_one_login_page(client, cast):
    answer = client.get("/admin/", follow=True)
    assert "/cuenta/login/" in answer.redirect_chain[-1][0]


def test_a_draft_is_edited_with_its_milestones(client, cast):
    row = commitment(cast, "draft", milestones=1)
    client.force_login(cast.editor)
    data = form_of(
        client,
        row,
        summary="Otra promesa.",
        **{
            "milestones-1-title": "Nuevo hito",
            "milestones-1-due_on": "2026-12-01",
            "milestones-1-ORDER": 2,
            "milestones-1-weight": 3,
        },
    )
    answer = client.post(change(row), data)
    assert answer.status_code == 302, answer.context["errors"]
    row.refresh_from_db()
    assert (row.summary, row.milestone_count, row.milestones.get(position=2).weight) == (
        "Otra promesa.",
        2,
        3,
    )


def test_every_field_of_the_template_is_written_in_the_admin(client, cast):
    value = Value.objects.create(slug="participacion", name="Participación")
    place = Territory.objects.create(code="13", slug="region", name="Región", kind="region")
    row = commitment(cast, "draft", milestones=1)
    client.force_login(cast.editor)
    data = form_of(
        client,
        row,
        values=[value.pk],
        territories=[place.pk],
        contact_post="Directora",
        contact_name="Nombre",
        contact_email="a@example.org",
        budget_clp=1_000_000,
        **{
            "actors-0-name": "Vecinas organizadas",
            "actors-0-kind": "civil_society",
            "actors-TOTAL_FORMS": 1,
        },
    )
    answer = client.post(change(row), data)
    assert answer.status_code == 302, answer.context["errors"]
    row = Commitment.objects.get(pk=row.pk)
    assert (list(row.values.all()), list(row.territories.all()), row.budget_clp) == (
        [value],
        [place],
        1_000_000,
    )
    assert (row.contact.post, row.actors.get().name) == ("Directora", "Vecinas organizadas")
    assert "a@example.org" not in "".join(str(entry.after) for entry in JournalEntry.objects.all())
    again = form_of(client, row, contact_post="")
    assert client.post(change(row), again).status_code == 422


def test_a_coordinator_names_members_totals_and_counterparts(client, cast):
    source = SourceDocument.objects.create(slug="fuente", title="Fuente", issuer="Alguien")
    client.force_login(cast.coordinator)
    plan = cast.plan
    Plan.objects.filter(pk=plan.pk).update(state="submitted")
    data = form_of(
        client,
        plan,
        **{
            "places-3-organization": cast.stranger.pk,
            "places-3-part": "member",
            "published_totals-0-counts": "commitments",
            "published_totals-0-value": 9,
            "published_totals-0-source": source.pk,
        },
    )
    answer = client.post(change(plan), data)
    assert answer.status_code == 302, answer.context["errors"]
    assert plan.places.get(organization=cast.stranger).part == "member"
    assert plan.published_totals.get().value == 9
    two_leads = form_of(client, plan)
    place = next(
        name for name, value in two_leads.items() if name.endswith("-part") and value == "member"
    )
    assert client.post(change(plan), {**two_leads, place: "lead"}).status_code == 422
    row = commitment(cast)
    add = reverse("admin:commitments_counterpart_add")
    assert (
        client.post(add, {"commitment": row.pk, "organization": cast.society.pk}).status_code == 302
    )
    assert row.counterparts.get().organization == cast.society
    client.force_login(cast.editor)
    assert (
        client.post(add, {"commitment": row.pk, "organization": cast.other_society.pk}).status_code
        == 403
    )
    assert row.counterparts.count() == 1


def test_coordinators_and_administrators_keep_the_vocabularies(client, cast):
    add = reverse("admin:commitments_theme_add")
    client.force_login(cast.editor)
    assert client.post(add, {"slug": "agua", "name": "Agua"}).status_code == 403
    for slug, person in (("agua", cast.coordinator), ("riego", cast.administrator)):
        client.force_login(person)
        assert client.post(add, {"slug": slug, "name": slug}).status_code == 302


def test_a_stale_save_shows_both_texts_and_saves_nothing(client, cast):
    row = commitment(cast, "draft")
    client.force_login(cast.editor)
    data = form_of(client, row, summary="Lo mío.")
    client.force_login(cast.colleague)
    assert client.post(change(row), form_of(client, row, summary="Lo de ella.")).status_code == 302
    client.force_login(cast.editor)
    answer = client.post(change(row), data)
    body = answer.content.decode()
    assert answer.status_code == 409
    assert "Lo de ella." in body
    assert "Lo mío." in body
    assert Commitment.objects.get(pk=row.pk).summary == "Lo de ella."


def test_a_refusal_keeps_what_was_typed(client, cast):
    row = commitment(cast, "draft")
    client.force_login(cast.editor)
    answer = client.post(change(row), form_of(client, row, summary="x" * 141))
    assert answer.status_code == 422
    assert "141 caracteres" in answer.content.decode()
    assert "x" * 141 in answer.content.decode()


def test_publishing_is_a_button_of_the_coordinator_alone(client, cast):
    row = commitment(cast, "in_review")
    client.force_login(cast.editor)
    assert client.post(act(row, "publish")).status_code == 404
    client.force_login(cast.coordinator)
    assert "Publicar" in client.get(change(row)).content.decode()
    assert client.post(act(row, "publish"), {"confirm": "1"}).status_code == 409
    read = {four_eyes.field_of(row): four_eyes.as_read("publish", row)}
    assert client.post(act(row, "publish"), read).status_code == 302
    assert Commitment.objects.get(pk=row.pk).state == "published"


def test_a_published_commitment_cannot_be_edited_and_its_state_never_is(client, cast):
    row = commitment(cast)
    client.force_login(cast.coordinator)
    assert client.post(change(row), {"summary": "x", "state": "draft"}).status_code == 403
    assert Commitment.objects.get(pk=row.pk).state == "published"


def test_moving_a_date_asks_for_cause_and_reason(client, cast):
    milestone = commitment(cast).milestones.first()
    client.force_login(cast.coordinator)
    assert "causa" in client.get(act(milestone, "reschedule")).content.decode().lower()
    assert (
        client.post(
            act(milestone, "reschedule"), {"to_on": "2027-01-01", "cause": "funding", "reason": ""}
        ).status_code
        == 200
    )
    assert Milestone.objects.get(pk=milestone.pk).due_on == milestone.due_on
    assert (
        client.post(
            act(milestone, "reschedule"),
            {"to_on": "2027-01-01", "cause": "funding", "reason": "Convenio."},
        ).status_code
        == 302
    )
    assert Milestone.objects.get(pk=milestone.pk).due_on == datetime.date(2027, 1, 1)


def test_a_coordinator_begins_a_plan_of_her_institution_only(client, cast):
    client.force_login(cast.coordinator)
    data = {
        "slug": "nuevo",
        "kind": "internal",
        "title": "Nuevo",
        "precision": "day",
        "axes-TOTAL_FORMS": 0,
        "axes-INITIAL_FORMS": 0,
        "places-TOTAL_FORMS": 0,
        "places-INITIAL_FORMS": 0,
    }
    refused = client.post(reverse("admin:commitments_plan_add"), {**data, "lead": cast.stranger.pk})
    assert refused.status_code == 200
    assert not Plan.objects.filter(slug="nuevo").exists()
    assert (
        client.post(
            reverse("admin:commitments_plan_add"), {**data, "lead": cast.city.pk}
        ).status_code
        == 302
    )
    assert Plan.objects.get(slug="nuevo").places.get().organization == cast.city


def test_evidence_is_attached_by_its_content_and_given_only_as_an_attachment(client, cast):
    from django.core.files.uploadedfile import SimpleUploadedFile

    row = update(cast)
    client.force_login(cast.editor)
    answer = client.post(
        act(row, "edit"),
        {
            "title": "Dibujo",
            "file": SimpleUploadedFile("x.png", b"<svg onload=alert(1)>"),
            "url": "",
        },
    )
    assert answer.status_code == 422
    assert (
        client.post(
            act(row, "edit"), {"title": "Foto", "file": SimpleUploadedFile("x.exe", PNG), "url": ""}
        ).status_code
        == 302
    )
    kept = Evidence.objects.get()
    address = f"/evidencia/{row.commitment.slug}/{kept.sha256}/"
    given = client.get(address)
    assert given["Content-Disposition"].startswith("attachment")
    assert given["Content-Type"] == "image/png"
    assert "sandbox" in given["Content-Security-Policy"]
    client.logout()
    assert client.get(address).status_code == 404


def test_a_sheet_is_uploaded_matched_previewed_and_confirmed(client, cast):
    from django.core.files.uploadedfile import SimpleUploadedFile

    client.force_login(cast.coordinator)
    add = reverse("admin:commitments_importjob_add")
    assert (
        client.post(
            add, {"plan": cast.plan.pk, "file": SimpleUploadedFile("a.pdf", b"%PDF-1.7")}
        ).status_code
        == 422
    )
    answer = client.post(
        add,
        {
            "plan": cast.plan.pk,
            "file": SimpleUploadedFile("a.csv", "Nombre;Número\nUno;1\nDos;x\n".encode("latin-1")),
        },
    )
    job = ImportJob.objects.get()
    assert answer.status_code == 302
    page = client.post(change(job), {"c0": "titulo", "c1": "numero", "look": "1"})
    assert "Fila 3, numero" in page.content.decode()
    assert (
        client.post(change(job), {"c0": "titulo", "c1": "numero", "confirm": "1"}).status_code
        == 422
    )
    assert (
        client.post(
            change(job), {"c0": "titulo", "c1": "numero", "skips_wrong_rows": "on", "confirm": "1"}
        ).status_code
        == 302
    )
    from ogp_portal.foundation.events import outbox

    assert outbox.drain() == 1
    assert Commitment.objects.get().title == "Uno"


def test_an_administrator_proposes_roles_but_none_for_herself(client, cast):
    client.force_login(cast.administrator)
    add = reverse("admin:commitments_roleproposal_add")
    data = {"organization": cast.city.pk, "role": "coordinator", "starts_on": "2026-01-01"}
    assert client.post(add, {**data, "user": cast.administrator.email}).status_code == 422
    assert client.post(add, {**data, "user": cast.monitor.email}).status_code == 422
    assert client.post(add, {**data, "user": cast.member.email}).status_code == 302
    assert [row.user for row in RoleProposal.objects.filter(role="coordinator")] == [cast.member]
    client.force_login(cast.coordinator)
    assert client.get(add).status_code == 403


def test_an_administrator_invites_people_and_always_stays_one(client, cast):
    client.force_login(cast.administrator)
    add = reverse("admin:ogp_portal_user_add")
    assert (
        client.post(
            add,
            {"email": "Nueva@Prueba.example", "name": "Nueva", "is_active": "on"},
        ).status_code
        == 302
    )
    assert User.objects.get(email="nueva@prueba.example").has_usable_password() is False
    own = reverse("admin:ogp_portal_user_change", args=[cast.administrator.pk])
    assert (
        client.post(
            own,
            {"email": cast.administrator.email, "name": "x", "is_active": "on"},
        ).status_code
        == 422
    )


def test_a_coordinator_issues_a_report_and_sees_how_far_it_is(client, cast):
    client.force_login(cast.coordinator)
    add = reverse("admin:transparency_compliancereport_add")
    assert client.post(add, {"plan": cast.plan.pk, "month": "2026-03-15"}).status_code == 302
    assert (
        "En cola"
        in client.get(reverse("admin:transparency_compliancereport_changelist")).content.decode()
    )
    assert client.post(add, {"plan": cast.plan.pk, "month": "2099-01-01"}).status_code == 422
    client.force_login(cast.editor)
    assert client.get(add).status_code == 404
