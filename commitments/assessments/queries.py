"""Reading assessments: the lines one answers to, the scale that serves a plan, what waits."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from commitments.assessments.models import Assessment, FactualRemark, Rubric
from commitments.assessments.states import PUBLIC_ASSESSMENT, AssessmentState, RemarkState
from commitments.plans.models import Commitment, Plan
from commitments.plans.states import PUBLIC_PLAN
from ogp_portal.foundation.permissions.rights import Person

NARRATIVE, DISSENT, CRITERION = "narrative", "dissent", "criterion-"


@dataclass(frozen=True)
class Line:
    """A line of an assessment, which one can answer to: a rating, or a paragraph of its grounds."""

    part: str
    heading: str
    text: str

    @property
    def key(self) -> str:
        """Return what names the line in a form: another text is another line."""
        return hashlib.sha256(f"{self.part}\0{self.text}".encode()).hexdigest()[:16]


def lines_of(assessment: Assessment) -> list[Line]:
    """Return the lines of an assessment, in its order: each rating that was given, and each
    paragraph.
    """
    texts = {name: getattr(assessment, name) for name in ("ratings", NARRATIVE, DISSENT)}
    return _lines(assessment.rubric, texts)


def digest_of(assessment: Assessment) -> str:
    """Return what names the words of an assessment as they stand: others have another digest."""
    words = [assessment.ratings, assessment.narrative, assessment.dissent]
    return hashlib.sha256(json.dumps(words, sort_keys=True).encode()).hexdigest()[:16]


def reviewed_lines_of(assessment: Assessment) -> list[Line]:
    """Return its lines as the factual review was opened with, none where there was no review."""
    return _lines(assessment.rubric, assessment.reviewed) if assessment.reviewed else []


def _lines(rubric: Rubric, texts: dict[str, object]) -> list[Line]:
    ratings = texts["ratings"]
    lines = [
        Line(f"{CRITERION}{key}", label, word)
        for key, label, word in rated(rubric, ratings if isinstance(ratings, dict) else {})
        if word
    ]
    for part, heading in ((NARRATIVE, _("Fundamento")), (DISSENT, _("En qué discrepa"))):
        paragraphs = [each.strip() for each in str(texts[part]).splitlines()]
        lines += [Line(part, heading, paragraph) for paragraph in paragraphs if paragraph]
    return lines


def rated(rubric: Rubric, ratings: dict[str, str]) -> list[tuple[str, str, str]]:
    """Return key, question and chosen answer of each criterion of a rubric; "" for none."""
    found = []
    for criterion in rubric.criteria:
        words = {option["value"]: option["label"] for option in criterion["options"]}
        key = criterion["key"]
        found.append((key, criterion["label"], words.get(ratings.get(key, ""), "")))
    return found


def changed_after_review(assessment: Assessment) -> list[Line]:
    """Return the lines shown in the factual review that the assessment no longer says."""
    standing = set(lines_of(assessment))
    return [line for line in reviewed_lines_of(assessment) if line not in standing]


def still_said(remark: FactualRemark, lines: Sequence[Line]) -> bool:
    """Say whether the line that was answered to is still among `lines`."""
    return any((line.part, line.text) == (remark.part, remark.quote) for line in lines)


def rubrics_for(plan: Plan, kind: str) -> QuerySet[Rubric]:
    """Return the scales by which `kind` judges this plan, by the year it begins in, newest first.

    A plan without a first day yet takes those without an end.
    """
    rows = Rubric.objects.filter(kind=kind)
    if plan.starts_on is None:
        return rows.filter(until_year=None).order_by("-pk")
    year = plan.starts_on.year
    return rows.filter(
        Q(from_year=None) | Q(from_year__lte=year), Q(until_year=None) | Q(until_year__gte=year)
    ).order_by("-pk")


def plans_served(rubric: Rubric) -> QuerySet[Plan]:
    """Return the public plans that a scale serves, by the year each begins in."""
    rows = Plan.objects.filter(state__in=PUBLIC_PLAN)
    if rubric.from_year is not None:
        rows = rows.filter(starts_on__year__gte=rubric.from_year)
    if rubric.until_year is not None:
        rows = rows.filter(starts_on__year__lte=rubric.until_year)
    return rows.order_by("starts_on", "pk")


def under_review(user: Person, *, most: int) -> list[Assessment]:
    """Return the factual reviews that `user` reads for who is judged, the first to close first."""
    return list(
        Assessment.objects.allowing("read_factual_review", user)
        .with_rights(user, "answer_facts")
        .select_related("commitment", "organization")
        .order_by("review_closes_at", "pk")[:most]
    )


def remarks_of(assessment: Assessment, user: Person) -> list[FactualRemark]:
    """Return what was said about its facts that `user` may read, in the order it was written."""
    return list(
        FactualRemark.objects.allowing("view", user)
        .with_rights(user, "edit", "withdraw_remark", "confirm_remark")
        .filter(assessment=assessment)
        .exclude(state=RemarkState.WITHDRAWN)
        .select_related("organization")
        .order_by("written_at", "pk")
    )


@dataclass(frozen=True)
class Judgement:
    """A published assessment with what is shown beside it: ratings in words, what was said of its
    facts (each with whether the line still stands), the lines it said before, earlier editions.
    """

    row: Assessment
    ratings: list[tuple[str, str]]
    remarks: list[tuple[FactualRemark, bool]]
    changed: list[Line]
    editions: list["Judgement"]


def published_judgements(commitment: Commitment) -> list[Judgement]:
    """Return the assessments of a commitment in force (two queries)."""
    rows = list(
        Assessment.objects.filter(commitment=commitment, state__in=PUBLIC_ASSESSMENT)
        .select_related("organization", "rubric", "source")
        .prefetch_related(
            Prefetch(
                "remarks",
                FactualRemark.objects.filter(state=RemarkState.CONFIRMED)
                .select_related("organization")
                .order_by("written_at", "pk"),
            )
        )
        .order_by("kind", "organization__name", "-edition")
    )
    return [
        _judgement(row, [_judgement(other, []) for other in rows if _is_earlier(other, row)])
        for row in rows
        if row.state == AssessmentState.PUBLISHED
    ]


def _is_earlier(other: Assessment, row: Assessment) -> bool:
    same = (other.kind, other.organization_id) == (row.kind, row.organization_id)
    return same and other.state == AssessmentState.CORRECTED and other.edition < row.edition


def _judgement(row: Assessment, editions: list[Judgement]) -> Judgement:
    lines = lines_of(row)
    unrated = _("sin dato en la fuente") if row.source else _("sin calificar")
    return Judgement(
        row=row,
        ratings=[(label, word or unrated) for _key, label, word in rated(row.rubric, row.ratings)],
        remarks=[(remark, still_said(remark, lines)) for remark in row.remarks.all()],
        changed=changed_after_review(row),
        editions=editions,
    )
