"""What is published changes in the open: old beside new, with its reason, by two people."""

import datetime

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from commitments.amendments import reading, workflow
from commitments.amendments.models import AmendedField, Amendment
from commitments.amendments.states import AMENDMENT
from commitments.organizations.models import Organization
from commitments.plans.models import Commitment, Milestone
from ogp_portal.foundation.permissions import four_eyes
from ogp_portal.foundation.permissions.four_eyes import ChangedSinceRead
from ogp_portal.foundation.permissions.rights import NotAllowed
from ogp_portal.foundation.permissions.states import MoveNotAllowed
from ogp_portal.foundation.refusals import ChangedMeanwhile, Refusal
from ogp_portal.models import JournalEntry
from tests.factories.commitments import commitment

pytestmark = pytest.mark.django_db
WHY = "El decreto 12 cambió la unidad a cargo."
ACTS = {
    "submit_amendment": lambda row, by: workflow.submit_amendment(row, by=by),
    "return_amendment": lambda row, by: workflow.return_amendment(row, by=by, reason="Falta."),
    "approve_amendment": lambda row, by: workflow.approve_amendment(
        row, by=by, read=four_eyes.as_read("approve_amendment", row)
    ),
    "discard_amendment": lambda row, by: workflow.discard_amendment(row, by=by),
}


def written(row, by, *, kind="modification", reason=WHY, also=(), **proposed):
    """Return an amendment of `row` with what is proposed, as its form writes it."""
    opened = row.amendments.filter(state__in=("draft", "returned", "submitted")).first()
    return workflow.save_amendment(
        row,
        by=by,
        version=opened.version if opened else 0,
        seen=Commitment.objects.get(pk=row.pk).version,
        kind=kind,
        reason=reason,
        agreement="",
        changes=[*reading.changes_of(row, proposed), *also],
    )


def in_force(row, cast, **proposed):
    """Return an amendment of `row` that an editor wrote and a coordinator put in force."""
    amendment = workflow.submit_amendment(written(row, cast.editor, **proposed), by=cast.editor)
    return ACTS["approve_amendment"](amendment, cast.coordinator)


def test_one_amendment_changes_many_things_and_keeps_what_they_said(cast):
    row = commitment(cast)
    milestone = row.milestones.order_by("position").first()
    old_title, old_weight = row.title, milestone.weight
    other = Organization.objects.get(slug="municipio-socio")
    added = reading.new_part(
        "milestone", {"title": "Informe final", "due_on": datetime.date(2027, 6, 30), "weight": 3}
    )
    amendment = in_force(
        row,
        cast,
        title="Huertas en todos los barrios",
        responsible=other,
        budget_clp=45_000_000,
        ends_on=datetime.date(2027, 11, 30),
        actors=[("civil_society", "Junta de vecinos")],
        also=[*reading.changes_of_part(milestone, {"weight": 5}), added],
    )
    row.refresh_from_db()
    assert (row.title, row.responsible, row.budget_clp) == (
        "Huertas en todos los barrios",
        other,
        45_000_000,
    )
    assert row.ends_on == datetime.date(2027, 11, 30)
    assert [(a.kind, a.name) for a in row.actors.all()] == [("civil_society", "Junta de vecinos")]
    milestone.refresh_from_db()
    assert milestone.weight == 5
    new = row.milestones.get(title="Informe final")
    assert (new.due_on, new.first_due_on, new.weight) == (
        datetime.date(2027, 6, 30),
        datetime.date(2027, 6, 30),
        3,
    )
    told = {(f.name, f.milestone_id): (f.before, f.after) for f in amendment.fields.all()}
    assert told["title", None] == (old_title, "Huertas en todos los barrios")
    assert told["weight", milestone.pk] == (str(old_weight), "5")
    assert told["milestone", new.pk] == (
        "",
        "title: Informe final\ndue_on: 2027-06-30\nweight: 3",
    )
    assert told["ends_on", None][1] == "2027-11-30"
    assert (amendment.number, amendment.reason) == (1, WHY)
    assert row.versions.count() == 2
    assert row.milestone_count == row.milestones.count()
    entry = JournalEntry.objects.get(act="amend", subject_id=row.pk)
    assert entry.is_public
    assert entry.reason == WHY


def test_two_things_of_one_milestone_change_together(cast):
    row = commitment(cast)
    milestone = row.milestones.order_by("position").first()
    also = reading.changes_of_part(milestone, {"title": "Otro nombre", "weight": 7})
    in_force(row, cast, also=also)
    milestone.refresh_from_db()
    assert (milestone.title, milestone.weight) == ("Otro nombre", 7)


def test_what_changes_no_word_of_the_promise_makes_no_version_of_its_text(cast):
    row = commitment(cast)
    in_force(row, cast, budget_clp=1_000)
    assert row.versions.count() == 1


