"""The published rules: what is not shown, and the working days in which the institution looks and
answers. Values in, values out.

They are the portal's own promise, shown beside the form and in /como-medimos/; no law sets them.
"""

import datetime

from django.utils.translation import gettext_lazy as _

from ogp_portal.foundation import workdays
from ogp_portal.foundation.sentences import Sentence

LOOK_DAYS = 3
ANSWER_DAYS = {"question": 10, "challenge": 20}
MODERATION: tuple[tuple[str, Sentence], ...] = (
    (
        "about",
        _(
            "Trata de este compromiso. Lo demás tiene su propia puerta: la oficina de "
            "atención o el canal de denuncias."
        ),
    ),
    (
        "people",
        _(
            "No expone datos personales de nadie: nombres de particulares, teléfonos, "
            "direcciones, salud, RUT."
        ),
    ),
    ("respect", _("No insulta, amenaza ni discrimina. La crítica dura se publica.")),
    ("advert", _("No es publicidad ni propaganda electoral.")),
    ("twice", _("No repite palabra por palabra otra que ya está publicada.")),
    (
        "crime",
        _("No acusa a una persona de un delito: eso se denuncia, con reserva, donde se investiga."),
    ),
)


def deadline(kind: str, *, received_on: datetime.date) -> workdays.Deadline:
    """Return the date by which a question or an objection received on a day is answered, and how it
    was worked out.
    """
    return workdays.after(received_on, ANSWER_DAYS[kind])


def look_by(*, received_on: datetime.date) -> workdays.Deadline:
    """Return the date by which it is looked at: published, or refused by one of the rules."""
    return workdays.after(received_on, LOOK_DAYS)


def is_on_time(
    *, due_on: datetime.date, answered_on: datetime.date | None, on: datetime.date
) -> bool:
    """Say whether it was answered within its clock, or still may be on the day `on`; the due day
    itself is on time.
    """
    return (answered_on or on) <= due_on
