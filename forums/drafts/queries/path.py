"""The way to a commitment: proposals, working groups, versions, consultations, final text.

One query.
"""

import datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, Q
from django.db.models.functions import JSONObject

from commitments.plans.models import Commitment
from forums.drafts.models import Consultation, DraftVersion
from forums.proposals.models import Lineage, Origin, Proposal, WorkingGroup
from forums.proposals.states import PROPOSAL, READABLE
from ogp_portal.foundation.permissions.rights import Person

MOST = 40


def path_to(commitment: Commitment, *, user: Person) -> dict[str, Any]:
    """Return what led to a commitment, as far as `user` may see it: each as a dict of what its line
    shows.
    """
    own = Origin.objects.filter(commitment=commitment).values("proposal_id")
    wanted = Q(pk__in=own) | Q(pk__in=Lineage.objects.filter(child__in=own).values("parent_id"))
    proposals = Proposal.objects.filter(wanted, state__in=READABLE).order_by("number")
    groups = WorkingGroup.objects.allowing("view", user).filter(
        pk__in=WorkingGroup.proposals.through.objects.filter(proposal__in=own).values(
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
    row = Commitment.objects.filter(pk=commitment.pk).values(
        proposals_behind=_rows(proposals, "slug", "title", "arrival", "state"),
        tables=_rows(groups.order_by("held_on", "pk"), "slug", "title", "held_on"),
        texts=_rows(
            versions,
            "number",
            "published_at",
            slug=F("draft__slug"),
            is_adopted=Q(pk=F("draft__adopted_id")),
        ),
        consulted=_rows(consultations, "slug", "comment_count", number=F("version__number")),
    )[0]
    arrivals = dict(Proposal.Arrival.choices)
    return {
        "origins": [
            {
                **one,
                "arrival": arrivals[one["arrival"]],
                "state": PROPOSAL.names[one["state"]].label,
            }
            for one in row["proposals_behind"]
        ],
        "groups": [
            {
                **one,
                "held_on": datetime.date.fromisoformat(one["held_on"]) if one["held_on"] else None,
            }
            for one in row["tables"]
        ],
        "versions": [
            {**one, "published_at": datetime.datetime.fromisoformat(one["published_at"])}
            for one in row["texts"]
        ],
        "consultations": row["consulted"],
    }


def _rows(rows: Any, *names: str, **parts: Any) -> ArraySubquery:
    """Return some columns of other rows as a column of one."""
    return ArraySubquery(
        rows.values(_said=JSONObject(**{name: F(name) for name in names}, **parts))[:MOST]
    )
