"""Receiving what somebody asks or objects: no account and no e-mail needed; with one, the answer is
told once it is confirmed.
"""

import uuid
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commitments.inquiries import emails, rules
from commitments.inquiries.models import Inquiry, InquiryFile
from commitments.inquiries.states import OPEN_INQUIRY, InquiryState
from commitments.inquiries.workflow.erasing import erase_address, erase_words
from commitments.plans.models import Commitment, Milestone
from ogp_portal.foundation import languages
from ogp_portal.foundation.documents import uploads
from ogp_portal.foundation.events import journal
from ogp_portal.foundation.permissions import codes, rights
from ogp_portal.foundation.refusals import Refusal

MOST_FILES = 3
MOST_WAITING = 10  # for one address: nobody fills another's mailbox by this form
PREFIXES = {Inquiry.Kind.QUESTION: "pregunta", Inquiry.Kind.CHALLENGE: "objecion"}
AUTHOR = "quien pregunta u objeta"


@dataclass(frozen=True)
class Receipt:
    """What whoever asks gets: the inquiry and the code that follows it."""

    inquiry: Inquiry
    code: str


def receive(
    commitment: Commitment,
    *,
    key: uuid.UUID,
    text: str,
    milestone: Milestone | None = None,
    link: str = "",
    files: list[UploadedFile] | None = None,
    email: str = "",
    language: str = "",
) -> Receipt:
    """Receive a question, or with `milestone` an objection to its being complete, which needs a
    link or a file as proof.

    `key` names one sending: the same key again gives the same receipt and changes nothing. Raises
    NotAllowed, Refusal.
    """
    earlier = Inquiry.objects.filter(submission_key=key).first()
    if earlier:
        return Receipt(earlier, _code("follow", key))
    kind = Inquiry.Kind.CHALLENGE if milestone else Inquiry.Kind.QUESTION
    _check(commitment, milestone, has_proof=bool(link or files), email=email)
    accepted = _accept_files(files or [])  # slow: before the transaction
    received_on = timezone.localdate()
    with transaction.atomic():
        inquiry, is_new = Inquiry.objects.get_or_create(
            submission_key=key,
            defaults={
                "commitment": commitment,
                "milestone": milestone,
                "kind": kind,
                "text": text.strip(),
                "link": link,
                "email": email.lower(),
                "language": language or languages.own(),
                "slug": f"{PREFIXES[kind]}-{uuid.uuid4().hex[:8]}",
                "answer_due_on": rules.deadline(kind, received_on=received_on).due_on,
                "tracking_digest": codes.digest(_code("follow", key)),
                "confirmation_digest": codes.digest(_code("confirm", key)),
            },
        )
        if is_new:
            _keep_files(inquiry, accepted)
            journal.record(
                "receive_inquiry",
                inquiry,
                role=AUTHOR,
                plan_slug=commitment.plan.slug,
                is_public=False,
            )
            emails.tell_received(
                inquiry, follow=_code("follow", key), confirm=_code("confirm", key)
            )
    return Receipt(inquiry, _code("follow", key))


def _check(
    commitment: Commitment, milestone: Milestone | None, *, has_proof: bool, email: str
) -> None:
    anybody = AnonymousUser()
    if milestone is None:
        if not Commitment.objects.filter(
            rights.condition(Commitment, "ask", anybody), pk=commitment.pk
        ).exists():
            raise rights.NotAllowed("ask")
    elif not Milestone.objects.filter(
        rights.condition(Milestone, "challenge", anybody), pk=milestone.pk, commitment=commitment
    ).exists():
        raise rights.NotAllowed("challenge")
    elif not has_proof:
        raise Refusal(
            _("Agrega una prueba: un enlace o un archivo. Con ella se puede revisar lo que dices."),
            field="link",
        )
    if (
        email
        and Inquiry.objects.filter(state=InquiryState.RECEIVED, email=email.lower()).count()
        >= MOST_WAITING
    ):
        raise Refusal(
            _("Hay diez por revisar con ese correo: espera a que se revisen antes de enviar otra."),
            field="email",
        )


