"""The feedback report as a document, made by the outbox in editions."""

import hashlib
from collections.abc import Mapping
from typing import Any

from django.core.files.base import ContentFile
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from forums.drafts.documents import printed
from forums.drafts.models import Consultation
from ogp_portal.foundation import languages
from ogp_portal.foundation.documents import pdf
from ogp_portal.foundation.events import kept_documents, outbox

MAKE = "forums.make_feedback_report"


def order_report(consultation: Consultation) -> None:
    """Have the next edition of the report made after COMMIT."""
    Consultation.objects.filter(pk=consultation.pk).update(edition=F("edition") + 1)
    consultation.refresh_from_db(fields=["edition"])
    outbox.enqueue(MAKE, {"consultation": consultation.pk, "edition": consultation.edition})


def render_report(consultation: Consultation) -> bytes:
    """Return the PDF of the report as it stands: same rows, fonts and versions, same bytes."""
    html = printed.report_html(consultation)
    return pdf.to_pdf(
        html,
        title=f"{_('Informe de retroalimentación')} · {consultation.title}",
        language=languages.tag(languages.own()),
        at=consultation.answered_at or consultation.modified_at,
        identifier=hashlib.sha256(html.encode()).hexdigest()[:32],
        attachments=[],
    )


def prepare_report(payload: outbox.Payload) -> bytes | None:
    """Return the PDF of an edition that is waited for: done while no row is held."""
    consultation = Consultation.objects.select_related("version__draft__plan").get(
        pk=payload["consultation"]
    )
    return render_report(consultation) if _waits_for(consultation, payload) else None


@outbox.handler(MAKE, prepare=prepare_report)
def make_report(payload: outbox.Payload, content: bytes | None) -> None:
    """Keep the PDF of an edition; an older one, or the same twice, keeps nothing."""
    consultation = Consultation.objects.select_for_update().get(pk=payload["consultation"])
    if content is None or not _waits_for(consultation, payload):
        return
    consultation.file.save(_file_name(consultation), ContentFile(content), save=False)
    consultation.sha256 = hashlib.sha256(content).hexdigest()
    consultation.save(update_fields=["file", "sha256"])


def _reported(facts: Mapping[str, Any]) -> Consultation:
    rows = Consultation.objects.select_related("version__draft__plan")
    return rows.get(pk=facts["consultation"])


def _file(facts: Mapping[str, Any]) -> tuple[str, str]:
    """Return the name and the digest of a report's PDF."""
    consultation = _reported(facts)
    return consultation.file.name or "", consultation.sha256


FEEDBACK_REPAIR = kept_documents.DocumentKind(
    "forums.feedback",
    lambda facts: render_report(_reported(facts)),
    "application/pdf",
    repairs=_file,
)


def finish_report_now(consultation: Consultation) -> None:
    """Make the PDF at once instead of waiting for a worker."""
    outbox.do_now(MAKE, {"consultation": consultation.pk, "edition": consultation.edition})


def _waits_for(consultation: Consultation, payload: outbox.Payload) -> bool:
    return (
        consultation.edition == payload["edition"]
        and consultation.answered_at is not None
        and not (consultation.file.name or "").endswith(_file_name(consultation))
    )


def _file_name(consultation: Consultation) -> str:
    return f"retroalimentacion-{consultation.slug}-{consultation.edition}.pdf"
