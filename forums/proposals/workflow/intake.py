"""Receiving proposals: from the form or from paper, and confirmed by mail."""

import datetime
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commitments.organizations.access import role_of
from forums.proposals import emails
from forums.proposals.models import Call, Proposal
from forums.proposals.states import ProposalState
from forums.proposals.workflow import review_queue
from forums.proposals.workflow.attaching import accept_files, keep_files
from forums.proposals.workflow.following import AUTHOR, author_code
from forums.proposals.workflow.journal_entries import record_act
from forums.proposals.workflow.slugs import unique_slug
from ogp_portal.foundation.documents import uploads
from ogp_portal.foundation.permissions import codes, rights, windows
from ogp_portal.foundation.refusals import Refusal
from ogp_portal.models import User

CONFIRM_WITHIN = datetime.timedelta(days=7)
MOST_WAITING = 10  # for one address: nobody fills another's mailbox by this form


@dataclass(frozen=True)
class Receipt:
    """What the author gets: the proposal and the code that follows it."""

    proposal: Proposal
    code: str


def propose(
    call: Call,
    *,
    key: uuid.UUID,
    email: str,
    language: str,
    files: Sequence[UploadedFile] = (),
    **facts: object,
) -> Receipt:
    """Receive a proposal while the call is open, by the database's clock, and mail the link that
    confirms it.

    `key` names one sending: the same key again gives the same receipt and changes nothing. Raises
    WindowClosed, Refusal.
    """
    sent_before = Proposal.objects.filter(submission_key=key).first()
    if sent_before:
        return Receipt(sent_before, author_code("follow", key))
    if not Call.objects.filter(
        rights.condition(Call, "propose", AnonymousUser()), pk=call.pk
    ).exists():
        raise rights.NotAllowed("propose")
    accepted = accept_files(files)  # slow: before the transaction
    return _receive(call, accepted, key=key, email=email, language=language, facts=facts)


@transaction.atomic
def _receive(
    call: Call,
    accepted: Sequence[tuple[str, uploads.Accepted]],
    *,
    key: uuid.UUID,
    email: str,
    language: str,
    facts: Mapping[str, object],
) -> Receipt:
    windows.hold_open(call)
    waiting = Proposal.objects.filter(call=call, state=ProposalState.RECEIVED, email=email.lower())
    if waiting.count() >= MOST_WAITING:
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
            "slug": unique_slug(),
            "tracking_digest": codes.digest(author_code("follow", key)),
            "confirmation_digest": codes.digest(author_code("confirm", key)),
        },
    )
    if is_new:
        keep_files(proposal, accepted)
        record_act("receive", proposal, role=AUTHOR)
        emails.ask_to_confirm(
            proposal,
            confirm_code=author_code("confirm", key),
            follow_code=author_code("follow", key),
        )
    return Receipt(proposal, author_code("follow", key))


@transaction.atomic
def confirm(code: str) -> Proposal:
    """Confirm the e-mail of a proposal: it enters the queue of review and its clock begins.

    Twice is once. Raises NotAllowed, Refusal.
    """
    proposal = (
        Proposal.objects.select_for_update(of=("self",))
        .select_related("call__plan")
        .filter(confirmation_digest=codes.digest(code))
        .first()
    )
    if proposal is None:
        raise rights.NotAllowed("confirm")
    if proposal.state != ProposalState.RECEIVED:
        return proposal
    if proposal.received_at + CONFIRM_WITHIN <= timezone.now():
        raise Refusal(
            _(
                "El enlace duró siete días y ya venció: envía la propuesta otra vez si la "
                "convocatoria sigue abierta."
            )
        )
    review_queue.enter(proposal)
    record_act("confirm", proposal, role=AUTHOR)
    emails.tell(proposal, template="proposal_received", cause="received")
    return proposal


@transaction.atomic
def transcribe(
    call: Call, *, by: User, gathering: str, files: Sequence[UploadedFile], **facts: object
) -> Proposal:
    """Enter a proposal made on paper, with the photograph of its sheet; it counts as any other.

    Also after the window: paper was written in it. Raises NotAllowed, Refusal.
    """
    if not files:
        raise Refusal(
            _("Agregue la fotografía de la hoja: es la prueba de lo que se escribió."),
            field="files",
        )
    if not gathering.strip():
        raise Refusal(_("Escriba en qué encuentro se escribió."), field="gathering")
    accepted = accept_files(files)  # slow: before any row is held
    call = rights.fetch("transcribe", call, by=by)
    code = codes.new_code()
    proposal = Proposal.objects.create(
        call=call,
        slug=unique_slug(),
        arrival=Proposal.Arrival.PAPER,
        gathering=gathering.strip(),
        facilitator=by,
        tracking_digest=codes.digest(code),
        **facts,
    )
    keep_files(proposal, accepted)
    review_queue.enter(proposal)
    record_act("transcribe", proposal, role=role_of(by))
    if proposal.email:
        emails.tell_transcribed(proposal, follow_code=code)
    return proposal
