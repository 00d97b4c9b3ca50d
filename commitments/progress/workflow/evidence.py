"""The files and links that prove what a report says."""

from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from commitments.organizations.access import role_of
from commitments.plans.models import Commitment, Milestone
from commitments.progress.models import Evidence, ProgressUpdate
from ogp_portal.foundation.documents import uploads
from ogp_portal.foundation.events import journal
from ogp_portal.foundation.permissions import four_eyes, rights
from ogp_portal.foundation.refusals import Refusal
from ogp_portal.models import User

MOST_EVIDENCE = 20


@transaction.atomic
def add_evidence(
    update: ProgressUpdate,
    *,
    by: User,
    title: str,
    milestone: Milestone | None = None,
    url: str = "",
    content: bytes = b"",
    file_name: str = "",
) -> Evidence:
    """Attach a link or a file to an update being written.

    The file's type is told by its content; pictures lose their metadata.

    The same file twice is the same row. Raises NotAllowed, Refusal.
    """
    upload = (
        uploads.accept(content, file_name=file_name) if content else None
    )  # slow: before any row is held
    update = rights.fetch("edit", update, by=by)
    if update.evidence.count() >= MOST_EVIDENCE:
        raise Refusal(
            _("Un reporte lleva hasta 20 medios de verificación: reúna los demás en un documento."),
            field="file",
        )
    facts: dict[str, object] = {"update_of": update, "milestone": milestone, "title": title.strip()}
    if not facts["title"]:
        raise Refusal(_("Ponga un título al medio de verificación."), field="title")
    if bool(url) == bool(upload):
        raise Refusal(_("Adjunte un archivo o escriba un enlace, uno de los dos."), field="file")
    if upload is None:
        evidence = Evidence.objects.create(
            commitment=update.commitment, kind=Evidence.Kind.LINK, url=url, **facts
        )
    else:
        evidence = _keep_file(update.commitment, upload, facts)
    four_eyes.wrote(update, by=by)
    journal.record(
        "add_evidence",
        update,
        role=role_of(by),
        plan_slug=update.commitment.plan.slug,
        after={"title": evidence.title},
        is_public=False,
    )
    return evidence


def _keep_file(
    commitment: Commitment, accepted: uploads.Accepted, facts: dict[str, object]
) -> Evidence:
    twin = Evidence.objects.filter(commitment=commitment, sha256=accepted.sha256).first()
    if twin:
        return twin
    evidence = Evidence(
        commitment=commitment,
        kind=Evidence.Kind.FILE,
        media_type=accepted.media_type,
        size=len(accepted.content),
        sha256=accepted.sha256,
        scanned_at=accepted.scanned_at,
        **facts,
    )
    evidence.file.save(accepted.file_name, ContentFile(accepted.content), save=False)
    try:
        with transaction.atomic():
            evidence.save()
    except IntegrityError:  # the same file came in at the same instant
        evidence.file.delete(save=False)
        return Evidence.objects.get(commitment=commitment, sha256=accepted.sha256)
    return evidence


def has_evidence(milestone: Milestone) -> bool:
    """Say whether some evidence names the milestone."""
    return Evidence.objects.filter(milestone=milestone).exists()
