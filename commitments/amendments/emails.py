"""What the team of a plan is told of amendments."""

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commitments.amendments.models import Amendment
from commitments.amendments.states import AmendmentState
from commitments.plans.emails import COORDINATE, WROTE
from commitments.plans.models import Commitment
from commitments.plans.queries import team
from ogp_portal.foundation.events.notices import HandOver
from ogp_portal.models import JournalEntry, User


def _coordinators(amendment: Amendment) -> QuerySet[User]:
    return team.coordinators(amendment.commitment.plan_id)


def _author(amendment: Amendment) -> QuerySet[User]:
    return team.author_or(amendment.author_id, team.team(amendment.commitment))


def _in_force(entry: JournalEntry) -> Amendment | None:
    """Return the amendment that an act put in force."""
    number = entry.after.get("amendment")
    rows = Amendment.objects.filter(commitment=entry.subject_id, state=AmendmentState.IN_FORCE)
    return rows.filter(number=number).first() if number else None


def _title(amendment: Amendment) -> str:
    return str(amendment.commitment)


HAND_OVERS = (
    HandOver(
        "amendment_submitted",
        Amendment,
        may="approve_amendment",
        among=_coordinators,
        acts=("submit_amendment",),
        happened=_("Una modificación de lo publicado espera tu revisión"),
        follows=_("Ponla en vigencia, o devuélvela diciendo qué falta."),
        why=COORDINATE,
        page=lambda amendment: reverse("review_amendment", args=[amendment.commitment.slug]),
        title=_title,
        related=("commitment",),
    ),
    HandOver(
        "amendment_returned",
        Amendment,
        may="edit",
        among=_author,
        acts=("return_amendment",),
        happened=_("Te devolvieron una modificación"),
        follows=_("El motivo está donde se escribe: corrígela y envíala de nuevo."),
        why=WROTE,
        page=lambda amendment: reverse("write_amendment", args=[amendment.commitment.slug]),
        title=_title,
        stands=lambda amendment, cause: amendment.state == AmendmentState.RETURNED,
        related=("commitment",),
    ),
    HandOver(
        "amendment_in_force",
        Amendment,
        may="view",
        among=_author,
        acts=("amend",),
        on=Commitment,
        found=_in_force,
        happened=_("Entró en vigencia una modificación tuya"),
        follows=_("Lo de antes queda a la vista, junto a lo nuevo."),
        why=WROTE,
        page=lambda amendment: reverse("commitment", args=[amendment.commitment.slug]),
        title=_title,
        related=("commitment",),
    ),
)
