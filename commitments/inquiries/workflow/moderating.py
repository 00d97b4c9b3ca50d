"""Looking at what came, by the published rules; and the nightly housekeeping."""

import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commitments.inquiries import emails, rules
from commitments.inquiries.models import Inquiry
from commitments.inquiries.states import OPEN_INQUIRY, InquiryState
from commitments.inquiries.workflow import erasing
from commitments.organizations.access import role_of
from ogp_portal.foundation.events import journal
from ogp_portal.foundation.permissions import rights
from ogp_portal.foundation.refusals import Refusal
from ogp_portal.models import User

EMAIL_KEPT = datetime.timedelta(days=365)
REFUSED_TEXT_KEPT = datetime.timedelta(days=90)


@transaction.atomic
def publish_inquiry(inquiry: Inquiry, *, by: User) -> Inquiry:
    """Show it in public and have the institution answer. Raises NotAllowed, MoveNotAllowed."""
    inquiry = rights.fetch_for_move("publish_inquiry", inquiry, by=by)
    inquiry.state = Inquiry.machine.target("publish_inquiry", state=inquiry.state)
    inquiry.published_at = timezone.now()
    inquiry.save(update_fields=["state", "published_at"])
    journal.record(
        "publish_inquiry",
        inquiry,
        role=role_of(by),
        plan_slug=inquiry.commitment.plan.slug,
        after={"kind": inquiry.kind, "commitment": inquiry.commitment.slug},
    )
    emails.tell_decided(inquiry, cause="published")
    return inquiry


@transaction.atomic
def refuse_inquiry(inquiry: Inquiry, *, by: User, rule: str, reason: str) -> Inquiry:
    """Do not show it, naming the published rule it breaks and why: both are public, its text is
    not. Raises NotAllowed, MoveNotAllowed, Refusal.
    """
    words = dict(rules.MODERATION).get(rule)
    if words is None:
        raise Refusal(_("Elija la regla que no cumple."), field="rule")
    if not reason.strip():
        raise Refusal(
            _("Escriba por qué no la cumple: se publica, sin repetir lo que no debe mostrarse."),
            field="reason",
        )
    inquiry = rights.fetch_for_move("refuse_inquiry", inquiry, by=by)
    inquiry.state = Inquiry.machine.target("refuse_inquiry", state=inquiry.state)
    inquiry.state_reason = f"{words} {reason.strip()}"
    inquiry.save(update_fields=["state", "state_reason"])
    journal.record(
        "refuse_inquiry",
        inquiry,
        role=role_of(by),
        reason=inquiry.state_reason,
        plan_slug=inquiry.commitment.plan.slug,
    )
    emails.tell_decided(inquiry, cause="refused")
    return inquiry


@transaction.atomic
def recompute_deadlines() -> int:
    """Work out again the date of answer of whatever waits, so that a new holiday moves it; return
    how many moved (every night).
    """
    moved = 0
    for row in (
        Inquiry.objects.filter(state__in=OPEN_INQUIRY)
        .select_related("commitment__plan")
        .order_by("pk")
    ):
        due_on = rules.deadline(row.kind, received_on=timezone.localdate(row.received_at)).due_on
        if due_on != row.answer_due_on:
            before = row.answer_due_on
            row.answer_due_on = due_on
            row.save(update_fields=["answer_due_on"])
            journal.record(
                "move_inquiry_deadline",
                row,
                role="portal",
                before={"due_on": str(before)},
                after={"due_on": str(due_on)},
                is_public=row.state == InquiryState.PUBLISHED,
            )
            moved += 1
    return moved


@transaction.atomic
def forget(*, now: datetime.datetime) -> int:
    """Erase e-mails a year after the answer, and the texts of what was not published after ninety
    days; return how many rows changed (every night).
    """
    changed = 0
    for row in (
        Inquiry.objects.exclude(email="")
        .filter(received_at__lt=now - EMAIL_KEPT)
        .exclude(state__in=OPEN_INQUIRY)
    ):
        erasing.erase_address(row)
        changed += 1
    for row in Inquiry.objects.filter(
        state=InquiryState.NOT_PUBLISHED, received_at__lt=now - REFUSED_TEXT_KEPT
    ).exclude(text=""):
        erasing.erase_words(row)
        changed += 1
    if changed:
        journal.record(
            "forget_inquiries",
            Inquiry.objects.order_by("pk")[:1].get(),
            role="portal",
            title=str(_("Preguntas y objeciones")),
            is_public=False,
        )
    return changed
