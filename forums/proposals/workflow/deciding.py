"""Deciding about proposals: every outcome with its public reason, merge and split with their
lineage, each author told.
"""

from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commitments.organizations.access import role_of
from commitments.plans.models import Commitment
from forums.proposals import emails, lineage
from forums.proposals.models import Call, Lineage, Origin, Proposal, WorkingGroup
from forums.proposals.states import DECIDED, ON_ITS_WAY, READABLE, ProposalState
from forums.proposals.workflow import review_queue
from forums.proposals.workflow.journal_entries import numbered
from forums.proposals.workflow.slugs import unique_slug
from ogp_portal.foundation.events import journal
from ogp_portal.foundation.permissions import rights
from ogp_portal.foundation.refusals import Refusal
from ogp_portal.models import User

PARTS = ("title", "problem", "solution")
MOST_PARTS = 10


def admit(proposal: Proposal, *, by: User, reason: str = "") -> Proposal:
    """Admit it: its text is public from now on. After an appeal the reason is obligatory."""
    if proposal.state == ProposalState.NOT_ADMITTED and not reason.strip():
        raise Refusal(_("Escriba por qué se admite ahora: se publica."), field="reason")
    return _decide(proposal, "admit", by=by, reason=reason)


def not_admit(proposal: Proposal, *, by: User, reason: str) -> Proposal:
    """Do not admit it, naming the published rule it breaks; its author may object."""
    return _decide(proposal, "not_admit", by=by, reason=_required(reason))


def select(proposal: Proposal, *, by: User, reason: str) -> Proposal:
    """Select it for the plan, saying by which criteria."""
    return _decide(proposal, "select", by=by, reason=_required(reason))


def not_select(proposal: Proposal, *, by: User, reason: str) -> Proposal:
    """Do not select it, saying why."""
    return _decide(proposal, "not_select", by=by, reason=_required(reason))


@transaction.atomic
def take_to_table(proposal: Proposal, *, by: User, group: WorkingGroup) -> Proposal:
    """Take it to a working group of its own call."""
    if group.call_id != proposal.call_id:
        raise Refusal(_("Esa mesa es de otra convocatoria."), field="group")
    proposal = _decide(proposal, "take_to_table", by=by, reason="", related={"group": group})
    rights.fetch("edit", group, by=by).proposals.add(proposal)
    return proposal


@transaction.atomic
def merge(proposal: Proposal, *, by: User, into: Proposal, reason: str) -> Proposal:
    """Unite it with another of its call, which carries both on.

    Raises Refusal for a circle, another call, or one that is not on its way.
    """
    Call.objects.select_for_update().get(
        pk=proposal.call_id
    )  # one at a time: two merges at once could close a circle
    target = Proposal.objects.get(pk=into.pk)
    if target.call_id != proposal.call_id:
        raise Refusal(_("Esa propuesta es de otra convocatoria."), field="into")
    if lineage.closes_circle(emails.edges(proposal.call_id), parent=proposal.pk, child=target.pk):
        raise Refusal(
            _("No se puede: quedaría unida a sí misma, directamente o a través de otras."),
            field="into",
        )
    if target.state not in ON_ITS_WAY:
        raise Refusal(
            _("Esa propuesta no sigue en camino: está en estado «%(state)s».")
            % {"state": target.get_state_display()},
            field="into",
        )
    proposal = _decide(
        proposal, "merge", by=by, reason=_required(reason), related={"target": target}
    )
    Lineage.objects.create(parent=proposal, child=target, kind=Lineage.Kind.MERGE)
    return proposal


@transaction.atomic
def split(
    proposal: Proposal, *, by: User, parts: list[dict[str, str]], reason: str
) -> list[Proposal]:
    """Divide it into two or more, which are admitted from the start and carry on in its place.

    Raises Refusal.
    """
    if not 2 <= len(parts) <= MOST_PARTS or any(
        not all(part.get(name, "").strip() for name in PARTS) for part in parts
    ):
        raise Refusal(
            _("Se divide en dos partes o más, cada una con título, problema y propuesta."),
            field="parts",
        )
    Call.objects.select_for_update().get(pk=proposal.call_id)
    proposal = _decide(proposal, "split", by=by, reason=_required(reason))
    children = []
    for part in parts:
        child = Proposal.objects.create(
            call=proposal.call,
            slug=unique_slug(part["title"]),
            arrival=Proposal.Arrival.SPLIT,
            territory=proposal.territory,
            value=proposal.value,
            sector=proposal.sector,
            organization_name=proposal.organization_name,
            **{name: part[name].strip() for name in PARTS},
        )
        review_queue.enter(child)
        child.state = Proposal.machine.target("admit", state=child.state)
        child.save(update_fields=["state"])
        Lineage.objects.create(parent=proposal, child=child, kind=Lineage.Kind.SPLIT)
        children.append(child)
    journal.record(
        "split_into",
        proposal,
        role=role_of(by),
        plan_slug=proposal.call.plan.slug,
        after={"parts": [child.title for child in children]},
    )
    return children


@transaction.atomic
def put_in_commitment(proposal: Proposal, *, by: User, commitment: Commitment) -> Proposal:
    """Say which commitment of the same plan it became; from then on its authors are told whenever
    that commitment advances. Raises Refusal.
    """
    if commitment.plan_id != proposal.call.plan_id:
        raise Refusal(_("Ese compromiso es de otro plan."), field="commitment")
    proposal = _decide(
        proposal,
        "put_in_commitment",
        by=by,
        reason=proposal.state_reason,
        related={"commitment": commitment},
    )
    Origin.objects.get_or_create(proposal=proposal, commitment=commitment)
    journal.record(
        "add_origin",
        commitment,
        role=role_of(by),
        plan_slug=proposal.call.plan.slug,
        after={"proposal": proposal.title},
        is_public=commitment.is_public,
    )
    return proposal


def _required(reason: str) -> str:
    if not reason.strip():
        raise Refusal(
            _("Escriba el motivo: se publica y se le cuenta a quien la propuso."), field="reason"
        )
    return reason


@transaction.atomic
def _decide(
    proposal: Proposal,
    act: str,
    *,
    by: User,
    reason: str,
    related: Mapping[str, object] | None = None,
) -> Proposal:
    proposal = rights.fetch_for_move(act, proposal, by=by)
    before = proposal.state
    proposal.state = Proposal.machine.target(act, state=before)
    proposal.state_reason = reason.strip()
    if proposal.state in DECIDED and proposal.answered_at is None:
        proposal.answered_at = timezone.now()
    if act == "admit" and before == ProposalState.CONFIRMED:
        proposal.slug = unique_slug(proposal.title)  # nobody outside knew the address before
    proposal.save(update_fields=["state", "state_reason", "answered_at", "slug"])
    names = {name: str(row) for name, row in (related or {}).items()}
    journal.record(
        act,
        proposal,
        role=role_of(by),
        reason=reason,
        plan_slug=proposal.call.plan.slug,
        before={"state": before},
        after={"state": proposal.state, **names},
        title="" if proposal.state in READABLE else numbered(proposal),
    )
    emails.tell(
        proposal,
        template="proposal_decided",
        cause=f"{act}-{before}",
        reason=reason,
        **(related or {}),
    )
    return proposal
