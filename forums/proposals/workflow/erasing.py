"""What is taken out of a proposal, its files, its history and the letters about it."""

from django.db import transaction
from django.db.models import F, QuerySet

from forums.proposals.models import Attachment, Proposal, Support
from forums.proposals.states import ProposalState
from forums.proposals.workflow.journal_entries import numbered, record_act
from forums.proposals.workflow.slugs import unique_slug
from ogp_portal.foundation.events import history, journal, mail

WORDS = {
    "title": "",
    "problem": "",
    "solution": "",
    "actors": "",
    "appeal": "",
    "organization_name": "",
    "gathering": "",
}
AUTHOR = {"email": "", "author_name": "", "is_name_public": False}
BEFORE_A_TABLE = (
    ProposalState.RECEIVED,
    ProposalState.CONFIRMED,
    ProposalState.ADMITTED,
    ProposalState.NOT_ADMITTED,
)


def erase_words(proposal: Proposal) -> None:
    """Erase what somebody proposed, with its files, who it was and its address, which was made of
    the title: it has another that says nothing, and the old one is not found. Its number stays, and
    the journal calls it by that alone.
    """
    title = proposal.title
    _erase(proposal, WORDS | AUTHOR | {"slug": unique_slug()})
    journal.erase_name(
        proposal,
        name=title,
        title=numbered(proposal),
        among={"subject_type": proposal._meta.label_lower, "plan_slug": proposal.call.plan.slug},
    )
    delete_files(Attachment.objects.filter(proposal=proposal))
    mail.forget_about(f"proposal-{proposal.pk}-")


def erase_author(proposal: Proposal) -> None:
    """Erase who proposed and the letters about it; what was proposed stays."""
    _erase(proposal, AUTHOR)
    mail.forget_about(f"proposal-{proposal.pk}-")


def delete_files(attachments: QuerySet[Attachment]) -> None:
    """Delete attachments with their files and their history."""
    rows = list(attachments)
    for attachment in rows:
        attachment.file.delete(save=False)
        attachment.delete()
    history.forget(Attachment, [attachment.pk for attachment in rows])


def delete_proposals(proposals: QuerySet[Proposal]) -> int:
    """Delete proposals with their files, their history and their letters; return how many."""
    keys = list(proposals.values_list("pk", flat=True))
    delete_files(Attachment.objects.filter(proposal__in=keys))
    for key in keys:
        mail.forget_about(f"proposal-{key}-")
    Proposal.objects.filter(pk__in=keys).delete()
    history.forget(Proposal, keys)
    return len(keys)


@transaction.atomic
def erase_proposals(keys: list[int]) -> None:
    """Erase who proposed: what nobody took to a table yet is withdrawn with its words, the rest
    stays without its author.
    """
    for proposal in Proposal.objects.select_for_update().filter(pk__in=keys).order_by("pk"):
        if proposal.state in BEFORE_A_TABLE:
            proposal.state = Proposal.machine.target("withdraw", state=proposal.state)
            proposal.state_reason = ""
            proposal.save(update_fields=["state", "state_reason"])
        if proposal.state == ProposalState.WITHDRAWN:
            erase_words(proposal)
        else:
            erase_author(proposal)
        record_act("forget", proposal, role="portal")


@transaction.atomic
def erase_supports(keys: list[int]) -> None:
    """Take supports back: each proposal has one less. Nothing is written of who in any journal."""
    supports = Support.objects.filter(pk__in=keys)
    for proposal_id in list(supports.values_list("proposal_id", flat=True)):
        Proposal.objects.filter(pk=proposal_id).update(support_count=F("support_count") - 1)
    supports.delete()


def _erase(proposal: Proposal, blank: dict[str, object]) -> None:
    for name, value in blank.items():
        setattr(proposal, name, value)
    proposal.save(update_fields=list(blank))
    history.erase(Proposal, [proposal.pk], **blank)
