"""The files and links that prove what a report says."""

from collections.abc import Iterable

from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.db.models import Max, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from commitments.organizations.access import role_of
from commitments.plans.models import Milestone
from commitments.progress.models import Evidence, ProgressUpdate
from commitments.progress.states import PUBLIC_UPDATE
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
    milestones: Iterable[Milestone] = (),
    url: str = "",
    content: bytes = b"",
    file_name: str = "",
) -> Evidence:
    """Attach a link or a file to an update being written; it proves `milestones`, or the report.

    The file's type is told by its content; pictures lose their metadata. The same file twice in a
    report is the same row, which then proves the milestones of both. Raises NotAllowed, Refusal.
    """
    upload = (
        uploads.accept(content, file_name=file_name) if content else None
    )  # slow: before any row is held
    update = rights.fetch("edit", update, by=by)
    proved = _of(update, milestones)
    if update.evidence.count() >= MOST_EVIDENCE:
        raise Refusal(
            _("Un reporte lleva hasta 20 medios de verificación: reúna los demás en un documento."),
            field="file",
        )
    facts: dict[str, object] = {
        "update_of": update,
        "title": title.strip(),
        "added_at": timezone.now(),
    }
    if not facts["title"]:
        raise Refusal(_("Ponga un título al medio de verificación."), field="title")
    if bool(url) == bool(upload):
        raise Refusal(_("Adjunte un archivo o escriba un enlace, uno de los dos."), field="file")
    if upload is None:
        evidence = Evidence.objects.create(
            commitment=update.commitment, kind=Evidence.Kind.LINK, url=url, **facts
        )
    else:
        evidence = _keep_file(update, upload, facts)
    evidence.milestones.add(*proved)
    evidence.save()  # what it proves is part of the row: its stamp moves with it
    four_eyes.wrote(update, by=by)
    _record("add_evidence", update, by=by, after={"title": evidence.title})
    return evidence


@transaction.atomic
def place_evidence(evidence: Evidence, *, by: User, milestones: Iterable[Milestone]) -> Evidence:
    """Say anew which milestones a file or link proves, while its report is written.

    Raises NotAllowed, Refusal.
    """
    update = _report_of(evidence, by=by)
    proved = _of(update, milestones)
    before = _titles(evidence)
    evidence.milestones.set(proved)
    evidence.save()
    four_eyes.wrote(update, by=by)
    _record(
        "place_evidence",
        update,
        by=by,
        before={"title": evidence.title, "milestones": before},
        after={"milestones": _titles(evidence)},
    )
    return evidence


@transaction.atomic
def remove_evidence(evidence: Evidence, *, by: User) -> None:
    """Take a file or link out of a report that is being written. Its file goes with what no row
    names any more.

    Raises NotAllowed, Refusal.
    """
    update = _report_of(evidence, by=by)
    four_eyes.wrote(update, by=by)
    _record("remove_evidence", update, by=by, before={"title": evidence.title})
    evidence.delete()


def _report_of(evidence: Evidence, *, by: User) -> ProgressUpdate:
    """Return, locked, the report that evidence came with. Raises NotAllowed, Refusal."""
    if evidence.update_of is None:
        raise Refusal(_("Ese medio de verificación no es de un reporte: no se cambia aquí."))
    return rights.fetch("edit", evidence.update_of, by=by)


def _of(update: ProgressUpdate, milestones: Iterable[Milestone]) -> list[Milestone]:
    """Return milestones of the report's commitment. Raises Refusal for another's."""
    found = list(milestones)
    if any(row.commitment_id != update.commitment_id for row in found):
        raise Refusal(_("El hito no es de este compromiso."), field="milestones")
    return found


def _titles(evidence: Evidence) -> str:
    return "; ".join(evidence.milestones.order_by("position").values_list("title", flat=True))


def _record(
    act: str,
    update: ProgressUpdate,
    *,
    by: User,
    before: dict[str, object] | None = None,
    after: dict[str, object] | None = None,
) -> None:
    journal.record(
        act,
        update,
        role=role_of(by),
        plan_slug=update.commitment.plan.slug,
        before=before or {},
        after=after or {},
        is_public=False,
    )


def _keep_file(
    update: ProgressUpdate, accepted: uploads.Accepted, facts: dict[str, object]
) -> Evidence:
    twin = Evidence.objects.filter(
        commitment=update.commitment, update_of=update, sha256=accepted.sha256
    ).first()
    if twin:
        return twin
    evidence = Evidence(
        commitment=update.commitment,
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
        return Evidence.objects.get(
            commitment=update.commitment, update_of=update, sha256=accepted.sha256
        )
    return evidence


def has_evidence(milestone: Milestone, *, update: ProgressUpdate | None = None) -> bool:
    """Say whether some evidence proves the milestone: public, or of the report `update`; and, where
    a completion of it was taken back, evidence that came afterwards.
    """
    proofs = Evidence.objects.filter(
        Q(update_of=None) | Q(update_of=update) | Q(update_of__state__in=PUBLIC_UPDATE),
        milestones=milestone,
    )
    corrected_at = milestone.reopenings.aggregate(at=Max("at"))["at"]
    return (proofs.filter(added_at__gt=corrected_at) if corrected_at else proofs).exists()


def lacks_evidence(milestone: Milestone) -> str:
    """Return what to do where no evidence proves a milestone that is told as complete."""
    if milestone.reopenings.exists():
        return _(
            "El hito «%(title)s» se corrigió: para quedar cumplido necesita un medio de "
            "verificación agregado después."
        ) % {"title": milestone.title}
    return _("El hito «%(title)s» necesita un medio de verificación para quedar cumplido.") % {
        "title": milestone.title
    }
