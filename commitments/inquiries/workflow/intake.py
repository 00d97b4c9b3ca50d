"""Receiving what somebody asks or objects: no account and no e-mail needed; with one, the answer is
told once it is confirmed.
"""

import uuid
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commitments.inquiries import emails, rules
from commitments.inquiries.models import Inquiry, InquiryFile
from commitments.inquiries.states import OPEN_INQUIRY, InquiryState
from commitments.inquiries.workflow.erasing import erase_address, erase_words
from commitments.plans.models import Commitment, Milestone
from ogp_portal.foundation import languages
from ogp_portal.foundation.documents import uploads
from ogp_portal.foundation.events import journal, mail, submissions
from ogp_portal.foundation.permissions import codes, rights
from ogp_portal.foundation.refusals import Difference, ReceivedBefore, Refusal

MOST_FILES = 3
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

    `key` names one sending: the same again gives the same receipt and changes nothing; with another
    e-mail alone it corrects that. Raises NotAllowed, Refusal, ReceivedBefore.
    """
    sending = submissions.read(
        "inquiry",
        key,
        {
            "commitment": commitment,
            "milestone": milestone,
            "text": text,
            "link": link,
            "files": files or [],
            "email": email.lower(),
        },
    )
    received = Inquiry.objects.filter(submission_key=key).first()
    if received and submissions.is_repeated(sending):
        return Receipt(received, _code("follow", key, email))
    _check(commitment, milestone, has_proof=bool(link or files))
    accepted = _accept_files(files or [])  # slow: before the transaction
    facts = {"text": text.strip(), "link": link, "email": email.lower()}
    return _receive(
        sending, commitment, milestone, accepted, facts=facts, language=language or languages.own()
    )


@transaction.atomic
def _receive(
    sending: submissions.Sending,
    commitment: Commitment,
    milestone: Milestone | None,
    accepted: list[uploads.Accepted],
    *,
    facts: dict[str, str],
    language: str,
) -> Receipt:
    """Write an inquiry whose files were looked at, or correct the one of the same form."""
    key, email = sending.key, facts["email"]
    is_repeated = submissions.claim(sending)
    received = Inquiry.objects.select_for_update().filter(submission_key=key).first()
    if received and is_repeated:
        return Receipt(received, _code("follow", key, email))
    if received:
        is_about_it = (received.commitment_id, received.milestone_id) == (
            commitment.pk,
            milestone.pk if milestone else None,
        )
        return _correct(received, facts, files=accepted, is_about_it=is_about_it)
    kind = Inquiry.Kind.CHALLENGE if milestone else Inquiry.Kind.QUESTION
    inquiry = Inquiry.objects.create(
        submission_key=key,
        commitment=commitment,
        milestone=milestone,
        kind=kind,
        language=language,
        slug=f"{PREFIXES[kind]}-{uuid.uuid4().hex[:8]}",
        answer_due_on=rules.deadline(kind, received_on=timezone.localdate()).due_on,
        **_digests(key, email),
        **facts,
    )
    _keep_files(inquiry, accepted)
    journal.record(
        "receive_inquiry", inquiry, role=AUTHOR, plan_slug=commitment.plan.slug, is_public=False
    )
    return _told(inquiry)


def _correct(
    inquiry: Inquiry,
    facts: dict[str, str],
    *,
    files: list[uploads.Accepted],
    is_about_it: bool,
) -> Receipt:
    """Put the e-mail that was sent last in the place of the first, while neither that was confirmed
    nor the inquiry looked at: the letter goes to it, and the links of the first open nothing.

    Its words are not changed: somebody may be reading them. Raises ReceivedBefore.
    """
    kept = set(inquiry.files.values_list("sha256", flat=True))
    is_same = (
        is_about_it
        and (inquiry.text, inquiry.link) == (facts["text"], facts["link"])
        and {file.sha256 for file in files} <= kept
    )
    is_open = inquiry.state == InquiryState.RECEIVED and inquiry.email_confirmed_at is None
    if not (is_same and is_open):
        raise ReceivedBefore(
            _(
                "Lo que recibimos es lo primero. Si lo de ahora es otra cosa, envíala como otra; "
                "si es la misma corregida, retira la primera desde su página y envía esta."
            ),
            differences=[
                Difference(_("texto"), inquiry.text, facts["text"]),
                Difference(_("enlace a la prueba"), inquiry.link, facts["link"]),
                Difference(_("correo electrónico"), mail.masked(inquiry.email), facts["email"]),
            ],
            page=_page(inquiry),
        )
    inquiry.email = facts["email"]
    for name, value in _digests(inquiry.submission_key, inquiry.email).items():
        setattr(inquiry, name, value)
    inquiry.save(update_fields=["email", "tracking_digest", "confirmation_digest"])
    journal.record(
        "correct_inquiry_email",
        inquiry,
        role=AUTHOR,
        plan_slug=inquiry.commitment.plan.slug,
        is_public=False,
    )
    return _told(inquiry)


def _digests(key: uuid.UUID, email: str) -> dict[str, str]:
    """Return what is kept of the two codes that are mailed to an address."""
    return {
        "tracking_digest": codes.digest(_code("follow", key, email)),
        "confirmation_digest": codes.digest(_code("confirm", key, email)),
    }


def _page(inquiry: Inquiry) -> str:
    """Return the address that follows an inquiry, "" once its e-mail was erased."""
    code = _code("follow", inquiry.submission_key, inquiry.email)
    is_it = codes.digest(code) == inquiry.tracking_digest
    return reverse("follow_inquiry", args=[code]) if is_it else ""


def _told(inquiry: Inquiry) -> Receipt:
    """Write to the address that was left, and return the receipt."""
    follow, confirm = (
        _code(use, inquiry.submission_key, inquiry.email) for use in ("follow", "confirm")
    )
    emails.tell_received(inquiry, follow=follow, confirm=confirm)
    return Receipt(inquiry, follow)


def _check(commitment: Commitment, milestone: Milestone | None, *, has_proof: bool) -> None:
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
        mail.release(inquiry.email)
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


def _code(use: str, key: uuid.UUID, email: str) -> str:
    return codes.of_sending(f"inquiry:{use}", key, to=email)
