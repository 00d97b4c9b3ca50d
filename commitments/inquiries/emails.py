"""Telling whoever asked: that it came, and once the e-mail is confirmed, what was decided and
answered.
"""

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commitments.inquiries.models import Inquiry
from commitments.inquiries.states import DECIDED, OPEN_INQUIRY, OUTCOMES, InquiryState
from commitments.plans.emails import COORDINATE, EDIT, WROTE
from commitments.plans.queries import team
from ogp_portal.foundation import dates
from ogp_portal.foundation.events import mail
from ogp_portal.foundation.events.notices import HandOver
from ogp_portal.foundation.permissions import codes, four_eyes
from ogp_portal.models import User


def _coordinators(inquiry: Inquiry) -> QuerySet[User]:
    return team.coordinators(inquiry.commitment.plan_id)


def _editors(inquiry: Inquiry) -> QuerySet[User]:
    return team.editors(inquiry.commitment)


def _team(inquiry: Inquiry) -> QuerySet[User]:
    return team.team(inquiry.commitment)


def _author(inquiry: Inquiry) -> QuerySet[User]:
    """Return who prepared the answer, while she works on the commitment."""
    return team.team(inquiry.commitment).filter(pk=inquiry.prepared_by_id or 0)


def _who_wrote(inquiry: Inquiry) -> QuerySet[User]:
    """Return who wrote the answer that was given back, or the team where nobody of it did."""
    people = _team(inquiry)
    writers = people.filter(pk__in=[person.pk for person in four_eyes.writers_of(inquiry)])
    return writers if writers.exists() else people


def _who_answers(inquiry: Inquiry) -> QuerySet[User]:
    """Return who has the next step: the coordinators until it is shown, then the team."""
    if inquiry.state == InquiryState.RECEIVED:
        return _coordinators(inquiry)
    return _team(inquiry)


def _is_still_due(inquiry: Inquiry, cause: str) -> bool:
    """Say whether an inquiry waits, and until the day that its reminder was about."""
    return inquiry.state in OPEN_INQUIRY and inquiry.answer_due_on.isoformat() == cause


def _title(inquiry: Inquiry) -> str:
    """Return what was asked, about what, and until which day it is answered."""
    return _("%(kind)s sobre «%(commitment)s», con plazo hasta el %(day)s") % {
        "kind": inquiry.get_kind_display(),
        "commitment": inquiry.commitment,
        "day": dates.say(inquiry.answer_due_on),
    }


def _desk(inquiry: Inquiry) -> str:
    return reverse("handle_inquiry", args=[inquiry.slug])


HAND_OVERS = (
    HandOver(
        "inquiry_received",
        Inquiry,
        may="publish_inquiry",
        among=_coordinators,
        acts=("receive_inquiry",),
        happened=_("Llegó algo que la ciudadanía pregunta u objeta"),
        follows=_("Revísalo según las reglas publicadas: se muestra, o se dice por qué no."),
        why=COORDINATE,
        page=_desk,
        title=_title,
        related=("commitment",),
    ),
    HandOver(
        "inquiry_published",
        Inquiry,
        may="prepare_answer",
        among=_editors,
        acts=("publish_inquiry",),
        happened=_("Hay que responder en público"),
        follows=_("Escribe la respuesta; la coordinación la aprueba antes de publicarla."),
        why=EDIT,
        page=_desk,
        title=_title,
        stands=lambda inquiry, cause: inquiry.prepared_by_id is None,
        related=("commitment",),
    ),
    HandOver(
        "answer_prepared",
        Inquiry,
        may="return_answer",
        among=_coordinators,
        acts=("prepare_answer",),
        happened=_("Una respuesta espera tu aprobación"),
        follows=_("Apruébala, y se publica, o devuélvela diciendo qué corregir."),
        why=COORDINATE,
        page=_desk,
        title=_title,
        related=("commitment",),
    ),
    HandOver(
        "answer_returned",
        Inquiry,
        may="prepare_answer",
        among=_who_wrote,
        acts=("return_answer",),
        happened=_("Devolvieron una respuesta"),
        follows=_("El motivo está donde se escribe: hay que corregirla."),
        why=_("Te llega porque trabajas en el compromiso por el que se pregunta."),
        page=_desk,
        title=_title,
        stands=lambda inquiry, cause: bool(inquiry.return_reason),
        related=("commitment",),
    ),
    HandOver(
        "answer_approved",
        Inquiry,
        may="view",
        among=_author,
        acts=tuple(act for acts in OUTCOMES.values() for act in acts),
        happened=_("Se publicó tu respuesta"),
        follows=_("A quien preguntó u objetó se le avisa, si dejó un correo."),
        why=WROTE,
        page=lambda inquiry: reverse("inquiry", args=[inquiry.slug]),
        title=lambda inquiry: str(inquiry.commitment),
        stands=lambda inquiry, cause: inquiry.state in DECIDED,
        related=("commitment",),
    ),
    HandOver(
        "answer_due",
        Inquiry,
        may="view",
        among=_who_answers,
        happened=_("Se acerca el plazo para responder en público"),
        follows=_("Revísala, respóndela o apruébala antes de que venza."),
        why=_("Te llega porque trabajas en el compromiso por el que se pregunta."),
        page=_desk,
        title=_title,
        stands=_is_still_due,
        related=("commitment",),
        is_listed=False,
    ),
    HandOver(
        "answer_late",
        Inquiry,
        may="view",
        among=_who_answers,
        happened=_("Venció el plazo para responder en público"),
        follows=_("El atraso se ve en público hasta que se responda."),
        why=_("Te llega porque trabajas en el compromiso por el que se pregunta."),
        page=_desk,
        title=_title,
        stands=_is_still_due,
        related=("commitment",),
        is_listed=False,
    ),
)


def tell_received(inquiry: Inquiry, *, follow: str, confirm: str) -> None:
    """Write the receipt with both links, if an e-mail was left."""
    links = {
        name: f"{settings.PORTAL_URL}{reverse(address, args=[code])}"
        for name, address, code in (
            ("follow", "follow_inquiry", follow),
            ("confirm", "confirm_inquiry", confirm),
        )
    }
    mail.write(
        "inquiry_received",
        to=mail.Recipient(inquiry.email, inquiry.language),
        bound=mail.A_FEW_HELD,
        key=f"inquiry-{inquiry.pk}-received-{codes.digest(confirm)[:16]}",
        context={"inquiry": inquiry, "commitment": inquiry.commitment, **links},
    )


def tell_decided(inquiry: Inquiry, *, cause: str) -> None:
    """Write what was decided, once for each cause, to a confirmed e-mail alone."""
    if inquiry.email_confirmed_at is None:
        return
    mail.write(
        "inquiry_decided",
        to=mail.Recipient(inquiry.email, inquiry.language),
        key=f"inquiry-{inquiry.pk}-{cause}",
        topic=f"inquiry:{inquiry.pk}",
        context={
            "inquiry": inquiry,
            "commitment": inquiry.commitment,
            "page": f"{settings.PORTAL_URL}{reverse('inquiry', args=[inquiry.slug])}",
        },
    )
