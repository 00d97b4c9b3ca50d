"""Drafts that a document states, registered with their first version."""

from django.db import transaction
from django.utils import timezone

from commitments.plans.models import Commitment
from forums.drafts.models import Draft, DraftVersion
from forums.drafts.workflow.parts import parts_of_commitment, write_sections
from ogp_portal.foundation.events import journal


@transaction.atomic
def register_draft(commitment: Commitment, *, role: str) -> Draft:
    """Return the draft of a commitment that its document proposes, made with its first version (the
    text as the document states it) if it is new.
    """
    draft, is_new = Draft.objects.get_or_create(
        commitment=commitment,
        forum=None,
        defaults={"plan": commitment.plan, "slug": commitment.slug, "title": commitment.title},
    )
    if is_new:
        version = DraftVersion.objects.create(draft=draft)
        write_sections(version, parts_of_commitment(commitment))
        version.number = 1
        version.published_at = timezone.now()
        version.save(update_fields=["number", "published_at"])
        draft.latest_number = 1
        draft.save(update_fields=["latest_number"])
        journal.record(
            "register",
            draft,
            role=role,
            plan_slug=draft.plan.slug,
            after={"source": str(commitment.source or "")},
        )
    return draft
