"""What the team of a plan is told of amendments."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commitments.amendments.models import Amendment
from commitments.amendments.states import AmendmentState
from commitments.plans.emails import COORDINATE, WROTE
from commitments.plans.models import Commitment, Plan
from commitments.plans.queries import team
from ogp_portal.foundation.events.notices import HandOver
from ogp_portal.models import JournalEntry, User


def _coordinators(amendment: Amendment) -> QuerySet[User]:
    return team.coordinators(amendment.under.pk)


def _author(amendment: Amendment) -> QuerySet[User]:
    row = amendment.amended
    writers = team.coordinators(row) if isinstance(row, Plan) else team.team(row)
    return team.author_or(amendment.author_id, writers)


def _in_force(entry: JournalEntry) -> Amendment | None:
    """Return the amendment of a commitment that an act put in force; what an institution's change
    amended is told once, as that change.
    """
    number = entry.after.get("amendment")
    rows = Amendment.objects.in_force().filter(commitment=entry.subject_id, because_of=None)
    return rows.filter(number=number).first() if number else None


def _in_force_of_plan(entry: JournalEntry) -> Amendment | None:
    """Return the amendment of a plan that an act put in force."""
    number = entry.after.get("amendment")
    rows = Amendment.objects.in_force().filter(plan=entry.subject_id, because_of=None)
    return rows.filter(number=number).first() if number else None


def _title(amendment: Amendment) -> str:
    return str(amendment.amended)


def _review(amendment: Amendment) -> str:
    page = "review_plan_amendment" if amendment.plan_id else "review_amendment"
    return reverse(page, args=[amendment.amended.slug])


def _write(amendment: Amendment) -> str:
    page = "write_plan_amendment" if amendment.plan_id else "write_amendment"
    return reverse(page, args=[amendment.amended.slug])


def _page(amendment: Amendment) -> str:
    page = "plan" if amendment.plan_id else "commitment"
    return reverse(page, args=[amendment.amended.slug])


WORDS: dict[str, Any] = {  # of one that came into force, for who wrote it
    "about": Amendment,
    "may": "view",
    "among": _author,
    "acts": ("amend",),
    "happened": _("Entró en vigencia una modificación tuya"),
    "follows": _("Lo de antes queda a la vista, junto a lo nuevo."),
    "why": WROTE,
    "page": _page,
    "title": _title,
    "related": ("commitment", "plan"),
}


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
        page=_review,
        title=_title,
        related=("commitment__plan", "plan"),
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
        page=_write,
        title=_title,
        stands=lambda amendment, cause: amendment.state == AmendmentState.RETURNED,
        related=("commitment__plan", "plan"),
    ),
    HandOver("amendment_in_force", on=Commitment, found=_in_force, **WORDS),
    HandOver("plan_amendment_in_force", on=Plan, found=_in_force_of_plan, **WORDS),
)
