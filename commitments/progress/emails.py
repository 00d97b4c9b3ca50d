"""What the team of a plan is told of reports of progress."""

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from commitments.plans.emails import COORDINATE, EDIT, WROTE
from commitments.plans.models import Commitment
from commitments.plans.queries import team
from commitments.progress.models import ProgressUpdate
from commitments.progress.states import UpdateState
from ogp_portal.foundation.events.notices import HandOver
from ogp_portal.models import JournalEntry, User


def _coordinators(update: ProgressUpdate) -> QuerySet[User]:
    return team.coordinators(update.commitment.plan_id)


def _author(update: ProgressUpdate) -> QuerySet[User]:
    return team.author_or(update.author_id, team.editors(update.commitment))


def _approved(entry: JournalEntry) -> ProgressUpdate | None:
    """Return the report that an approval made public."""
    return ProgressUpdate.objects.filter(
        commitment=entry.subject_id,
        period_starts_on=entry.after["period"],
        state=UpdateState.APPROVED,
    ).first()


def _title(update: ProgressUpdate) -> str:
    month = date_format(update.period_starts_on, "YEAR_MONTH_FORMAT")
    return f"{update.commitment} · {month}"


def _page(name: str, update: ProgressUpdate) -> str:
    month = update.period_starts_on
    return reverse(name, args=[update.commitment.slug, month.year, month.month])


HAND_OVERS = (
    HandOver(
        "report_submitted",
        ProgressUpdate,
        may="approve_update",
        among=_coordinators,
        acts=("submit_update",),
        happened=_("Un reporte espera tu revisión"),
        follows=_("Apruébalo, o devuélvelo diciendo qué falta. Mientras tanto no es público."),
        why=COORDINATE,
        page=lambda update: _page("review_report", update),
        title=_title,
        related=("commitment",),
    ),
    HandOver(
        "report_returned",
        ProgressUpdate,
        may="edit",
        among=_author,
        acts=("return_update",),
        happened=_("Te devolvieron un reporte"),
        follows=_("El motivo está donde se escribe: corrígelo y envíalo de nuevo."),
        why=EDIT,
        page=lambda update: _page("write_report", update),
        title=_title,
        stands=lambda update, cause: update.state == UpdateState.RETURNED,
        related=("commitment",),
    ),
    HandOver(
        "report_approved",
        ProgressUpdate,
        may="view",
        among=_author,
        acts=("approve_update",),
        on=Commitment,
        found=_approved,
        happened=_("Se aprobó tu reporte"),
        follows=_("Ya es público, con sus medios de verificación."),
        why=WROTE,
        page=lambda update: reverse("commitment", args=[update.commitment.slug]),
        title=_title,
        related=("commitment",),
    ),
)
