"""How factories write: rows as the workflow leaves them, with the journal's entries, in few
statements.
"""

from collections.abc import Mapping
from typing import Any

from django.db import models

from commitments.organizations.models import Membership
from ogp_portal.foundation.events import journal
from ogp_portal.models import JournalEntry
from tests.people import MEMBERSHIPS, Cast


def role(cast: Cast, name: str) -> str:
    """Return how the journal names somebody of the cast: the membership, never the person."""
    if name not in MEMBERSHIPS:
        return "administración del portal" if name == "administrator" else "ciudadanía"
    where, what = MEMBERSHIPS[name]
    return str(Membership(organization=getattr(cast, where), role=what))


def entry(
    act: str,
    subject: models.Model,
    *,
    role: str,
    plan: str = "",
    reason: str = "",
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    is_public: bool = True,
    title: str = "",
) -> JournalEntry:
    """Return an entry of the journal that is not written yet."""
    return JournalEntry(
        act=act,
        subject_type=subject._meta.label_lower,
        subject_id=subject.pk,
        subject_slug=getattr(subject, "slug", ""),
        subject_title=(title or str(subject))[:300],
        plan_slug=plan,
        actor_role=role,
        reason=reason,
        door=journal.DOOR.get(),
        before=dict(before or {}),
        after=dict(after or {}),
        is_public=is_public,
    )


READ = "0" * 64  # the digest of what was read before an act, which the workflow works out


def write(*rows: models.Model) -> None:
    """Write rows of one table in one statement, if there are any."""
    if rows:
        type(rows[0])._base_manager.bulk_create(rows)
