"""The feedback report as a document, made by the outbox in editions; and what is forgotten when a
plan is long over.
"""

import datetime
import hashlib

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from forums.drafts.documents import printed
from forums.drafts.models import Comment, Consultation, Voice
from forums.drafts.states import CommentState
from ogp_portal.foundation import languages
from ogp_portal.foundation.documents import pdf
from ogp_portal.foundation.events import journal, outbox

MAKE = "forums.make_feedback_report"


def order_report(consultation: Consultation) -> None:
    """Have the next edition of the report made after COMMIT."""
    Consultation.objects.filter(pk=consultation.pk).update(edition=F("edition") + 1)
    consultation.refresh_from_db(fields=["edition"])
    outbox.enqueue(MAKE, {"consultation": consultation.pk, "edition": consultation.edition})


@outbox.handler(MAKE)
def make_report(payload: outbox.Payload) -> None:
    """Make the PDF of an edition; an older one, or the same twice, makes nothing."""
    held = (
        Consultation.objects.select_for_update(of=("self",))
        .select_related("version__draft__plan")
        .get(pk=payload["consultation"])
    )
    name = f"retroalimentacion-{held.slug}-{payload['edition']}.pdf"
    if (
        held.edition != payload["edition"]
        or held.answered_at is None
        or held.file.name.endswith(name)
    ):
        return
    html = printed.report_html(held)
    content = pdf.to_pdf(
        html,
        title=f"{_('Informe de retroalimentación')} · {held.title}",
        language=languages.tag(languages.own()),
        at=held.answered_at,
        identifier=hashlib.sha256(html.encode()).hexdigest()[:32],
        attachments=[],
    )
    held.file.save(name, ContentFile(content), save=False)
    held.sha256 = hashlib.sha256(content).hexdigest()
    held.save(update_fields=["file", "sha256"])


@transaction.atomic
def finish_report_now(consultation: Consultation) -> None:
    """Make the PDF at once instead of waiting for a worker."""
    make_report({"consultation": consultation.pk, "edition": consultation.edition})


@transaction.atomic
def forget_voices(*, today: datetime.date) -> int:
    """Part the accounts from their numbers, and erase what was hidden, a year after the plan ended;
    returns how many rows.
    """
    over = today - datetime.timedelta(days=365)
    voices = Voice.objects.filter(consultation__version__draft__plan__ends_on__lt=over).exclude(
        user=None
    )
    hidden = Comment.objects.filter(
        state=CommentState.HIDDEN, consultation__version__draft__plan__ends_on__lt=over
    ).exclude(text="")
    for consultation in Consultation.objects.filter(
        pk__in=[
            *voices.values_list("consultation_id", flat=True),
            *hidden.values_list("consultation_id", flat=True),
        ]
    ):
        journal.record(
            "forget",
            consultation,
            role="portal",
            plan_slug=consultation.version.draft.plan.slug,
            is_public=False,
        )
    return hidden.update(text="", wording="") + voices.update(user=None)
