"""What is not public is found by nobody: a canary word in everything private, and every way out of
data (the doors are walked by `test_canary_everywhere.py`).
"""

import datetime
import uuid
import zipfile

import pytest
import time_machine
from django.contrib.postgres.search import SearchQuery
from django.db.models.expressions import RawSQL
from django.utils import timezone
from pyarrow import parquet

from commitments.inquiries import workflow as inquiries
from commitments.notes import workflow as notes
from commitments.plans.models import Commitment, Contact, Milestone, Plan
from commitments.progress import workflow as progress
from commitments.progress.models import Evidence
from forums.drafts import workflow as drafts
from forums.proposals import workflow as proposals
from forums.proposals.workflow.following import author_code
from forums.sessions import workflow as sessions
from forums.surveys import workflow as surveys
from forums.surveys.models import Answer
from ogp_portal.foundation.api import querying, streaming
from ogp_portal.foundation.api.datasets import PUBLISHED
from ogp_portal.foundation.events import search_index, searching
from ogp_portal.models import SearchEntry
from tests.factories import forums as made
from tests.factories.commitments import PNG, assessment, commitment, inquiry, update
from tests.factories.publications import BODY, publication
from tests.transparency.subscriptions.conftest import follower
from transparency.reports import workflow as reports

pytestmark = pytest.mark.django_db
CANARY = "zzcanarioprivado"


@pytest.fixture
def secrets(cast):
    """Drafts, unapproved reports, unpublished evidence and judgements, a hidden plan, an official's
    contact: all with the word.
    """
    public = commitment(cast, title="A la vista")
    commitment(cast, "draft", title=f"Borrador {CANARY}", objective=CANARY)
    commitment(cast, "in_review", title=f"En revisión {CANARY}")
    row = update(cast, of=public)
    row = progress.save_update(
        row,
        by=cast.editor,
        version=row.version,
        changes={"is_nil": False, "narrative": CANARY, "source_note": CANARY},
        claims=[],
    )
    kept = progress.add_evidence(
        row,
        by=cast.editor,
        title=CANARY,
        content=PNG,
        file_name=f"{CANARY}.png",
        milestones=[public.milestones.first()],
    )
    _hide_what_proves_hidden_commitments(cast)
    judged = assessment(cast, of=public)
    type(judged).objects.filter(pk=judged.pk).update(narrative=CANARY)
    Contact.objects.create(
        commitment=public,
        post="Directora",
        name=CANARY,
        email=f"{CANARY}@example.org",
        phone=CANARY,
    )
    notes.write_note(public, by=cast.editor, text=CANARY)
    _hide_in_the_forums(cast)
    _hide_in_the_drafts(cast)
    _hide_in_questions_and_publications(cast)
    hidden = Plan.objects.create(slug="oculto", kind="internal", title=f"Plan {CANARY}")
    Milestone.objects.filter(commitment__title__contains=CANARY).update(title=CANARY)
    return public, kept, hidden


def _hide_what_proves_hidden_commitments(cast) -> None:
    """Evidence of commitments that nobody sees: by itself, and of a report that was approved before
    its commitment went back to be written.
    """
    for state in ("draft", "in_review"):
        of = commitment(cast, title=f"Oculto {state}")
        approved = update(cast, "approved", of=of)
        for report in (None, approved):
            Evidence.objects.create(
                commitment=of,
                update_of=report,
                kind="file",
                title=CANARY,
                file=f"{CANARY}.png",
                sha256=("a" if report else "b") * 64,
                media_type="image/png",
            )
        Commitment.objects.filter(pk=of.pk).update(state=state, is_proposed=False)