@transaction.atomic
def confirm_email(code: str) -> Inquiry:
    """Confirm the e-mail of an inquiry: from now on its author is told what happens to it.

    Twice is once. Raises NotAllowed.
    """
    inquiry = (
        Inquiry.objects.select_for_update().filter(confirmation_digest=codes.digest(code)).first()
    )
    if inquiry is None:
        raise rights.NotAllowed("confirm")
    if inquiry.email_confirmed_at is None:
        inquiry.email_confirmed_at = timezone.now()
        inquiry.save(update_fields=["email_confirmed_at"])
        journal.record("confirm_inquiry_email", inquiry, role=AUTHOR, is_public=False)
    return inquiry


def find_by_code(code: str) -> Inquiry:
    """Return the inquiry that a code of following opens. Raises NotAllowed."""
    found = (
        Inquiry.objects.select_related("commitment__plan", "milestone")
        .filter(tracking_digest=codes.digest(code))
        .first()
    )
    if found is None:
        raise rights.NotAllowed("follow")
    return found


@transaction.atomic
def withdraw(code: str) -> Inquiry:
    """Withdraw one's own inquiry before it is answered: its text, files and mail are erased, that
    it existed is not. Raises NotAllowed, MoveNotAllowed.
    """
    return withdraw_inquiry(find_by_code(code))


@transaction.atomic
def withdraw_inquiry(inquiry: Inquiry) -> Inquiry:
    """Withdraw an inquiry for its author. Raises MoveNotAllowed."""
    inquiry = (
        Inquiry.objects.select_for_update(of=("self",))
        .select_related("commitment__plan")
        .get(pk=inquiry.pk)
    )
    was_public = inquiry.state == InquiryState.PUBLISHED
    inquiry.state = Inquiry.machine.target("withdraw_inquiry", state=inquiry.state)
    inquiry.save(update_fields=["state"])
    erase_words(inquiry)
    erase_address(inquiry)
    journal.record(
        "withdraw_inquiry",
        inquiry,
        role=AUTHOR,
        plan_slug=inquiry.commitment.plan.slug,
        is_public=was_public,
    )
    return inquiry


@transaction.atomic
def erase_inquiries(keys: list[int]) -> None:
    """Erase who asked or objected: what is still open is withdrawn, what was not shown loses its
    words, and an answer that was published stays with what was asked, without address.
    """
    for inquiry in Inquiry.objects.filter(pk__in=keys).order_by("pk"):
        if inquiry.state in OPEN_INQUIRY:
            withdraw_inquiry(inquiry)
            continue
        if inquiry.state == InquiryState.NOT_PUBLISHED:
            erase_words(inquiry)
        erase_address(inquiry)


def _accept_files(files: list[UploadedFile]) -> list[uploads.Accepted]:
    """Return the files as they are kept. Raises Refusal."""
    accepted = []
    if len(files) > MOST_FILES:
        raise Refusal(_("Hasta tres archivos."), field="files")
    for file in files:
        name = file.name or ""
        if (file.size or 0) > uploads.LARGEST:
            raise Refusal(
                _("El archivo pesa más de 10 MB: redúcelo o escribe un enlace."), field="files"
            )
        try:
            accepted.append(uploads.accept(file.read(), file_name=name))
        except Refusal as refusal:
            raise type(refusal)(refusal.sentence, field="files") from refusal
    return accepted


def _keep_files(inquiry: Inquiry, files: list[uploads.Accepted]) -> None:
    for upload in files:
        if inquiry.files.filter(sha256=upload.sha256).exists():
            continue
        title, name = uploads.numbered(inquiry.files.count() + 1, upload)
        row = InquiryFile(
            inquiry=inquiry,
            title=title,
            media_type=upload.media_type,
            size=len(upload.content),
            sha256=upload.sha256,
            scanned_at=upload.scanned_at,
        )
        row.file.save(name, ContentFile(upload.content), save=False)
        row.save()


def _code(use: str, key: uuid.UUID) -> str:
    return codes.of_sending(f"inquiry:{use}", key)
