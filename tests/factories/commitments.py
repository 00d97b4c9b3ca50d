"""Commitments and what hangs on them, written as rows in the state that is asked for.

`test_rows.py` proves for each state that these are the rows that the workflow leaves.
"""

import datetime
import itertools
import uuid
from typing import Any

from django.utils import timezone

from commitments.assessments.models import Assessment, Counterpart, Rubric
from commitments.inquiries import rules
from commitments.inquiries import workflow as inquiries
from commitments.inquiries.models import Inquiry
from commitments.plans import fulfilment
from commitments.plans import workflow as plans
from commitments.plans.models import Commitment, CommitmentVersion, Milestone, PromiseText
from commitments.progress import workflow as progress
from commitments.progress.models import Evidence, MilestoneClaim, ProgressUpdate
from commitments.progress.workflow import Claim
from ogp_portal.foundation.permissions import codes, four_eyes
from ogp_portal.models import JournalEntry, Submission
from tests.factories.writing import READ, entry, role, write
from tests.people import Cast

numbers = itertools.count(1)
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)
LEFT_AS = {"closed": "Terminó el plazo sin los recursos.", "withdrawn": "Acuerdo del foro n.º 3."}
VERSIONS = {"draft": 1, "in_review": 2, "published": 3, "closed": 4, "withdrawn": 4}


def commitment(
    cast: Cast, state: str = "published", *, milestones: int = 2, **facts: Any
) -> Commitment:
    """Return a commitment in a state, with so many milestones that nobody began; published now, or
    at the instant `published_at`.
    """
    number = next(numbers)
    now = timezone.now()
    published_at = facts.pop("published_at", now)
    is_public = state not in {"draft", "in_review"}
    steps = [
        Milestone(
            position=place + 1,
            title=f"Hito {place + 1}",
            due_on=datetime.date(2026, 6 + place * 6 % 7, 28),
            first_due_on=datetime.date(2026, 6 + place * 6 % 7, 28),
        )
        for place in range(milestones)
    ]
    row = Commitment(
        **{
            "plan": cast.plan,
            "slug": f"compromiso-{number}",
            "title": f"Compromiso {number}",
            "summary": "Una promesa clara.",
            "problem": "Un problema.",
            "responsible": cast.city,
            "starts_on": datetime.date(2026, 1, 1),
            "ends_on": datetime.date(2027, 7, 31),
            **facts,
        },
        state=state,
        state_reason=LEFT_AS.get(state, ""),
        version=VERSIONS[state],
        published_on=timezone.localdate(published_at) if is_public else None,
        published_at=published_at if is_public else None,
        ended_at=now if state in LEFT_AS else None,
        **_measures(steps),
    )
    row.save()
    for step in steps:
        step.commitment = row
    write(*steps)
    if is_public:
        texts = {name: getattr(row, name) for name in PromiseText.text_fields()}
        write(CommitmentVersion(commitment=row, number=1, **texts))
    write(*_entries(cast, row, steps))
    if not is_public:
        four_eyes.wrote(row, by=cast.editor)
    return Commitment.objects.get(pk=row.pk)


def _measures(steps: list[Milestone]) -> dict[str, Any]:
    if not steps:
        return {}
    measure = fulfilment.measure(fulfilment.Part(0, 1, "not_started") for _step in steps)
    return {
        "computed_progress": measure.progress,
        "milestone_count": measure.counted,
        "open_due_on": min(step.due_on for step in steps),
    }


def _entries(cast: Cast, row: Commitment, steps: list[Milestone]) -> list[JournalEntry]:
    """Return what the journal tells of a commitment on its way to its state."""
    by_editor = {"role": role(cast, "editor"), "plan": row.plan.slug, "is_public": False}
    by_coordinator = {"role": role(cast, "coordinator"), "plan": row.plan.slug}
    told = [entry("draft", row, **by_editor)]
    for step in steps:
        named = {"milestone": step.title}
        after = {**named, "title": step.title, "due_on": str(step.due_on)}
        told.append(entry("add_milestone", row, before=named, after=after, **by_editor))
    way = {
        "draft": (),
        "in_review": ("draft", "in_review"),
        "published": ("draft", "in_review", "published"),
        "closed": ("draft", "in_review", "published", "closed"),
        "withdrawn": ("draft", "in_review", "published", "withdrawn"),
    }[row.state]
    acts = {
        "in_review": "submit_for_review",
        "published": "publish",
        "closed": "close",
        "withdrawn": "withdraw",
    }
    for before, after in itertools.pairwise(way):
        who = by_editor if after == "in_review" else by_coordinator
        read = {"read": READ} if after == "published" else {}
        states = {"before": {"state": before}, "after": {"state": after, **read}}
        told.append(entry(acts[after], row, reason=LEFT_AS.get(after, ""), **states, **who))
    return told


