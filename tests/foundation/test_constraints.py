"""A row that the database refuses is told as what to mend, at its field, and nothing is kept."""

import datetime
import uuid
from collections.abc import Iterable

import pytest
from django.apps import apps
from django.contrib import admin
from django.db import IntegrityError, models
from django.db.models import Q
from django.forms import modelform_factory
from django.urls import reverse
from django.utils import timezone, translation

from commitments.plans.models import Commitment, Milestone, Plan, PlanMember
from forums.bodies.models import Seat
from forums.drafts.models import Consultation
from forums.process.models import Stage
from forums.proposals.forms import WindowForm
from forums.proposals.models import Call
from ogp_portal.foundation.permissions import constraints
from ogp_portal.foundation.permissions.attempts import Attempt
from ogp_portal.foundation.permissions.constraints import EMPTY
from ogp_portal.foundation.permissions.staff_admin import NoForm
from tests.factories import forums as made
from tests.factories.commitments import commitment

OURS = ("commitments", "forums", "transparency", "ogp_portal")


def declared() -> list[models.BaseConstraint]:
    """Return the constraints of our tables that need a sentence: all but those of plain
    uniqueness, of which Django says which fields are taken.
    """
    return [
        constraint
        for app in OURS
        for model in apps.get_app_config(app).get_models()
        for constraint in model._meta.constraints
        if not isinstance(constraint, models.UniqueConstraint) or constraint.condition is not None
    ]


def wordless(found: Iterable[models.BaseConstraint]) -> list[str]:
    """Return the names of constraints without a sentence of their own in both languages, or about
    no field at all.
    """
    usual = models.BaseConstraint.default_violation_error_message
    names = []
    for constraint in found:
        with translation.override("es"):
            spanish = str(constraint.get_violation_error_message())
        with translation.override("en"):
            english = str(constraint.get_violation_error_message())
        has_words = constraint.violation_error_message != usual and spanish != english
        if not has_words or not constraints.fields_of(constraint) or constraint.name in spanish:
            names.append(constraint.name)
    return names


def test_every_constraint_of_the_database_has_its_sentence_in_both_languages_and_its_field():
    assert wordless(declared()) == []
    assert len(declared()) > 110
    planted = [
        models.CheckConstraint(condition=Q(weight__gt=0), name="without_words"),
        models.CheckConstraint(
            condition=Q(weight__gt=0), name="spanish", violation_error_message="Solo español."
        ),
        models.UniqueConstraint(fields=["plan"], condition=Q(part="x"), name="among_some"),
        models.CheckConstraint(
            condition=Q(weight__gt=0), name="whole", violation_error_message=EMPTY
        ),
    ]
    assert wordless(planted) == ["without_words", "spanish", "among_some"]


def test_a_form_of_a_row_shows_the_sentence_at_the_field_to_be_mended(cast):
    form = modelform_factory(Milestone, fields=["title", "starts_on", "due_on", "weight"])
    facts = {"title": "Hito", "starts_on": "2026-05-02", "due_on": "2026-05-01", "weight": 1}
    row = commitment(cast).milestones.first()
    given = form(facts, instance=row)
    assert list(given.errors) == ["due_on"]
    assert form({**facts, "due_on": "2026-05-02"}, instance=row).is_valid()


def test_what_is_unique_among_some_rows_says_among_which(cast):
    lead = PlanMember.objects.get(plan=cast.plan, part="lead")
    attempt = refused(
        lambda: PlanMember.objects.create(plan=lead.plan, organization=cast.stranger, part="lead")
    )
    assert attempt.sentence == "El plan ya tiene una institución que lo encabeza."
    assert attempt.refusal.field == "plan"


def act(row: models.Model, name: str) -> str:
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_act", args=[row.pk, name])


@pytest.mark.parametrize(
    ("make", "model", "field", "sentence"),
    [
        (made.call, Call, "closes_at", "El cierre debe ser posterior a la apertura."),
        (
            made.consultation,
            Consultation,
            "closes_at",
            "El cierre debe ser posterior a la apertura.",
        ),
    ],
)
def test_a_window_turned_round_in_an_act_of_the_admin_is_refused_at_its_field(
    client, cast, make, model, field, sentence
):
    row = make(cast)
    client.force_login(cast.coordinator)
    opens = timezone.localtime() + datetime.timedelta(days=1)
    turned = {
        "opens_at": opens.strftime("%Y-%m-%dT%H:%M"),
        "closes_at": (opens - datetime.timedelta(hours=2)).strftime("%Y-%m-%dT%H:%M"),
        "reason": "Se movió.",
    }
    answer = client.post(act(row, "edit"), turned)
    assert answer.status_code == 422
    assert answer.context["form"].errors == {field: [sentence]}
    assert model.objects.get(pk=row.pk).closes_at == row.closes_at