def _hide_in_the_forums(cast) -> None:
    """Proposals nobody admitted, a call and a survey in preparation, restricted papers, minutes on
    their way, unread answers, offers, people of seats.
    """
    call = made.call(cast)
    for state in ("received", "confirmed", "not_admitted", "withdrawn"):
        row = made.proposal(
            cast, state, of=call, title=f"Propuesta {CANARY}", email=f"{CANARY}@example.org"
        )
        type(row).objects.filter(pk=row.pk).update(
            problem=CANARY, solution=CANARY, author_name=CANARY, appeal=CANARY
        )
    made.proposal(
        cast, of=call, email=f"{CANARY}@example.org", author_name=CANARY, files=[made.photograph()]
    )
    _withdraw_what_was_admitted(cast, call)
    made.call(cast, is_announced=False, title=CANARY, invitation=CANARY)
    made.survey(cast, "draft", title=CANARY, introduction=CANARY)
    announced = made.survey(cast)
    offered, asked = announced.questions.get(is_offer=True), announced.questions.get(position=1)
    surveys.submit_answers(
        announced,
        person=cast.citizen,
        key=uuid.uuid4(),
        answers={offered.pk: CANARY, asked.pk: CANARY},
        email=f"{CANARY}@example.org",
    )
    made.close(announced)
    for answer in Answer.objects.filter(question__survey=announced):
        surveys.read_answer(
            answer, by=cast.coordinator, is_published=False, reason="Nombra a alguien."
        )
    surveys.report_survey(announced, by=cast.coordinator)
    made.session(cast, "draft", title=CANARY, purpose=CANARY)
    meeting = made.session(cast, "held", remote_url=f"https://{CANARY}.example/")
    sessions.add_paper(
        meeting,
        by=cast.coordinator,
        title=CANARY,
        content=PNG,
        file_name=f"{CANARY}.png",
        is_restricted=True,
    )
    circulated = made.minutes(cast, "circulated", of=meeting)
    type(circulated).objects.filter(pk=circulated.pk).update(text=CANARY, state_reason=CANARY)
    sessions.observe_minutes(circulated, by=cast.member, text=CANARY)
    open_ballot = made.ballot(cast, of=meeting)
    type(open_ballot).objects.filter(pk=open_ballot.pk).update(question=CANARY)
    cast.member.name = CANARY
    cast.member.save()


def _withdraw_what_was_admitted(cast, call) -> None:
    """A proposal that everybody read, into which another was merged, taken back by its author."""
    admitted = made.proposal(cast, of=call, title=f"Propuesta {CANARY}")
    proposals.merge(
        made.proposal(cast, of=call), by=cast.coordinator, into=admitted, reason="Es lo mismo."
    )
    code = author_code("follow", admitted.submission_key, to=admitted.email)
    assert CANARY in admitted.slug
    proposals.withdraw(code)


def _hide_in_the_drafts(cast) -> None:
    """A draft kept for a forum with its consultation, a version being written, hidden and withdrawn
    comments, a response nobody approved.
    """
    kept = made.draft(
        cast, texts=dict.fromkeys(made.TEXTS, CANARY), is_kept=True, title=f"Borrador {CANARY}"
    )
    consulted = made.consultation(cast, of=kept, title=CANARY, summary=CANARY)
    made.comment(cast, of=consulted, text=CANARY)
    written = drafts.begin_version(draft := made.draft(cast), by=cast.coordinator)
    drafts.save_version(written, by=cast.coordinator, texts={"problem": CANARY})
    row = made.consultation(cast, of=draft)
    made.consultation(cast, "draft", of=draft, title=CANARY, summary=CANARY)
    for state in ("hidden", "withdrawn"):
        made.comment(cast, state, of=row, text=CANARY, kind="change", wording=CANARY)
    answer = made.response(cast, to=made.comment(cast, of=row))
    type(answer).objects.filter(pk=answer.pk).update(reason=CANARY)


