"""What the team of a plan is told of the texts of commitments."""

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commitments.plans.models import Commitment
from commitments.plans.queries import team
from ogp_portal.foundation.events.notices import HandOver
from ogp_portal.models import User

COORDINATE = _("Te llega porque coordinas el plan.")
EDIT = _("Te llega porque editas por la institución que responde.")
WROTE = _("Te llega porque lo escribiste, o lo hizo alguien de tu institución.")


def coordinators(commitment: Commitment) -> QuerySet[User]:
    """Return who coordinates the plan of a commitment."""
    return team.coordinators(commitment.plan_id)


def page(commitment: Commitment) -> str:
    """Return the address of a commitment."""
    return reverse("commitment", args=[commitment.slug])


def form(commitment: Commitment) -> str:
    """Return the address of the form of a text that is not published."""
    return reverse("admin:commitments_commitment_change", args=[commitment.pk])


HAND_OVERS = (
    HandOver(
        "text_submitted",
        Commitment,
        may="publish",
        among=coordinators,
        acts=("submit_for_review",),
        happened=_("Un compromiso espera tu revisión"),
        follows=_("Léelo y publícalo, o devuélvelo diciendo qué falta."),
        why=COORDINATE,
        page=form,
    ),
    HandOver(
        "text_returned",
        Commitment,
        may="submit_for_review",
        among=team.editors,
        acts=("return_to_draft",),
        happened=_("Te devolvieron el texto de un compromiso"),
        follows=_("El motivo está en el formulario: corrígelo y envíalo de nuevo."),
        why=EDIT,
        page=form,
    ),
    HandOver(
        "text_published",
        Commitment,
        may="report_progress",
        among=team.editors,
        acts=("publish",),
        happened=_("Se publicó un compromiso de tu institución"),
        follows=_("Desde ahora su avance se informa cada mes."),
        why=EDIT,
        page=page,
    ),
)
