"""The calendar of co-creation: who writes it, what moves it, what proves it; all in public."""

import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from forums.process import workflow
from forums.process.models import Stage
from ogp_portal.foundation.permissions import rights
from ogp_portal.foundation.permissions.states import MoveNotAllowed
from ogp_portal.foundation.refusals import Refusal
from ogp_portal.models import JournalEntry
from tests.factories import forums as made

pytestmark = pytest.mark.django_db

OPENS, CLOSES = datetime.date(2026, 3, 1), datetime.date(2026, 3, 31)
STRANGERS = (
    "editor",
    "other_coordinator",
    "counterpart",
    "monitor",
    "chair",
    "member",
    "administrator",
)


def stage(cast, state: str = "planned", **facts) -> Stage:
    return Stage.objects.create(
        plan=cast.plan,
        position=Stage.objects.count() + 1,
        state=state,
        **{"name": "Recepción", "opens_on": OPENS, "closes_on": CLOSES, **facts},
    )


def told(cast) -> list[JournalEntry]:
    """Return what the public journal says of the plan, the latest first."""
    return list(
        JournalEntry.objects.filter(
            subject_type="commitments.plan", subject_id=cast.plan.pk, is_public=True
        ).order_by("-pk")
    )


def test_either_coordinator_of_the_consortium_makes_a_stage_and_the_journal_tells_it(cast):
    for position, name in enumerate(("coordinator", "second_coordinator"), start=1):
        saved = workflow.save_stage(
            Stage(plan=cast.plan, position=position, name=f"Etapa {position}", opens_on=OPENS),
            by=getattr(cast, name),
        )
        assert saved.state == "planned"
        entry = told(cast)[0]
        assert entry.act == "add_stage"
        assert entry.after == {
            "stage": f"Etapa {position}",
            "opens_on": "2026-03-01",
            "closes_on": "",
        }


@pytest.mark.parametrize("name", STRANGERS)
def test_nobody_else_writes_the_calendar(cast, name):
    person = getattr(cast, name)
    planned = stage(cast)
    for act in (
        lambda: workflow.save_stage(Stage(plan=cast.plan, position=9, name="Otra"), by=person),
        lambda: workflow.save_stage(planned, by=person),
        lambda: workflow.open_stage(planned, by=person),
        lambda: workflow.move_stage_dates(
            planned, opens_on=OPENS, closes_on=CLOSES, reason="Por lluvia.", by=person
        ),
        lambda: workflow.add_stage_evidence(
            planned,
            by=person,
            kind="report",
            title="Acta",
            happened_on=OPENS,
            url="https://a.example",
        ),
    ):
        with pytest.raises(rights.NotAllowed):
            act()
    assert told(cast) == []


@pytest.mark.parametrize(
    ("opens_on", "closes_on", "is_allowed"),
    [
        (OPENS, OPENS, True),
        (OPENS, OPENS - datetime.timedelta(days=1), False),
        (None, CLOSES, False),
        (OPENS, None, True),
        (None, None, True),
    ],
)
def test_a_stage_ends_on_the_day_it_begins_or_later(cast, opens_on, closes_on, is_allowed):
    new = Stage(
        plan=cast.plan, position=1, name="Recepción", opens_on=opens_on, closes_on=closes_on
    )
    if is_allowed:
        assert workflow.save_stage(new, by=cast.coordinator).pk
        return
    with pytest.raises(Refusal) as refusal:
        workflow.save_stage(new, by=cast.coordinator)
    assert refusal.value.field == "closes_on"
    assert not Stage.objects.exists()


def test_words_of_a_stage_are_edited_and_its_dates_are_not(cast):
    made_stage = stage(cast)
    made_stage.description = "Se reciben propuestas en línea y en papel."
    workflow.save_stage(made_stage, by=cast.coordinator)
    assert told(cast)[0].act == "edit_stage"
    for name in ("opens_on", "closes_on"):
        changed = Stage.objects.get(pk=made_stage.pk)
        setattr(changed, name, datetime.date(2026, 3, 15))
        with pytest.raises(Refusal) as refusal:
            workflow.save_stage(changed, by=cast.coordinator)
        assert refusal.value.field == "opens_on"
    kept = Stage.objects.get(pk=made_stage.pk)
    assert (kept.opens_on, kept.closes_on) == (OPENS, CLOSES)
    assert kept.description == "Se reciben propuestas en línea y en papel."


def test_dates_move_with_a_reason_that_is_published_beside_the_old_ones(cast):
    planned = stage(cast)
    with pytest.raises(Refusal) as refusal:
        workflow.move_stage_dates(
            planned, opens_on=OPENS, closes_on=None, reason=" ", by=cast.coordinator
        )
    assert refusal.value.field == "reason"
    moved = workflow.move_stage_dates(
        planned,
        opens_on=datetime.date(2026, 4, 1),
        closes_on=datetime.date(2026, 4, 1),
        reason="Se amplía el plazo.",
        by=cast.coordinator,
    )
    assert (moved.opens_on, moved.closes_on) == (datetime.date(2026, 4, 1),) * 2
    entry = told(cast)[0]
    assert (entry.act, entry.reason) == ("move_stage_dates", "Se amplía el plazo.")
    assert entry.before["closes_on"] == "2026-03-31"
    assert entry.after["closes_on"] == "2026-04-01"