def test_dates_of_a_stage_turned_round_are_refused_and_straight_ones_are_not(client, cast):
    stage = Stage.objects.create(plan=cast.plan, position=1, name="Planificación")
    client.force_login(cast.coordinator)
    dates = {"opens_on": "2026-05-02", "closes_on": "2026-05-01", "reason": "Se movió."}
    answer = client.post(act(stage, "edit"), dates)
    assert answer.status_code == 422
    assert answer.context["form"].errors == {
        "closes_on": ["El término de la etapa es anterior a su comienzo."]
    }
    assert client.post(act(stage, "edit"), {**dates, "closes_on": "2026-05-02"}).status_code == 302


def test_a_window_turned_round_that_nobody_checked_is_refused_at_its_field(cast):
    call = made.call(cast)
    call.closes_at = call.opens_at
    form = WindowForm({"opens_at": "2026-05-02 10:00", "closes_at": "2026-05-02 10:00"})
    attempt = Attempt(form)
    with attempt:
        call.save()
    assert attempt.status == 422
    assert form.errors["closes_at"] == ["El cierre debe ser posterior a la apertura."]
    assert "opens_at" not in form.errors
    call.closes_at += datetime.timedelta(seconds=1)
    with attempt:
        call.save()
    assert Call.objects.get().closes_at == call.closes_at


def refused(write) -> Attempt:
    attempt = Attempt(NoForm({}))
    with attempt:
        write()
    return attempt


def test_a_second_row_like_one_that_exists_is_refused_by_name(cast):
    seat = Seat.objects.get(user=cast.member)
    seat.pk, seat.public_id = None, uuid.uuid4()
    attempt = refused(seat.save)
    assert attempt.status == 422
    assert attempt.sentence.endswith("ya existe.")
    assert attempt.refusal.fields == ("starts_on", "kind", "label", "forum")
    plan = Plan(**{"slug": cast.plan.slug, "title": "Otro", "kind": "ogp_local"})
    attempt = refused(plan.save)
    assert attempt.refusal.field == "slug"
    assert Plan.objects.count() == 1


def test_what_waits_until_commit_is_refused_within_the_act(cast):
    first = commitment(cast).milestones.first()
    other = Milestone.objects.get(pk=first.pk)
    other.pk, other.public_id = None, uuid.uuid4()
    attempt = refused(other.save)
    assert attempt.status == 422
    assert attempt.refusal.field == "position"
    first.commitment_id = 987_654
    attempt = refused(first.save)
    assert attempt.sentence == "Lo que eligió ya no existe: elija otra vez."
    assert Milestone.objects.count() == 2


def test_what_is_missing_or_too_large_is_refused_too(cast):
    row = Commitment(plan=cast.plan, slug="a", title=None)
    attempt = refused(row.save)
    assert (attempt.refusal.field, attempt.sentence) == (
        "title",
        "Este dato no puede quedar vacío.",
    )
    row = Commitment(plan=cast.plan, slug="a", title="x" * 10_000)
    attempt = refused(row.save)
    assert attempt.sentence == "Un número es demasiado grande o un texto demasiado largo."


def test_another_fault_of_the_database_stays_a_fault(cast):
    with pytest.raises(IntegrityError), Attempt():
        raise IntegrityError("not one of ours")


def test_a_form_of_the_admin_says_the_same_sentence(client, cast):
    form = admin.site._registry[Call].get_form
    assert form
    client.force_login(cast.coordinator)
    answer = client.post(
        reverse("admin:forums_call_add"),
        {
            "plan": cast.plan.pk,
            "slug": "llamado",
            "title": "Llamado",
            "opens_at_0": "2026-05-02",
            "opens_at_1": "10:00",
            "closes_at_0": "2026-05-01",
            "closes_at_1": "10:00",
        },
    )
    assert answer.status_code == 200
    assert "El cierre debe ser posterior a la apertura." in answer.content.decode()
    assert not Call.objects.exists()
