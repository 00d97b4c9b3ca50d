"""Whoever approves names what they read: what changed meanwhile is shown beside it, and nothing is
approved. Every approving move of every machine is here, found by asking the machines.
"""

import datetime
import html
import re

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from commitments.amendments import workflow as amendments
from commitments.assessments import workflow as assessments
from commitments.inquiries import workflow as inquiries
from commitments.inquiries.models import Inquiry
from commitments.institutions import workflow as institutions
from commitments.plans import workflow as plans
from commitments.progress import workflow as progress
from commitments.progress.models import ProgressUpdate
from commitments.work import workflow as work
from forums.drafts import workflow as drafts
from forums.sessions import workflow as sessions
from ogp_portal.foundation.permissions import four_eyes
from ogp_portal.foundation.subjects import SUBJECTS
from ogp_portal.models import JournalEntry, User, Writer
from tests.factories import budgets as money
from tests.factories import forums as made
from tests.factories import publications as published
from tests.factories.amendments import amendment
from tests.factories.assessments import remark
from tests.factories.commitments import commitment, inquiry, update
from tests.factories.narratives import narrative
from tests.people import administrator, person
from transparency.budgets import workflow as budgets
from transparency.publications import workflow as publications
from transparency.reports import workflow as reports

pytestmark = pytest.mark.django_db
NEW = "Lo cambió otra persona mientras se leía."
ANOTHER = "otra.coordinadora"


def prepared(cast, act):
    row = inquiry(cast, "prepared")
    Inquiry.objects.filter(pk=row.pk).update(prepared_act=act)
    row.refresh_from_db()
    return row


def answer(row, by, read):
    return inquiries.approve_answer(row, by=by, read=read)


def another(cast):
    return person(ANOTHER, cast.city, "coordinator")


def column(name):
    """Return what somebody else does meanwhile: writes over a column."""

    def change(row, _cast):
        before = getattr(row, name)
        type(row).objects.filter(pk=row.pk).update(**{name: NEW})
        return before

    return change


def another_version(row, cast):
    """Publish another version of a draft."""
    version = drafts.begin_version(row, by=cast.editor)
    before = version.sections.get(key="problem").text
    drafts.save_version(version, by=cast.editor, texts={"problem": NEW})
    drafts.publish_version(row, by=cast.coordinator, what="Otro problema.")
    return before


def confirmed(cast):
    row = made.minutes(cast, "circulated")
    for seat in (cast.chair, cast.member):
        sessions.confirm_minutes(row, by=seat, read=four_eyes.as_read("confirm", row))
    return row


def succession(cast):
    return work.propose_succession(
        leaving=cast.editor.email,
        successor=cast.member.email,
        starts_on=timezone.localdate(),
        by=cast.administrator,
    )


def renaming(cast):
    return institutions.propose_rename(
        cast.city,
        by=cast.coordinator,
        name="Gran Ciudad",
        short_name="",
        effective_on=timezone.localdate(),
        norm="Ley 1",
        reason="Cambió.",
    )


def renamed_successor(row, _cast):
    before = str(row.successor)
    User.objects.filter(pk=row.successor_id).update(name=NEW)
    row.refresh_from_db()
    return before


WAITING = {  # thing, act → a row that waits, who reads it, the workflow's function, what changes
    ("commitments.commitment", "publish"): (
        lambda cast: commitment(cast, "in_review"),
        plans.publish_commitment,
        column("problem"),
    ),
    ("commitments.progressupdate", "approve_update"): (
        lambda cast: update(cast, "submitted"),
        progress.approve_update,
        column("narrative"),
    ),
    ("commitments.amendment", "approve_amendment"): (
        lambda cast: amendment(cast, "submitted"),
        amendments.approve_amendment,
        column("reason"),
    ),
    ("commitments.factualremark", "confirm_remark"): (
        lambda cast: remark(cast),
        assessments.confirm_remark,
        column("text"),
    ),
    **{
        ("commitments.inquiry", act): (
            lambda cast, act=act: prepared(cast, act),
            answer,
            column("prepared_text"),
        )
        for act in ("answer", "uphold", "uphold_in_part", "dismiss")
    },
    ("forums.response", "approve_response"): (
        made.response,
        drafts.approve_response,
        column("reason"),
    ),
    ("forums.draft", "adopt_version"): (
        lambda cast: made.draft(cast),
        drafts.adopt_version,
        another_version,
    ),
    ("forums.minutes", "approve_minutes"): (
        confirmed,
        sessions.approve_minutes,
        column("text"),
    ),
    ("forums.minutes", "confirm"): (
        lambda cast: made.minutes(cast, "circulated"),
        sessions.confirm_minutes,
        column("text"),
    ),
    ("transparency.publicationversion", "publish_publication"): (
        lambda cast: published.publication(cast, "submitted"),
        publications.publish_publication,
        column("body"),
    ),
    ("transparency.monthnarrative", "approve_narrative"): (
        lambda cast: narrative(cast, "submitted", month=datetime.date(2026, 1, 1)),
        reports.approve_narrative,
        column("text"),
    ),
    ("transparency.finding", "settle_finding"): (
        lambda cast: money.finding(cast, "explained"),
        lambda row, **more: budgets.settle_finding(row, reason="Consta.", **more),
        column("explanation"),
    ),
    ("commitments.succession", "confirm"): (
        succession,
        work.confirm_succession,
        renamed_successor,
    ),
    ("commitments.organizationchange", "confirm"): (
        renaming,
        institutions.confirm_change,
        column("reason"),
    ),
}
READERS = {  # of what no coordinator approves
    ("forums.minutes", "confirm"): lambda cast: cast.chair,
    ("forums.minutes", "approve_minutes"): lambda cast: cast.coordinator,
    ("commitments.succession", "confirm"): lambda cast: administrator("segunda@prueba.example"),
    ("commitments.organizationchange", "confirm"): lambda cast: cast.administrator,
}
DECIDED_BY_ONE = {  # moves whose name sounds like approving, and why one person is enough
    "publish_assessment": "the judgement of an organization outside the government",
    "publish_inquiry": "a citizen's words, which nobody here changes",
    "confirm_import": "whoever asked for a load confirms what its preview shows",
    "answer_consultation": "every response was approved by another person before",
    "approve_webhook": "an administrator, never one of the institution that asked",
    "confirm": "the author of a proposal proves an address",
}
SOUNDS = re.compile(r"approve|publish|settle|confirm|answer|uphold|dismiss")