def _hide_in_questions_and_publications(cast) -> None:
    """Questions nobody published, answers nobody approved, mail addresses, publications being
    written and a withdrawn text, who follows what.
    """
    for state in ("received", "not_published"):
        inquiry(cast, state, text=f"¿Y {CANARY}?", email=f"{CANARY}@example.org")
    type(row := inquiry(cast, "prepared", email=f"{CANARY}@example.org")).objects.filter(
        pk=row.pk
    ).update(prepared_text=CANARY)
    inquiries.withdraw(
        inquiries.receive(
            row.commitment, key=uuid.uuid4(), text=CANARY, email=f"{CANARY}@example.org"
        ).code
    )
    for state in ("draft", "submitted"):
        publication(cast, state, title=f"Publicación {CANARY}", body=f"{BODY} {CANARY}")
    publication(cast, "withdrawn", body=f"{BODY} {CANARY}")
    follower(f"{CANARY}@example.org", "plan", "plan", confirmed_at=timezone.now())


def test_no_report_and_no_export_holds_the_word(cast, secrets):
    later = timezone.now() + datetime.timedelta(days=80)  # a whole month after they were published
    with time_machine.travel(later):
        month = reports.latest_month(timezone.localdate())
        taken = reports.request_report(cast.plan, month=month).snapshot
    assert "A la vista" in taken.body
    assert CANARY not in taken.body


@pytest.mark.parametrize(
    "form", ["csv", "jsonl", "xlsx", pytest.param("parquet", marks=pytest.mark.nightly)]
)
def test_no_published_dataset_holds_the_word_in_any_form(cast, secrets, form):
    for dataset in PUBLISHED.values():
        _holds_no_word(dataset, form)


def _holds_no_word(dataset, form: str) -> None:
    made = streaming.spool(dataset, querying.rows(dataset), form=form, language="es")
    content = made.read()
    assert content or form == "jsonl"
    if form == "xlsx":
        with zipfile.ZipFile(made) as packed:
            content = b"".join(packed.read(part) for part in packed.namelist())
    if form == "parquet":
        content = str(parquet.read_table(made).to_pylist()).encode()
    assert CANARY.encode() not in content, dataset.name


def test_no_answer_of_the_api_holds_the_word_however_it_is_asked(client, cast, secrets):
    client.force_login(cast.coordinator)  # who may see the drafts: the API looks at nobody
    for dataset in PUBLISHED.values():
        everything = ",".join(
            [
                *(column.name for column in dataset.columns if column.refers_to),
                *(child.name for child in dataset.children),
            ]
        )
        answer = client.get(
            f"/api/v1/{dataset.name}/",
            {"page_size": 500, "count": "true", **({"expand": everything} if everything else {})},
        )
        assert answer.status_code == 200
        assert CANARY.encode() not in answer.content, dataset.name
    answer = client.get("/api/v1/commitments/", {"q": CANARY})
    assert answer.json()["results"] == []


def test_no_public_journal_entry_holds_the_word(cast, secrets):
    from ogp_portal.models import JournalEntry

    public = JournalEntry.objects.filter(is_public=True)
    assert public.exists()
    assert not [
        entry
        for entry in public
        if CANARY in f"{entry.subject_title}{entry.before}{entry.after}{entry.reason}"
    ]


def test_the_search_tells_nothing_private_even_where_its_table_is_wrong(cast, secrets):
    search_index.index_all()
    assert not SearchEntry.objects.filter(search=SearchQuery(CANARY)).exists()
    SearchEntry.objects.all().delete()
    for findable in search_index.KINDS.values():
        for pk in findable.model.objects.values_list("pk", flat=True) if findable.model else ():
            lexemes = f"array_to_tsvector(ARRAY['kind {findable.kind}', '{CANARY}'])"
            SearchEntry.objects.create(
                kind=findable.kind, key=str(pk), row_pk=pk, stamp="", search=RawSQL(lexemes, ())
            )
    for user in (cast.citizen, cast.other_editor, cast.other_coordinator, cast.administrator):
        answer = searching.find(searching.Question(CANARY), user=user)
        told = [str(thing) for group in answer.groups for thing in group.things]
        assert told
        assert not [thing for thing in told if CANARY in thing]
        assert not [offer for offer in searching.offers(CANARY, user=user) if CANARY in str(offer)]
    meant = searching.find(searching.Question(f"{CANARY}xx"), user=cast.citizen).meant
    assert not [words for words, _address in meant if CANARY in words.split()]
