"""What is taken out of an inquiry, its files, its history and the letters about it."""

from collections.abc import Mapping

from commitments.inquiries.models import Inquiry, InquiryFile
from ogp_portal.foundation.events import history, mail

WORDS = {"text": "", "link": "", "prepared_text": "", "prepared_by": None}
ADDRESS = {"email": "", "email_confirmed_at": None}


def erase_words(inquiry: Inquiry) -> None:
    """Erase what somebody wrote and what was being answered to it, with the files that came."""
    _erase(inquiry, WORDS)
    files = list(inquiry.files.all())
    for file in files:
        file.file.delete(save=False)
        file.delete()
    history.forget(InquiryFile, [file.pk for file in files])


def erase_address(inquiry: Inquiry) -> None:
    """Erase where its author was written to, and the letters about it."""
    _erase(inquiry, ADDRESS)
    mail.forget_about(f"inquiry-{inquiry.pk}-")


def _erase(inquiry: Inquiry, blank: Mapping[str, object]) -> None:
    for name, value in blank.items():
        setattr(inquiry, name, value)
    inquiry.save(update_fields=list(blank))
    history.erase(Inquiry, [inquiry.pk], **blank)
