"""Receiving proposals: from the form or from paper, confirmed by mail, followed and withdrawn by
the author's code.
"""

import datetime
import uuid
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.files.base import ContentFile
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commitments.organizations.access import role_of
from forums.proposals import emails
from forums.proposals.models import Attachment, Call, Proposal
from forums.proposals.states import ProposalState
from forums.proposals.workflow import registration
from ogp_portal.foundation.documents import uploads
from ogp_portal.foundation.events import journal, mail
from ogp_portal.foundation.permissions import codes, rights, windows
from ogp_portal.foundation.refusals import Refusal
from ogp_portal.models import User

CONFIRM_WITHIN = datetime.timedelta(days=7)
MOST_FILES = 3
MOST_WAITING = 10  # for one address: nobody fills another's mailbox by this form
AUTHOR = "quien propone"


@dataclass(frozen=True)
class Receipt:
    """What the author gets: the proposal and the code that follows it."""

    proposal: Proposal
    code: str


@transaction.atomic
def propose(
    call: Call,
    *,
    key: uuid.UUID,
    email: str,
    language: str,
    files: list[Any] | None = None,
    **facts: Any,
) -> Receipt:
    """Receive a proposal while the call is open, by the database's clock, and mail the link that
    confirms it.

    `key` names one sending: the same key again gives the same receipt and changes nothing. Raises
    WindowClosed, Refusal.
    """
    found = Proposal.objects.filter(submission_key=key).first()
    if found:
        return Receipt(found, _code("follow", key))
    if not Call.objects.filter(
        rights.condition(Call, "propose", AnonymousUser()), pk=call.pk
    ).exists():
        raise rights.NotAllowed("propose")
    windows.hold_open(call)
    if (
        Proposal.objects.filter(
            call=call, state=ProposalState.RECEIVED, email=email.lower()
        ).count()
        >= MOST_WAITING
    ):
        raise Refusal(
            _(
                "Hay diez propuestas por confirmar con ese correo: confirma las que enviaste "
                "antes de enviar otra."
            ),
            field="email",
        )
    proposal, is_new = Proposal.objects.get_or_create(
        submission_key=key,
        defaults={
            **facts,
            "call": call,
            "email": email.lower(),
            "language": language,
            "slug": registration.unique_slug(),
            "tracking_digest": codes.digest(_code("follow", key)),
            "confirmation_digest": codes.digest(_code("confirm", key)),
        },
    )
    if is_new:
        _keep_files(proposal, files or [])
        _note("receive", proposal, role=AUTHOR, is_public=False)
        links = {
            "confirm": f"{settings.PORTAL_URL}{reverse('confirm_proposal', args=[_code('confirm', key)])}",
            "follow": emails.following(_code("follow", key)),
        }
        mail.write(
            "proposal_confirm",
            to=mail.Recipient(proposal.email, language),
            key=f"proposal-{proposal.pk}-confirm",
            context={"proposal": proposal, "call": call, **links},
        )
    return Receipt(proposal, _code("follow", key))


@transaction.atomic
def confirm(code: str) -> Proposal:
    """Confirm the e-mail of a proposal: it enters the queue of review and its clock begins.

    Twice is once. Raises NotAllowed, Refusal.
    """
    held = (
        Proposal.objects.select_for_update(of=("self",))
        .select_related("call__plan")
        .filter(confirmation_digest=codes.digest(code))
        .first()
    )
    if held is None:
        raise rights.NotAllowed("confirm")
    if held.state != ProposalState.RECEIVED:
        return held
    if held.received_at + CONFIRM_WITHIN <= timezone.now():
        raise Refusal(
            _(
                "El enlace duró siete días y ya venció: envía la propuesta otra vez si la "
                "convocatoria sigue abierta."
            )
        )
    registration.enter_queue(held)
    _note("confirm", held, role=AUTHOR, is_public=False)
    emails.tell(held, template="proposal_received", cause="received")
    return held


@transaction.atomic
def transcribe(call: Call, *, by: User, gathering: str, files: list[Any], **facts: Any) -> Proposal:
    """Enter a proposal made on paper, with the photograph of its sheet; it counts as any other.

    Also after the window: paper was written in it. Raises NotAllowed, Refusal.
    """
    held = rights.fetch("transcribe", call, by=by)
    if not files:
        raise Refusal(
            _("Agregue la fotografía de la hoja: es la prueba de lo que se escribió."),
            field="files",
        )
    if not gathering.strip():
        raise Refusal(_("Escriba en qué encuentro se escribió."), field="gathering")
    code = codes.new_code()
    proposal = Proposal.objects.create(
        call=held,
        slug=registration.unique_slug(),
        arrival=Proposal.Arrival.PAPER,
        gathering=gathering.strip(),
        facilitator=by,
        tracking_digest=codes.digest(code),
        **facts,
    )
    _keep_files(proposal, files)
    registration.enter_queue(proposal)
    _note("transcribe", proposal, role=role_of(by), is_public=False)
    if proposal.email:
        context = {"proposal": proposal, "call": held, "follow": emails.following(code)}
        mail.write(
            "proposal_transcribed",
            to=mail.Recipient(proposal.email, proposal.language),
            key=f"proposal-{proposal.pk}-paper",
            context=context,
        )
    return proposal


