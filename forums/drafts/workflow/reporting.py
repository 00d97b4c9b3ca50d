"""The feedback report as a document, made by the outbox in editions."""

import hashlib

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from forums.drafts.documents import printed
from forums.drafts.models import Consultation
from ogp_portal.foundation import languages
from ogp_portal.foundation.documents import pdf
from ogp_portal.foundation.events import outbox

MAKE = "forums.make_feedback_report"


def order_report(consultation: Consultation) -> None:
    """Have the next edition of the report made after COMMIT."""
    Consultation.objects.filter(pk=consultation.pk).update(edition=F("edition") + 1)
    consultation.refresh_from_db(fields=["edition"])
    outbox.enqueue(MAKE, {"consultation": consultation.pk, "edition": consultation.edition})


@outbox.handler(MAKE)
def make_report(payload: outbox.Payload) -> None:
    """Make the PDF of an edition; an older one, or the same twice, makes nothing."""
    consultation = (
        Consultation.objects.select_for_update(of=("self",))
        .select_related("version__draft__plan")
        .get(pk=payload["consultation"])
    )
    name = f"retroalimentacion-{consultation.slug}-{payload['edition']}.pdf"
    if (
        consultation.edition != payload["edition"]
        or consultation.answered_at is None
        or consultation.file.name.endswith(name)
    ):
        return
    html = printed.report_html(consultation)
    content = pdf.to_pdf(
        html,
        title=f"{_('Informe de retroalimentación')} · {consultation.title}",
        language=languages.tag(languages.own()),
        at=consultation.answered_at,
        identifier=hashlib.sha256(html.encode()).hexdigest()[:32],
        attachments=[],
    )
    consultation.file.save(name, ContentFile(content), save=False)
    consultation.sha256 = hashlib.sha256(content).hexdigest()
    consultation.save(update_fields=["file", "sha256"])


@transaction.atomic
def finish_report_now(consultation: Consultation) -> None:
    """Make the PDF at once instead of waiting for a worker."""
    make_report({"consultation": consultation.pk, "edition": consultation.edition})