def approving():
    return {
        (model._meta.label_lower, move.act)
        for subject in SUBJECTS.values()
        for model in subject.machines
        for move in model.machine.moves
        if move.approves
    }


def test_every_approving_move_of_every_machine_says_what_is_read_before_it():
    assert approving() <= set(four_eyes.READ_BEFORE)
    assert set(four_eyes.READ_BEFORE) == set(WAITING)
    assert len(approving()) == 13


def test_a_move_that_sounds_like_approving_is_one_or_says_why_not():
    sounding = {
        move.act
        for subject in SUBJECTS.values()
        for model in subject.machines
        for move in model.machine.moves
        if SOUNDS.search(move.act) and not move.approves
    }
    assert sounding == set(DECIDED_BY_ONE)


def reader(cast, thing, act):
    return READERS.get((thing, act), another)(cast)


@pytest.mark.parametrize(("thing", "act"), sorted(WAITING))
def test_what_changed_since_it_was_read_is_not_approved_and_both_texts_are_told(cast, thing, act):
    make, run, changed = WAITING[thing, act]
    row = make(cast)
    assert row._meta.label_lower == thing
    by, read = reader(cast, thing, act), four_eyes.as_read(act, row)
    before = changed(row, cast)
    with pytest.raises(four_eyes.ChangedSinceRead) as told, transaction.atomic():
        run(row, by=by, read=read)
    assert (before, NEW) in [texts[1:] for texts in told.value.differences()]
    for nothing in ("", "inventado"):
        with pytest.raises(four_eyes.ChangedSinceRead), transaction.atomic():
            run(row, by=by, read=nothing)


@pytest.mark.parametrize(("thing", "act"), sorted(WAITING))
def test_what_stands_as_it_was_read_is_approved_and_the_journal_holds_its_digest(cast, thing, act):
    make, run, _changed = WAITING[thing, act]
    row = make(cast)
    by, read = reader(cast, thing, act), four_eyes.as_read(act, row)
    last = JournalEntry.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    run(row, by=by, read=read)
    entries = JournalEntry.objects.filter(pk__gt=last)
    if act != "confirm":  # a seat's conformity is counted, and its edition kept
        digests = [entry.after["read"] for entry in entries if "read" in entry.after]
        assert digests
        assert all(re.fullmatch("[0-9a-f]{64}", digest) for digest in digests)
    assert not Writer.objects.filter(subject_type=thing, subject_id=row.pk).exists() or (
        act == "confirm"
    )


def hidden(page, name):
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    return html.unescape(found[1])


def test_the_page_of_a_report_shows_both_texts_and_goes_on_with_the_new_one(client, cast):
    row = update(cast, "submitted")
    client.force_login(cast.second_coordinator)
    first = row.period_starts_on
    address = reverse("review_report", args=[row.commitment.slug, first.year, first.month])
    page = client.get(address).content.decode()
    field = four_eyes.field_of(row)
    read = hidden(page, field)
    ProgressUpdate.objects.filter(pk=row.pk).update(narrative=NEW)
    told = client.post(address, {"approve": "", "reason": "Una nota que escribí.", field: read})
    words = told.content.decode()
    assert told.status_code == 409
    assert NEW in words
    assert row.narrative in words
    assert "Una nota que escribí." in words
    assert ProgressUpdate.objects.get(pk=row.pk).state == "submitted"
    again = {"approve": "", "reason": "Una nota que escribí.", field: hidden(words, field)}
    assert client.post(address, again).status_code == 302
    assert ProgressUpdate.objects.get(pk=row.pk).state == "approved"


def test_the_admin_shows_what_is_approved_and_asks_again_when_it_changed(client, cast):
    row = published.publication(cast, "submitted")
    client.force_login(cast.coordinator)
    address = f"/admin/transparency/publicationversion/{row.pk}/acto/publish_publication/"
    page = client.get(address).content.decode()
    assert html.escape(row.summary) in page
    field = four_eyes.field_of(row)
    type(row).objects.filter(pk=row.pk).update(summary=NEW)
    told = client.post(address, {field: hidden(page, field)})
    assert told.status_code == 409
    assert NEW in told.content.decode()
    again = client.post(address, {field: hidden(told.content.decode(), field)})
    assert again.status_code == 302
    assert type(row).objects.get(pk=row.pk).state == "published"


def test_whoever_wrote_a_commitment_is_told_in_the_admin_who_has_to_publish_it(client, cast):
    row = commitment(cast, "in_review")
    four_eyes.wrote(row, by=cast.coordinator)
    address = f"/admin/commitments/commitment/{row.pk}/change/"
    for who, is_told in ((cast.coordinator, True), (cast.second_coordinator, False)):
        client.force_login(who)
        page = client.get(address).content.decode()
        assert ("alguien que no haya escrito ni probado nada" in page) is is_told
        assert ("acto/publish/" in page) is not is_told
