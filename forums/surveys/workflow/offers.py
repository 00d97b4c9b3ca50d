"""Offers of help: taken up by an institution, declined with thanks, done."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from commitments.organizations.models import Organization
from forums.surveys import emails
from forums.surveys.models import OfferOfHelp
from forums.surveys.workflow.journal_entries import record_act
from ogp_portal.foundation.permissions import rights
from ogp_portal.foundation.refusals import Refusal
from ogp_portal.models import User


@transaction.atomic
def take_up_offer(
    offer: OfferOfHelp, *, by: User, organization: Organization, reason: str
) -> OfferOfHelp:
    """Accept an offer for an institution; whoever offered is told what follows. Raises Refusal."""
    offer = rights.fetch_for_move("take_up_offer", offer, by=by)
    offer.organization = organization
    return _move_offer(offer, "take_up_offer", by=by, reason=reason)


@transaction.atomic
def decline_offer(offer: OfferOfHelp, *, by: User, reason: str) -> OfferOfHelp:
    """Decline an offer with thanks and a reason. Raises Refusal."""
    if not reason.strip():
        raise Refusal(
            _("Escriba por qué no se toma: se le cuenta a quien ofreció."), field="reason"
        )
    return _move_offer(
        rights.fetch_for_move("decline_offer", offer, by=by), "decline_offer", by=by, reason=reason
    )


@transaction.atomic
def finish_offer(offer: OfferOfHelp, *, by: User, reason: str) -> OfferOfHelp:
    """Say that what was offered was done, and how it went."""
    return _move_offer(
        rights.fetch_for_move("finish_offer", offer, by=by), "finish_offer", by=by, reason=reason
    )


def _move_offer(offer: OfferOfHelp, act: str, *, by: User, reason: str) -> OfferOfHelp:
    before = offer.state
    offer.state = OfferOfHelp.machine.target(act, state=before)
    offer.state_reason = reason.strip()
    offer.save(update_fields=["state", "state_reason", "organization"])
    record_act(
        act,
        offer.survey,
        by=by,
        before={"state": before},
        after={"state": offer.state, "organization": str(offer.organization or "")},
    )
    emails.tell_offer_answered(offer, act=act)
    return offer
