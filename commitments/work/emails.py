"""Reminders: milestones that fall due or are late, and reports whose period closes."""

import datetime

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commitments.plans import reporting
from commitments.plans.emails import EDIT
from commitments.plans.models import Commitment, Milestone
from commitments.plans.queries import team
from commitments.work import queries
from commitments.work.models import Succession
from ogp_portal.foundation import dates
from ogp_portal.foundation.events import notices
from ogp_portal.foundation.events.notices import HandOver
from ogp_portal.models import User


def _editors(milestone: Milestone) -> QuerySet[User]:
    return team.editors(milestone.commitment)


def _coordinators(milestone: Milestone) -> QuerySet[User]:
    return team.coordinators(milestone.commitment.plan_id)


def _administrators(succession: Succession) -> QuerySet[User]:
    return User.objects.filter(is_administrator=True)


def _is_still_due(milestone: Milestone, cause: str) -> bool:
    """Say whether a milestone is still owed on the day that its reminder was about (`cause` begins
    with it) and nobody sent word that it is done.
    """
    is_same = cause.startswith(milestone.due_on.isoformat())
    return is_same and milestone.is_owed and not queries.said_done([milestone.pk])


def _title(milestone: Milestone) -> str:
    return f"«{milestone.title}» · {milestone.commitment} · {dates.say(milestone.due_on)}"


def _page(milestone: Milestone) -> str:
    place = reverse("commitment", args=[milestone.commitment.slug])
    return f"{place}#hito-{milestone.position}"


def _is_still_missing(commitment: Commitment, cause: str) -> bool:
    """Say whether no report of the month was sent and the period of reporting is open."""
    month = datetime.date.fromisoformat(cause)
    closes = reporting.closes(month, days=settings.REPORTING_DAYS).due_on
    return closes >= timezone.localdate() and not queries.sent([commitment.pk], month)


HAND_OVERS = (
    HandOver(
        "milestone_due",
        Milestone,
        may="work_on",
        among=_editors,
        happened=_("Se acerca la fecha de un hito"),
        follows=_(
            "Si está hecho, infórmalo con su prueba. Si no alcanza, la coordinación puede cambiar "
            "la fecha, con su causa, antes de que venza."
        ),
        why=EDIT,
        page=_page,
        title=_title,
        stands=_is_still_due,
        related=("commitment",),
        is_listed=False,
    ),
    HandOver(
        "milestone_late",
        Milestone,
        may="work_on",
        among=_editors,
        happened=_("Venció un hito"),
        follows=_("Figura con atraso en público hasta que se informe cumplido o cambie su fecha."),
        why=EDIT,
        page=_page,
        title=_title,
        stands=_is_still_due,
        related=("commitment",),
        is_listed=False,
    ),
    HandOver(
        "milestone_late_in_plan",
        Milestone,
        may="reschedule",
        among=_coordinators,
        happened=_("Venció un hito de tu plan"),
        follows=_("Figura con atraso en público. Habla con la institución, o cambia su fecha."),
        why=_("Te llega porque coordinas el plan, y la institución no informó que se cumpliera."),
        page=_page,
        title=_title,
        stands=_is_still_due,
        related=("commitment",),
        is_listed=False,
    ),
    HandOver(
        "report_due",
        Commitment,
        may="report_progress",
        among=team.editors,
        happened=_("Falta un reporte, y el período está por cerrar"),
        follows=_("Lo que no tenga reporte aprobado figura «no informado» en el informe del mes."),
        why=EDIT,
        page=lambda commitment: reverse("my_work"),
        stands=_is_still_missing,
        is_listed=False,
    ),
    HandOver(
        "succession_proposed",
        Succession,
        may="confirm",
        among=_administrators,
        happened=_("Un relevo espera tu confirmación"),
        follows=_("Otra persona que administra cuentas lo propuso: confírmalo o retíralo."),
        why=_("Te llega porque administras cuentas, y los roles los dan dos personas."),
        page=lambda succession: reverse("succession", args=[succession.public_id]),
        title=lambda succession: dates.say(succession.starts_on),
    ),
)


def tell_succession_proposed(succession: Succession) -> None:
    """Tell the administrators who may confirm what one of them proposed."""
    notices.tell([("succession_proposed", succession, "")])