def test_dates_never_move_to_an_end_before_the_beginning(cast):
    with pytest.raises(Refusal) as refusal:
        workflow.move_stage_dates(
            stage(cast),
            opens_on=datetime.date(2026, 4, 2),
            closes_on=datetime.date(2026, 4, 1),
            reason="Se adelanta.",
            by=cast.coordinator,
        )
    assert refusal.value.field == "closes_on"
    assert Stage.objects.get().closes_on == CLOSES


def test_a_stage_is_opened_closed_and_reported_in_that_order(cast):
    moving = stage(cast)
    moving = workflow.open_stage(moving, by=cast.coordinator)
    assert moving.state == "open"
    moving = workflow.close_stage(moving, by=cast.second_coordinator)
    assert moving.state == "closed"
    with pytest.raises(Refusal) as refusal:
        workflow.report_stage(moving, by=cast.coordinator, reason=" ")
    assert refusal.value.field == "reason"
    moving = workflow.report_stage(moving, by=cast.coordinator, reason=" En el informe de abril. ")
    assert (moving.state, moving.state_reason) == ("reported", "En el informe de abril.")
    assert [(entry.act, entry.before["state"], entry.after["state"]) for entry in told(cast)] == [
        ("report_stage", "closed", "reported"),
        ("close_stage", "open", "closed"),
        ("open_stage", "planned", "open"),
    ]


@pytest.mark.parametrize(
    ("act", "state"),
    [
        ("open_stage", "open"),
        ("open_stage", "closed"),
        ("open_stage", "reported"),
        ("close_stage", "planned"),
        ("close_stage", "closed"),
        ("close_stage", "reported"),
        ("report_stage", "planned"),
        ("report_stage", "open"),
        ("report_stage", "reported"),
    ],
)
def test_no_stage_moves_from_any_other_state(cast, act, state):
    facts = {"reason": "En el informe."} if act == "report_stage" else {}
    with pytest.raises(MoveNotAllowed):
        getattr(workflow, act)(stage(cast, state), by=cast.coordinator, **facts)
    assert Stage.objects.get().state == state
    assert told(cast) == []


def test_evidence_is_of_today_or_before_and_is_a_link_or_a_file(cast):
    past = stage(cast)
    today = timezone.localdate()
    facts = {"kind": "outreach", "title": " Aviso en la radio ", "by": cast.coordinator}
    for bad, field in (
        ({"happened_on": today}, "url"),
        (
            {"happened_on": today + datetime.timedelta(days=1), "url": "https://radio.example/"},
            "happened_on",
        ),
    ):
        with pytest.raises(Refusal) as refusal:
            workflow.add_stage_evidence(past, **facts, **bad)
        assert refusal.value.field == field
    row = workflow.add_stage_evidence(
        past, **facts, happened_on=today, url="https://radio.example/"
    )
    assert (row.title, row.sha256, row.kind) == ("Aviso en la radio", "", "outreach")
    assert told(cast)[0].after == {"stage": "Recepción", "evidence": "Aviso en la radio"}


def test_the_same_file_twice_is_one_piece_of_evidence(cast):
    past = stage(cast)
    facts = {"kind": "meeting", "title": "Afiche", "happened_on": OPENS, "by": cast.coordinator}
    first = workflow.add_stage_evidence(past, **facts, file=made.photograph())
    again = workflow.add_stage_evidence(past, **facts, file=made.photograph())
    assert (first.pk, past.evidence.count()) == (again.pk, 1)
    assert (first.media_type, len(first.sha256)) == ("image/png", 64)
    elsewhere = workflow.add_stage_evidence(stage(cast), **facts, file=made.photograph())
    assert elsewhere.pk != first.pk


def test_a_file_of_more_than_ten_megabytes_is_refused_before_it_is_read(cast):
    file = SimpleUploadedFile("afiche.png", b"x")
    file.size = 10 * 1024 * 1024 + 1
    with pytest.raises(Refusal) as refusal:
        workflow.add_stage_evidence(
            stage(cast),
            by=cast.coordinator,
            kind="meeting",
            title="Afiche",
            happened_on=OPENS,
            file=file,
        )
    assert refusal.value.field == "file"
    assert "10 MB" in str(refusal.value)


def test_a_stage_of_a_document_is_registered_once(cast):
    facts = {"position": 1, "role": "carga", "name": "Diálogos", "opens_on": OPENS}
    first = workflow.register_stage(cast.plan, **facts)
    again = workflow.register_stage(cast.plan, **{**facts, "name": "Otro nombre"})
    assert (first.pk, again.name) == (again.pk, "Diálogos")
    assert [(entry.act, entry.actor_role, entry.after) for entry in told(cast)] == [
        ("register_stage", "carga", {"stage": "Diálogos", "opens_on": "2026-03-01"})
    ]
