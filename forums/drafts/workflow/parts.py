"""The parts with which a version begins, and writing them as its sections."""

import hashlib
import json
from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from commitments.plans.models import Commitment
from commitments.plans.states import MilestoneState
from forums.drafts import reading
from forums.drafts.models import Draft, DraftVersion, Section
from forums.drafts.reading import Part


def write_sections(version: DraftVersion, parts: Sequence[Part]) -> None:
    """Write the parts as the sections of a version, in their order."""
    Section.objects.bulk_create(
        Section(version=version, key=part.key, heading=part.heading, position=place, text=part.text)
        for place, part in enumerate(parts, start=1)
    )


def first_parts(draft: Draft, last: DraftVersion | None) -> list[Part]:
    """Return the words a draft begins with."""
    if last:
        return [Part(row.key, row.heading, row.text) for row in last.sections.order_by("position")]
    return (
        parts_of_commitment(draft.commitment)
        if draft.commitment
        else [Part("inicio", str(_("Inicio")), "")]
    )


def standing_parts(draft: Draft) -> list[Part]:
    """Return the parts of the version being written, or those with which one would begin."""
    version = DraftVersion.objects.filter(draft=draft, number=None).first()
    if version is None:
        last = DraftVersion.objects.filter(draft=draft).order_by("-number").first()
        return first_parts(draft, last)
    rows = version.sections.order_by("position")
    return [Part(row.key, row.heading, row.text) for row in rows]


def digest_of(parts: Sequence[Part]) -> str:
    """Return what names the words of some parts: other words have another digest."""
    words = json.dumps([[part.key, part.text] for part in parts], ensure_ascii=False)
    return hashlib.sha256(words.encode()).hexdigest()


def parts_of_commitment(commitment: Commitment) -> list[Part]:
    """Return the parts of a commitment's text as it stands."""
    steps = commitment.milestones.exclude(state=MilestoneState.CANCELLED).order_by("position")
    lines = "\n".join(
        f"- {step.title}" + (f": {step.deliverable}" if step.deliverable else "") for step in steps
    )
    return [
        Part(key, heading, lines if key == reading.MILESTONES else getattr(commitment, key))
        for key, heading in reading.headings().items()
    ]
