"""Files of a proposal: checked by their content, the same one kept once."""

from collections.abc import Sequence

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from commitments.organizations.access import role_of
from forums.proposals.models import Attachment, Proposal
from forums.proposals.workflow.journal_entries import record_act
from ogp_portal.foundation.documents import uploads
from ogp_portal.foundation.permissions import rights
from ogp_portal.foundation.refusals import Refusal
from ogp_portal.models import User

MOST_FILES = 3


@transaction.atomic
def attach(
    proposal: Proposal, *, by: User, title: str, content: bytes, file_name: str
) -> Attachment:
    """Add a file to a proposal, as its plan's coordination. Raises NotAllowed, Refusal."""
    upload = _accept(content, file_name=file_name)  # slow: before any row is held
    proposal = rights.fetch("moderate", proposal, by=by)
    attachment = _keep_file(proposal, title, upload, name=upload.file_name)
    record_act("attach", proposal, role=role_of(by))
    return attachment


def accept_files(files: Sequence[UploadedFile]) -> list[uploads.Accepted]:
    """Return the files that come with a proposal, three at most, as they are kept.

    Pictures are drawn anew, which is slow: to be called before any row is held. Raises Refusal.
    """
    if len(files) > MOST_FILES:
        raise Refusal(_("Hasta tres archivos."), field="files")
    accepted = []
    for file in files:
        if (file.size or 0) > uploads.LARGEST:
            raise Refusal(
                _("El archivo pesa más de 10 MB: redúcelo o escribe un enlace en el texto."),
                field="files",
            )
        name = file.name or ""
        accepted.append(_accept(file.read(), file_name=name))
    return accepted


def keep_files(
    proposal: Proposal, files: Sequence[uploads.Accepted], *, instead: bool = False
) -> None:
    """Keep the accepted files of a proposal by their numbers, never by the names they had;
    `instead` of those it had if there are any.
    """
    if instead and files:
        for attachment in Attachment.objects.filter(proposal=proposal):
            attachment.file.delete(save=False)
            attachment.delete()
    for upload in files:
        number = Attachment.objects.filter(proposal=proposal).count() + 1
        title, name = uploads.numbered(number, upload)
        _keep_file(proposal, title, upload, name=name)


def _accept(content: bytes, *, file_name: str) -> uploads.Accepted:
    try:
        return uploads.accept(content, file_name=file_name)
    except Refusal as refusal:
        raise type(refusal)(refusal.sentence, field="files") from refusal


def _keep_file(
    proposal: Proposal, title: str, upload: uploads.Accepted, *, name: str
) -> Attachment:
    existing = Attachment.objects.filter(proposal=proposal, sha256=upload.sha256).first()
    if existing:
        return existing
    attachment = Attachment(
        proposal=proposal,
        title=title.strip()[:200],
        media_type=upload.media_type,
        size=len(upload.content),
        sha256=upload.sha256,
        scanned_at=upload.scanned_at,
    )
    attachment.file.save(name, ContentFile(upload.content), save=False)
    attachment.save()
    return attachment