def at_state(cast: Cast, row: Commitment, state: str) -> Commitment:
    """Take a draft that a test made to a state, by the workflow."""
    if state != "draft":
        row = plans.submit_for_review(row, by=cast.editor)
    if state not in {"draft", "in_review"}:
        row = plans.publish_commitment(
            row, read=four_eyes.as_read("publish", row), by=cast.coordinator
        )
    if state == "closed":
        row = plans.close_commitment(row, by=cast.coordinator, reason=LEFT_AS[state])
    if state == "withdrawn":
        row = plans.withdraw_commitment(row, by=cast.coordinator, reason=LEFT_AS[state])
    return Commitment.objects.get(pk=row.pk)


def update(
    cast: Cast,
    state: str = "draft",
    *,
    of: Commitment | None = None,
    month: datetime.date | None = None,
    claims: list[Claim] | None = None,
) -> ProgressUpdate:
    """Return what the editor reports of a month, in a state; approved by the coordinator."""
    row = _report(
        cast,
        of or commitment(cast),
        state,
        month=month or datetime.date(2026, 3, 1),
        texts={"narrative": "Se hizo el primer taller.", "source_note": "Acta 1"},
        claims=claims or [],
    )
    if state == "superseded":
        update(cast, "approved", of=row.commitment, month=month)
    return ProgressUpdate.objects.get(pk=row.pk)


def _report(
    cast: Cast,
    of: Commitment,
    state: str,
    *,
    month: datetime.date,
    texts: dict[str, str],
    claims: list[Claim],
    proof: Evidence | None = None,
) -> ProgressUpdate:
    """Write a report with what it claims of milestones; approved, the milestones follow."""
    now = timezone.now()
    first = month.replace(day=1)
    was_sent, was_approved = state != "draft", state in {"approved", "superseded"}
    row = ProgressUpdate(
        commitment=of,
        period_starts_on=first,
        period_ends_on=(first + datetime.timedelta(days=32)).replace(day=1)
        - datetime.timedelta(days=1),
        is_nil=False,
        author=cast.editor,
        reviewer=cast.coordinator if was_approved or state == "returned" else None,
        state="approved" if was_approved else state,
        state_reason="Falta el acta." if state == "returned" else "",
        submitted_at=now if was_sent else None,
        approved_at=now if was_approved else None,
        version={"draft": 2, "submitted": 3}.get(state, 4),
        **texts,
    )
    if was_approved:
        ProgressUpdate.objects.filter(
            commitment=of, state="approved", period_starts_on=first
        ).update(state="superseded")
    row.save()
    write(
        *(
            MilestoneClaim(
                update_of=row,
                milestone=claim.milestone,
                progress=claim.progress,
                completed_on=claim.completed_on,
            )
            for claim in claims
        )
    )
    if proof:
        proof.update_of = row
        proof.save()
        proof.milestones.set(claim.milestone for claim in claims)
    by_editor = {"role": role(cast, "editor"), "plan": of.plan.slug, "is_public": False}
    by_coordinator = {"role": role(cast, "coordinator"), "plan": of.plan.slug}
    told = [entry("begin_update", row, **by_editor), entry("edit", row, **by_editor)]
    if proof:
        told.append(entry("add_evidence", row, after={"title": proof.title}, **by_editor))
    if was_sent:
        told.append(entry("submit_update", row, **by_editor))
    if state == "returned":
        private = {**by_coordinator, "is_public": False}
        told.append(entry("return_update", row, reason=row.state_reason, **private))
    if was_approved:
        told += [
            entry("record_progress", of, **moved, **by_coordinator) for moved in _reach(of, claims)
        ]
        progress.note_reports(of)
        after = {"period": str(first), "is_nil": False, "claimed_level": "", "read": READ}
        told.append(entry("approve_update", of, after=after, **by_coordinator))
    write(*told)
    if not was_approved:
        four_eyes.wrote(row, by=cast.editor)
    return row


def _reach(of: Commitment, claims: list[Claim]) -> list[dict[str, Any]]:
    """Bring milestones where an approved report claims they are; return what each was and is."""
    moved = []
    for claim in sorted(claims, key=lambda claim: claim.milestone.position):
        step = Milestone.objects.get(pk=claim.milestone.pk)
        before = {"milestone": step.title, "state": step.state, "progress": step.progress}
        step.state = "complete" if claim.progress == 100 else "in_progress"
        step.progress, step.completed_on, step.state_reason = claim.progress, claim.completed_on, ""
        step.save()
        after = {"milestone": step.title, "state": step.state, "progress": step.progress}
        moved.append({"before": before, "after": after})
    if claims:
        plans.refresh_measures(of.pk)
    return moved


def complete(cast: Cast, row: Commitment) -> Milestone:
    """Return the commitment's first milestone, complete with evidence by an approved update."""
    first = row.milestones.order_by("position").first()
    assert first
    _report(
        cast,
        row,
        "approved",
        month=datetime.date(2026, 4, 1),
        texts={"narrative": "Se terminó.", "source_note": "Acta 2"},
        claims=[Claim(first, 100, datetime.date(2026, 4, 20))],
        proof=Evidence(
            commitment=row,
            kind="link",
            title="Acta",
            url="https://ciudad.example/acta",
        ),
    )
    return Milestone.objects.get(pk=first.pk)


