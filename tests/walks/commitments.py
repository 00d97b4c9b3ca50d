"""Commitments and what hangs on them, brought to a state by walking the real workflow."""

import datetime
import uuid
from typing import Any

from commitments.assessments import queries
from commitments.assessments import workflow as assessments
from commitments.assessments.models import Assessment, Counterpart, Rubric
from commitments.inquiries import workflow as inquiries
from commitments.inquiries.models import Inquiry
from commitments.plans import workflow
from commitments.plans.models import Commitment, Milestone
from commitments.progress import workflow as progress
from commitments.progress.models import ProgressUpdate
from ogp_portal.foundation.permissions import four_eyes
from tests.factories.commitments import numbers
from tests.people import Cast


def commitment(
    cast: Cast, state: str = "published", *, milestones: int = 2, **facts: Any
) -> Commitment:
    number = next(numbers)
    row = Commitment(
        plan=facts.pop("plan", cast.plan),
        slug=facts.pop("slug", f"compromiso-{number}"),
        **{
            "title": f"Compromiso {number}",
            "summary": "Una promesa clara.",
            "problem": "Un problema.",
            "responsible": cast.city,
            "starts_on": datetime.date(2026, 1, 1),
            "ends_on": datetime.date(2027, 7, 31),
            **facts,
        },
    )
    row = workflow.draft_commitment(row, by=cast.editor)
    for place in range(milestones):
        workflow.save_milestone(
            Milestone(
                commitment=row,
                title=f"Hito {place + 1}",
                due_on=datetime.date(2026, 6 + place * 6 % 7, 28),
            ),
            by=cast.editor,
        )
    return at_state(cast, row, state)


def at_state(cast: Cast, row: Commitment, state: str) -> Commitment:
    if state != "draft":
        row = workflow.submit_for_review(row, by=cast.editor)
    if state not in {"draft", "in_review"}:
        row = workflow.publish_commitment(
            row, read=four_eyes.as_read("publish", row), by=cast.coordinator
        )
    if state == "closed":
        row = workflow.close_commitment(
            row, by=cast.coordinator, reason="Terminó el plazo sin los recursos."
        )
    if state == "withdrawn":
        row = workflow.withdraw_commitment(
            row, by=cast.coordinator, reason="Acuerdo del foro n.º 3."
        )
    return Commitment.objects.get(pk=row.pk)


def update(
    cast: Cast,
    state: str = "draft",
    *,
    of: Commitment | None = None,
    month: datetime.date | None = None,
    claims: list[progress.Claim] | None = None,
) -> ProgressUpdate:
    row = progress.begin_update(
        of or commitment(cast), month=month or datetime.date(2026, 3, 1), by=cast.editor
    )
    row = progress.save_update(
        row,
        by=cast.editor,
        version=row.version,
        changes={
            "is_nil": False,
            "narrative": "Se hizo el primer taller.",
            "source_note": "Acta 1",
        },
        claims=claims or [],
    )
    if state != "draft":
        row = progress.submit_update(row, by=cast.editor)
    if state == "returned":
        row = progress.return_update(row, by=cast.coordinator, reason="Falta el acta.")
    if state in {"approved", "superseded"}:
        row = progress.approve_update(
            row, read=four_eyes.as_read("approve_update", row), by=cast.coordinator
        )
    if state == "superseded":
        update(cast, "approved", of=row.commitment, month=month)
    return ProgressUpdate.objects.get(pk=row.pk)


def assessment(cast: Cast, state: str = "draft", *, of: Commitment | None = None) -> Assessment:
    promise = of or commitment(cast)
    Counterpart.objects.get_or_create(commitment=promise, organization=cast.society)
    row = assessments.begin_assessment(
        promise, rubric=Rubric.objects.get(slug="contraparte"), by=cast.counterpart
    )
    row = assessments.save_assessment(
        row,
        by=cast.counterpart,
        seen=queries.digest_of(row),
        ratings={"completion": "no"},
        narrative="No vimos el taller.",
    )
    if state != "draft":
        row = assessments.open_factual_review(row, by=cast.counterpart)
    if state in {"published", "corrected"}:
        Assessment.objects.filter(pk=row.pk).update(
            review_opens_at=datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC),
            review_closes_at=datetime.datetime(2026, 1, 15, tzinfo=datetime.UTC),
        )
        row = assessments.publish_assessment(row, by=cast.counterpart)
    return Assessment.objects.get(pk=row.pk)


def complete(cast: Cast, row: Commitment) -> Milestone:
    """Return the commitment's first milestone, complete with evidence by an approved update."""
    first = row.milestones.order_by("position").first()
    report = progress.begin_update(row, month=datetime.date(2026, 4, 1), by=cast.editor)
    claims = [progress.Claim(first, 100, datetime.date(2026, 4, 20))]
    changes = {"is_nil": False, "narrative": "Se terminó.", "source_note": "Acta 2"}
    report = progress.save_update(
        report, by=cast.editor, version=report.version, changes=changes, claims=claims
    )
    progress.add_evidence(
        report, by=cast.editor, title="Acta", milestones=[first], url="https://ciudad.example/acta"
    )
    report = progress.submit_update(report, by=cast.editor)
    progress.approve_update(
        report, read=four_eyes.as_read("approve_update", report), by=cast.coordinator
    )
    return Milestone.objects.get(pk=first.pk)


def inquiry(
    cast: Cast,
    state: str = "published",
    *,
    of: Commitment | None = None,
    milestone: Milestone | None = None,
    **facts: Any,
) -> Inquiry:
    """Return a question, or with a milestone an objection, brought to a state by the people of the
    cast.
    """
    promise = of or (milestone.commitment if milestone else commitment(cast))
    proof = {"link": "https://vecinos.example/foto"} if milestone else {}
    about = {"text": "¿Cuándo abre la plaza?", "key": uuid.uuid4(), **proof, **facts}
    row = inquiries.receive(promise, milestone=milestone, **about).inquiry
    if state == "not_published":
        return inquiries.refuse_inquiry(
            row, by=cast.coordinator, rule="people", reason="Nombra a una vecina."
        )
    if state != "received":
        row = inquiries.publish_inquiry(row, by=cast.coordinator)
    if state not in {"received", "published"}:
        act = {
            "answered": "answer",
            "upheld": "uphold",
            "partly_upheld": "uphold_in_part",
            "dismissed": "dismiss",
            "prepared": "answer",
        }[state]
        row = inquiries.prepare_answer(
            row,
            by=cast.editor,
            act=act,
            text="Abre en marzo.",
            progress=40 if act == "uphold" else 0,
        )
    if state not in {"received", "published", "prepared"}:
        row = inquiries.approve_answer(
            row, read=four_eyes.as_read("answer", row), by=cast.coordinator
        )
    return Inquiry.objects.get(pk=row.pk)