def test_nothing_changes_in_public_until_somebody_else_approves(cast):
    row = commitment(cast)
    amendment = workflow.submit_amendment(
        written(row, cast.coordinator, title="Otro nombre"), by=cast.coordinator
    )
    assert Commitment.objects.get(pk=row.pk).title == row.title
    with pytest.raises(NotAllowed):
        ACTS["approve_amendment"](amendment, cast.coordinator)
    with pytest.raises(NotAllowed):
        ACTS["approve_amendment"](amendment, cast.editor)
    ACTS["approve_amendment"](amendment, cast.second_coordinator)
    assert Commitment.objects.get(pk=row.pk).title == "Otro nombre"


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("state", [name for name in AMENDMENT.names if name != "in_force"])
def test_an_amendment_moves_only_as_its_machine_says(cast, act, state):
    amendment = written(commitment(cast), cast.editor, title="Otro nombre")
    reason = "Motivo." if AMENDMENT.names[state].negative else ""
    Amendment.objects.filter(pk=amendment.pk).update(state=state, state_reason=reason)
    amendment.refresh_from_db()
    if state in AMENDMENT.sources(act):
        assert ACTS[act](amendment, cast.coordinator).state == AMENDMENT.target(act, state=state)
    else:
        with pytest.raises((MoveNotAllowed, NotAllowed)):
            ACTS[act](amendment, cast.coordinator)