def assessment(cast: Cast, state: str = "draft", *, of: Commitment | None = None) -> Assessment:
    """Return the counterpart's judgement of a commitment, in a state."""
    promise = of or commitment(cast)
    Counterpart.objects.get_or_create(commitment=promise, organization=cast.society)
    row = Assessment(
        commitment=promise,
        kind="counterpart",
        organization=cast.society,
        rubric=Rubric.objects.get(slug="contraparte"),
        ratings={"completion": "no"},
        narrative="No vimos el taller.",
        state=state,
    )
    if state == "factual_review":
        row.review_opens_at = timezone.now()
        last_day = timezone.localdate() + datetime.timedelta(days=15)
        row.review_closes_at = datetime.datetime.combine(
            last_day, datetime.time.min, tzinfo=timezone.get_current_timezone()
        )
    if state == "published":
        row.review_opens_at = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
        row.review_closes_at = datetime.datetime(2026, 1, 15, tzinfo=datetime.UTC)
        row.published_on = timezone.localdate()
    if state in ("factual_review", "published"):
        row.reviewed = {"ratings": row.ratings, "narrative": row.narrative, "dissent": ""}
    row.save()
    who = {"role": role(cast, "counterpart"), "plan": promise.plan.slug}
    acts = ["draft", "edit", *(["open_factual_review"] if state != "draft" else [])]
    told = [entry(act, row, is_public=False, **who) for act in acts]
    if state == "published":
        after = {"rubric": str(row.rubric), "ratings": row.ratings, "edition": 1, "remarks": 0}
        told.append(entry("publish_assessment", promise, after=after, **who))
    write(*told)
    return Assessment.objects.get(pk=row.pk)


ANSWER = "Abre en marzo."
ACTS = {
    "answered": "answer",
    "upheld": "uphold",
    "partly_upheld": "uphold_in_part",
    "dismissed": "dismiss",
    "prepared": "answer",
}


def inquiry(
    cast: Cast,
    state: str = "published",
    *,
    of: Commitment | None = None,
    milestone: Milestone | None = None,
    files: list[Any] | None = None,
    **facts: Any,
) -> Inquiry:
    """Return a question, or with a milestone an objection, in a state; its files are looked into by
    the workflow. Nobody is written to.
    """
    promise = of or (milestone.commitment if milestone else commitment(cast))
    kind = "challenge" if milestone else "question"
    sending = facts.pop("key", None) or uuid.uuid4()
    act = ACTS.get(state, "")
    was_prepared = bool(act)
    was_answered = state in {"answered", "partly_upheld", "dismissed"}
    hidden = state in {"received", "not_published"}
    email = str(facts.get("email", ""))
    row = Inquiry(
        **{
            "commitment": promise,
            "milestone": milestone,
            "kind": kind,
            "text": "¿Cuándo abre la plaza?",
            "link": "https://vecinos.example/foto" if milestone else "",
            "slug": f"{'objecion' if milestone else 'pregunta'}-{uuid.uuid4().hex[:8]}",
            "submission_key": sending,
            "answer_due_on": rules.deadline(kind, received_on=timezone.localdate()).due_on,
            "tracking_digest": codes.digest(codes.of_sending("inquiry:follow", sending, to=email)),
            "confirmation_digest": codes.digest(
                codes.of_sending("inquiry:confirm", sending, to=email)
            ),
            **facts,
        },
        state=state if hidden or was_answered else "published",
        state_reason=ANSWER if was_answered else "",
        published_at=None if hidden else timezone.now(),
        answered_at=timezone.now() if was_answered else None,
        approved_by=cast.coordinator if was_answered else None,
        prepared_act=act,
        prepared_text=ANSWER if was_prepared else "",
        prepared_progress=40 if act == "uphold" else 0,
        prepared_by=cast.editor if was_prepared else None,
    )
    if state == "not_published":
        row.state_reason = f"{dict(rules.MODERATION)['people']} Nombra a una vecina."
    row.save()
    Submission.objects.create(key=sending, digest="factory", received_on=timezone.localdate())
    inquiries.intake._keep_files(row, inquiries.intake._accept_files(files or []))
    private = {"plan": promise.plan.slug, "is_public": False}
    public = {"role": role(cast, "coordinator"), "plan": promise.plan.slug}
    told = [entry("receive_inquiry", row, role="quien pregunta u objeta", **private)]
    if state == "not_published":
        told.append(entry("refuse_inquiry", row, reason=row.state_reason, **public))
    elif state != "received":
        after = {"kind": kind, "commitment": promise.slug}
        told.append(entry("publish_inquiry", row, after=after, **public))
    if was_prepared:
        told.append(entry("prepare_answer", row, role=role(cast, "editor"), **private))
    if was_answered:
        after = {"state": state, "commitment": promise.slug, "reopened": False, "read": READ}
        told.append(entry(act, row, reason=ANSWER, after=after, **public))
    write(*told)
    if was_prepared and not was_answered:
        four_eyes.wrote(row, by=cast.editor)
    if state == "upheld":  # reopens the milestone
        inquiries.approve_answer(row, read=four_eyes.as_read("answer", row), by=cast.coordinator)
    return Inquiry.objects.get(pk=row.pk)
