"""Receiving proposals: from the form or from paper, and confirmed by mail."""

import datetime
import uuid
from collections.abc import Sequence
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
from ogp_portal.foundation.events import mail, submissions
from ogp_portal.foundation.permissions import codes, rights, windows
from ogp_portal.foundation.refusals import Difference, ReceivedBefore, Refusal
from ogp_portal.models import User

CONFIRM_WITHIN = datetime.timedelta(days=7)


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

    `key` names one sending: the same again gives the same receipt and changes nothing; with other
    content it corrects what it brought, until that is confirmed. Raises WindowClosed, Refusal,
    ReceivedBefore.
    """
    sending = submissions.read(
        "proposal", key, {**facts, "call": call, "email": email.lower(), "files": files}
    )
    received = Proposal.objects.filter(submission_key=key).first()
    if received and submissions.is_repeated(sending):
        return Receipt(received, author_code("follow", key, to=email))
    if not Call.objects.filter(
        rights.condition(Call, "propose", AnonymousUser()), pk=call.pk
    ).exists():
        raise rights.NotAllowed("propose")
    accepted = accept_files(files)  # slow: before the transaction
    facts = {**facts, "email": email.lower(), "language": language}
    return _receive(sending, call, accepted, facts=facts)


@transaction.atomic
def _receive(
    sending: submissions.Sending,
    call: Call,
    accepted: Sequence[uploads.Accepted],
    *,
    facts: dict[str, object],
) -> Receipt:
    """Write a proposal whose files were looked at, or correct the one of the same form."""
    key, email = sending.key, str(facts["email"])
    is_repeated = submissions.claim(sending)
    received = Proposal.objects.select_for_update().filter(submission_key=key).first()
    if received and is_repeated:
        return Receipt(received, author_code("follow", key, to=email))
    windows.hold_open(call)
    if received:
        return _correct(received, call=call, files=accepted, facts=facts)
    proposal = Proposal.objects.create(
        submission_key=key,
        call=call,
        slug=unique_slug(),
        **_digests(key, email),
        **facts,
    )
    keep_files(proposal, accepted)
    record_act("receive", proposal, role=AUTHOR)
    return _asked_to_confirm(proposal)


def _correct(
    proposal: Proposal,
    *,
    call: Call,
    files: Sequence[uploads.Accepted],
    facts: dict[str, object],
) -> Receipt:
    """Put what was sent last in the place of what the same form brought before, while its e-mail is
    not confirmed: nobody has looked at it yet. Files stay where none came.

    A corrected e-mail gets the letter, and the links of the first open nothing. Raises
    ReceivedBefore.
    """
    if proposal.state != ProposalState.RECEIVED or proposal.call_id != call.pk:
        raise ReceivedBefore(
            _(
                "Lo que recibimos es lo primero y ya no se cambia desde aquí. Si lo de ahora es "
                "otra propuesta, envíala como otra."
            ),
            differences=_differences(proposal, facts),
            page=_page(proposal),
        )
    for name, value in facts.items():
        setattr(proposal, name, value)
    links = _digests(_key(proposal), proposal.email)
    is_same_address = links["tracking_digest"] == proposal.tracking_digest
    proposal.tracking_digest = links["tracking_digest"]
    proposal.confirmation_digest = links["confirmation_digest"]
    proposal.save(update_fields=[*facts, *links])
    keep_files(proposal, files, instead=True)
    record_act("correct_proposal", proposal, role=AUTHOR)
    if not is_same_address:
        return _asked_to_confirm(proposal)
    return Receipt(proposal, author_code("follow", _key(proposal), to=proposal.email))


def _differences(proposal: Proposal, facts: dict[str, object]) -> list[Difference]:
    """Return what was received and what was sent later, field by field; the address only masked."""
    shown = (
        "title",
        "problem",
        "solution",
        "actors",
        "territory",
        "value",
        "sector",
        "organization_name",
        "author_name",
    )
    rows = [
        Difference(
            Proposal._meta.get_field(name).verbose_name,  # type: ignore[union-attr]
            str(getattr(proposal, name) or ""),
            str(facts.get(name) or ""),
        )
        for name in shown
    ]
    return [
        *rows,
        Difference(_("correo electrónico"), mail.masked(proposal.email), str(facts["email"])),
    ]


def _page(proposal: Proposal) -> str:
    """Return the address that follows a proposal, "" once its e-mail was erased."""
    code = author_code("follow", _key(proposal), to=proposal.email)
    return emails.following(code) if codes.digest(code) == proposal.tracking_digest else ""


def _key(proposal: Proposal) -> uuid.UUID:
    """Return the key of the form that a proposal came by. Raises NotAllowed for one on paper."""
    if proposal.submission_key is None:
        raise rights.NotAllowed("propose")
    return proposal.submission_key


def _digests(key: uuid.UUID, email: str) -> dict[str, str]:
    """Return what is kept of the two codes that are mailed to an address."""
    return {
        "tracking_digest": codes.digest(author_code("follow", key, to=email)),
        "confirmation_digest": codes.digest(author_code("confirm", key, to=email)),
    }


def _asked_to_confirm(proposal: Proposal) -> Receipt:
    """Write to the address that was left, and return the receipt."""
    follow, confirm = (
        author_code(use, _key(proposal), to=proposal.email) for use in ("follow", "confirm")
    )
    emails.ask_to_confirm(proposal, confirm_code=confirm, follow_code=follow)
    return Receipt(proposal, follow)


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
    mail.release(proposal.email)
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