def test_an_amendment_in_force_moves_no_more_and_the_database_refuses_to_change_it(cast):
    amendment = in_force(commitment(cast), cast, title="Otro nombre")
    other = Amendment.objects.create(commitment=commitment(cast))
    for act in ACTS.values():
        with pytest.raises((MoveNotAllowed, NotAllowed)):
            act(amendment, cast.second_coordinator)
    for attempt in (
        lambda: Amendment.objects.update(reason="x"),
        lambda: Amendment.objects.all().delete(),
        lambda: AmendedField.objects.update(before="x"),
        lambda: AmendedField.objects.all().delete(),
        lambda: AmendedField.objects.create(amendment=amendment, position=99, name="title"),
        lambda: AmendedField.objects.update(amendment=other),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            attempt()


def test_who_approves_names_what_was_read(cast):
    row = commitment(cast)
    amendment = workflow.submit_amendment(
        written(row, cast.editor, title="Otro nombre"), by=cast.editor
    )
    read = four_eyes.as_read("approve_amendment", amendment)
    AmendedField.objects.update(value="Un tercer nombre")
    with pytest.raises(ChangedSinceRead):
        workflow.approve_amendment(amendment, by=cast.coordinator, read=read)


def test_what_was_saved_meanwhile_is_not_overwritten(cast):
    row = commitment(cast)
    changes = reading.changes_of(row, {"title": "Lo mío"})
    facts = {"kind": "modification", "reason": WHY, "agreement": "", "changes": changes}
    seen = row.version
    workflow.save_amendment(row, by=cast.editor, version=0, seen=seen, **facts)
    with pytest.raises(ChangedMeanwhile):
        workflow.save_amendment(row, by=cast.colleague, version=0, seen=seen, **facts)
    with pytest.raises(ChangedMeanwhile):
        workflow.save_amendment(row, by=cast.colleague, version=1, seen=seen - 1, **facts)
    assert workflow.save_amendment(row, by=cast.colleague, version=1, seen=seen, **facts).version


def test_a_correction_of_form_changes_words_alone(cast):
    row = commitment(cast)
    assert written(row, cast.editor, kind="correction", title="Huertas (con tilde)").pk
    with pytest.raises(Refusal, match="Esto es una modificación: Presupuesto") as refused:
        written(row, cast.editor, kind="correction", budget_clp=5)
    assert refused.value.field == "kind"


@pytest.mark.parametrize(("day", "is_taken"), [(31, True), (None, False)])
def test_a_commitment_ends_no_later_than_its_plan(cast, day, is_taken):
    row = commitment(cast)
    ends_on = datetime.date(2027, 12, 31) if day else datetime.date(2028, 1, 1)
    if is_taken:
        assert written(row, cast.editor, ends_on=ends_on, title="Otro").pk
        return
    with pytest.raises(Refusal, match="cambie primero el período del plan") as refused:
        written(row, cast.editor, ends_on=ends_on)
    assert refused.value.field == "ends_on"


def test_a_new_milestone_is_due_no_later_than_the_commitment_ends(cast):
    row = commitment(cast)
    last = reading.new_part("milestone", {"title": "Cierre", "due_on": row.ends_on, "weight": 1})
    assert written(row, cast.editor, also=[last]).pk
    after = row.ends_on + datetime.timedelta(days=1)
    late = reading.new_part("milestone", {"title": "Cierre", "due_on": after, "weight": 1})
    with pytest.raises(Refusal, match="después del término del compromiso"):
        written(row, cast.editor, also=[late])
    longer = written(row, cast.editor, ends_on=after, also=[late])
    assert longer.fields.count() == 2


def test_an_amendment_without_changes_or_without_reason_goes_nowhere(cast):
    row = commitment(cast)
    with pytest.raises(Refusal, match="no hay nada que modificar"):
        written(row, cast.editor, title=row.title)
    amendment = written(row, cast.editor, title="Otro nombre", reason="  ")
    with pytest.raises(Refusal, match="por qué cambia") as refused:
        workflow.submit_amendment(amendment, by=cast.editor)
    assert refused.value.field == "reason"


def test_a_commitment_has_one_open_amendment_at_a_time_also_for_the_database(cast):
    row = commitment(cast)
    written(row, cast.editor, title="Otro nombre")
    with pytest.raises(IntegrityError), transaction.atomic():
        Amendment.objects.create(commitment=row)


def test_amendments_are_counted_and_an_actor_that_stays_keeps_its_institution(cast):
    row = commitment(cast)
    other = Organization.objects.get(slug="sociedad")
    row.actors.create(name="Sociedad", kind="private", organization=other)
    in_force(row, cast, actors=[("civil_society", "Sociedad"), ("private", "Otra")])
    actor = row.actors.get(name="Sociedad")
    assert (actor.kind, actor.organization) == ("civil_society", other)
    second = in_force(Commitment.objects.get(pk=row.pk), cast, actors=[])
    assert second.number == 2
    assert not row.actors.exists()


def test_a_weight_that_changes_moves_the_progress_of_the_commitment(cast):
    row = commitment(cast, milestones=2)
    first, second = row.milestones.order_by("position")
    Milestone.objects.filter(pk=first.pk).update(progress=50, state="in_progress")
    in_force(row, cast, also=reading.changes_of_part(first, {"weight": 4}))
    row.refresh_from_db()
    assert (first.weight, second.weight, row.computed_progress) == (1, 1, 40)


def test_what_is_read_of_a_milestone_to_add_is_all_of_it(cast):
    row = commitment(cast)
    facts = {"title": "Cierre", "due_on": row.ends_on, "weight": 1}
    amendment = written(row, cast.editor, also=[reading.new_part("milestone", facts)])
    amendment = workflow.submit_amendment(amendment, by=cast.editor)
    read = four_eyes.as_read("approve_amendment", amendment)
    workflow.return_amendment(amendment, by=cast.second_coordinator, reason="Falta.")
    heavier = {**facts, "weight": 50, "responsible": cast.partner}
    amendment = written(row, cast.editor, also=[reading.new_part("milestone", heavier)])
    amendment = workflow.submit_amendment(amendment, by=cast.editor)
    with pytest.raises(ChangedSinceRead):
        workflow.approve_amendment(amendment, by=cast.coordinator, read=read)
    (change,) = reading.standing_changes(amendment)
    shown = reading.shown(change, change.after)
    assert "50" in shown
    assert cast.partner.name in shown


@pytest.mark.parametrize("name", ["summary", "problem", "responsible", "starts_on", "ends_on"])
def test_a_published_commitment_keeps_what_it_was_published_with(cast, name):
    row = commitment(cast)
    nothing = "" if name in ("summary", "problem") else None
    with pytest.raises(Refusal, match="no queda sin esto") as refused:
        written(row, cast.editor, **{name: nothing})
    assert refused.value.field == name


def test_who_judges_a_commitment_does_not_become_who_answers_for_it(cast):
    row = commitment(cast)
    row.counterparts.create(organization=cast.society)
    with pytest.raises(Refusal, match="es contraparte de este compromiso"):
        written(row, cast.editor, implementer=cast.society)
    assert written(row, cast.editor, implementer=cast.other_society).pk


def test_two_institutions_of_the_same_short_name_are_told_apart(cast):
    row = commitment(cast)
    Organization.objects.filter(pk__in=(cast.city.pk, cast.partner.pk)).update(short_name="GORE")
    amendment = written(row, cast.editor, responsible=Organization.objects.get(pk=cast.partner.pk))
    change = amendment.fields.get()
    assert (change.before, change.after) == (cast.city.name, cast.partner.name)


def test_the_journal_keeps_every_change_of_an_amendment_by_its_code(cast):
    row = commitment(cast)
    steps = [
        reading.new_part("milestone", {"title": title, "due_on": row.ends_on, "weight": 1})
        for title in ("Uno", "Dos")
    ]
    in_force(row, cast, also=steps)
    after = JournalEntry.objects.get(act="amend", subject_id=row.pk).after
    assert {"1.milestone", "2.milestone"} <= after.keys()
    assert after["2.milestone"].startswith("title: Dos")


def test_an_actor_named_twice_is_refused_and_not_taken_once_in_silence(cast):
    twice = [("private", "Sociedad"), ("civil_society", "Sociedad")]
    with pytest.raises(Refusal, match="«Sociedad» está dos veces"):
        written(commitment(cast), cast.editor, actors=twice)
    assert not Amendment.objects.exists()
