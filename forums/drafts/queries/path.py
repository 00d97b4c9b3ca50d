"""The way to a commitment: proposals, working groups, versions, consultations, final text.

One query.
"""

import datetime
from collections.abc import Mapping
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, Model, Q, QuerySet
from django.db.models.functions import JSONObject

from commitments.plans.models import Commitment
from forums.drafts.models import Consultation, DraftVersion
from forums.proposals.models import Lineage, Origin, Proposal, WorkingGroup
from forums.proposals.states import PROPOSAL, READABLE
from ogp_portal.foundation.permissions.rights import Person

MOST = 40


def path_to(commitment: Commitment, *, user: Person) -> dict[str, object]:
    """Return what led to a commitment, as far as `user` may see it: each as a dict of what its line
    shows.
    """
    rows = Commitment.objects.filter(pk=commitment.pk).values(**_parts(commitment, user))
    return _printed(dict(rows[0]))


def _parts(commitment: Commitment, user: Person) -> dict[str, ArraySubquery]:
    """Return each part of the way as a column of the commitment."""
    own_proposals = Origin.objects.filter(commitment=commitment).values("proposal_id")
    behind = Q(pk__in=own_proposals) | Q(
        pk__in=Lineage.objects.filter(child__in=own_proposals).values("parent_id")
    )
    proposals = Proposal.objects.filter(behind, state__in=READABLE).order_by("number")
    groups = WorkingGroup.objects.allowing("view", user).filter(
        pk__in=WorkingGroup.proposals.through.objects.filter(proposal__in=own_proposals).values(
            "workinggroup_id"
        )
    )
    versions = (
        DraftVersion.objects.allowing("view", user)
        .filter(draft__commitment=commitment, number__isnull=False)
        .order_by("number")
    )
    consultations = (
        Consultation.objects.shown()
        .allowing("view", user)
        .filter(version__draft__commitment=commitment)
        .order_by("opens_at")
    )
    return {
        "proposals_behind": _rows(proposals, "slug", "title", "arrival", "state"),
        "tables": _rows(groups.order_by("held_on", "pk"), "slug", "title", "held_on"),
        "texts": _rows(
            versions,
            "number",
            "published_at",
            slug=F("draft__slug"),
            is_adopted=Q(pk=F("draft__adopted_id")),
        ),
        "consulted": _rows(consultations, "slug", "comment_count", number=F("version__number")),
    }


def _printed(row: Mapping[str, Any]) -> dict[str, object]:
    """Return the parts as their lines show them: words and dates in place of codes and texts."""
    arrivals = dict(Proposal.Arrival.choices)
    return {
        "origins": [
            {
                **proposal,
                "arrival": arrivals[proposal["arrival"]],
                "state": PROPOSAL.names[proposal["state"]].label,
            }
            for proposal in row["proposals_behind"]
        ],
        "groups": [
            {
                **group,
                "held_on": datetime.date.fromisoformat(group["held_on"])
                if group["held_on"]
                else None,
            }
            for group in row["tables"]
        ],
        "versions": [
            {**version, "published_at": datetime.datetime.fromisoformat(version["published_at"])}
            for version in row["texts"]
        ],
        "consultations": row["consulted"],
    }


def _rows(rows: QuerySet[Model], *names: str, **parts: F | Q) -> ArraySubquery:
    """Return some columns of other rows as a column of one."""
    return ArraySubquery(
        rows.values(_row=JSONObject(**{name: F(name) for name in names}, **parts))[:MOST]
    )