def find_by_code(code: str) -> Proposal:
    """Return the proposal that a code of following opens. Raises NotAllowed."""
    found = (
        Proposal.objects.select_related("call__plan", "territory", "value")
        .filter(tracking_digest=codes.digest(code))
        .first()
    )
    if found is None:
        raise rights.NotAllowed("follow")
    return found


@transaction.atomic
def withdraw(code: str) -> Proposal:
    """Withdraw one's own proposal before it goes to a working group: its text is no longer shown,
    that it existed is. Raises NotAllowed, MoveNotAllowed.
    """
    held = Proposal.objects.select_for_update().get(pk=find_by_code(code).pk)
    held.state = Proposal.machine.target("withdraw", state=held.state)
    held.state_reason = ""
    held.save(update_fields=["state", "state_reason"])
    _note("withdraw_proposal", held, role=AUTHOR, is_public=False)
    return held


@transaction.atomic
def appeal(code: str, *, text: str) -> Proposal:
    """Object to a proposal's not being admitted; the secretariat takes it to the forum.

    Raises NotAllowed, Refusal.
    """
    held = Proposal.objects.select_for_update().get(pk=find_by_code(code).pk)
    if held.state != ProposalState.NOT_ADMITTED:
        raise Refusal(_("Solo se reclama por una propuesta no admitida."))
    if not text.strip():
        raise Refusal(_("Escribe por qué debería admitirse."), field="text")
    if held.appeal:
        raise Refusal(_("Ya recibimos tu reclamo por esta propuesta."))
    held.appeal = text.strip()
    held.save(update_fields=["appeal"])
    _note("appeal", held, role=AUTHOR, is_public=False)
    return held


@transaction.atomic
def attach(
    proposal: Proposal, *, by: User, title: str, content: bytes, file_name: str
) -> Attachment:
    """Add a file to a proposal, as its plan's coordination. Raises NotAllowed, Refusal."""
    held = rights.fetch("moderate", proposal, by=by)
    attachment = _keep_file(held, title=title, content=content, file_name=file_name)
    _note("attach", held, role=role_of(by), is_public=False)
    return attachment


@transaction.atomic
def forget_unconfirmed(*, now: datetime.datetime) -> int:
    """Delete what nobody confirmed in time, and the addresses of plans that ended more than a year
    ago; returns how many proposals were deleted.
    """
    stale = Proposal.objects.filter(
        state=ProposalState.RECEIVED, received_at__lt=now - 2 * CONFIRM_WITHIN
    )
    for call_id, title in stale.values_list("call_id", "call__title").distinct():
        journal.record(
            "forget_unconfirmed",
            Call.objects.get(pk=call_id),
            role="portal",
            title=title,
            is_public=False,
        )
    count = stale.count()
    for attachment in Attachment.objects.filter(proposal__in=stale):
        attachment.file.delete(save=False)
    stale.delete()
    over = Proposal.objects.filter(
        call__plan__ends_on__lt=timezone.localdate(now) - datetime.timedelta(days=365)
    )
    over.exclude(email="").update(email="")
    over.filter(is_name_public=False).exclude(author_name="").update(author_name="")
    return count


def _keep_files(proposal: Proposal, files: list[Any]) -> None:
    if len(files) > MOST_FILES:
        raise Refusal(_("Hasta tres archivos."), field="files")
    for file in files:
        if file.size > uploads.LARGEST:
            raise Refusal(
                _("El archivo pesa más de 10 MB: redúcelo o escribe un enlace en el texto."),
                field="files",
            )
        _keep_file(proposal, title=file.name, content=file.read(), file_name=file.name)


def _keep_file(proposal: Proposal, *, title: str, content: bytes, file_name: str) -> Attachment:
    try:
        kept = uploads.accept(content, file_name=file_name)
    except Refusal as refusal:
        raise Refusal(refusal.sentence, field="files") from refusal
    found = Attachment.objects.filter(proposal=proposal, sha256=kept.sha256).first()
    if found:
        return found
    attachment = Attachment(
        proposal=proposal,
        title=title.strip()[:200],
        media_type=kept.media_type,
        size=len(kept.content),
        sha256=kept.sha256,
    )
    attachment.file.save(kept.file_name, ContentFile(kept.content), save=False)
    attachment.save()
    return attachment


def _code(use: str, key: uuid.UUID) -> str:
    return codes.of_sending(f"proposal:{use}", key)


def _note(act: str, proposal: Proposal, *, role: str, is_public: bool) -> None:
    """Record an act on a proposal that nobody has looked at yet: under its number, never
    its words.
    """
    title = f"{_('Propuesta')} {proposal.number or ''}".strip()
    journal.record(
        act,
        proposal,
        role=role,
        plan_slug=proposal.call.plan.slug,
        is_public=is_public,
        title=title,
    )
