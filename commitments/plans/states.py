"""WHEN: the lives of plans, commitments and milestones."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from ogp_portal.foundation.permissions.states import Machine, Move, State

PLAN = Machine(
    states=(
        State("preparing", _("en preparación")),
        State("co_creation", _("en cocreación")),
        State("suspended", _("suspendido"), negative=True),
        State("submitted", _("presentado")),
        State("in_force", _("en ejecución")),
        State("ended", _("terminado")),
        State("assessed", _("evaluado")),
        State("archived", _("archivado"), final=True),
    ),
    moves=(
        Move("open_co_creation", ("preparing",), "co_creation"),
        Move("suspend", ("co_creation",), "suspended"),
        Move("resume", ("suspended",), "co_creation"),
        Move("submit", ("co_creation",), "submitted"),
        Move("enter_into_force", ("submitted",), "in_force"),
        Move("end", ("in_force",), "ended"),
        Move("record_assessment", ("ended",), "assessed"),
        Move("archive", ("assessed",), "archived"),
    ),
)
COMMITMENT = Machine(
    states=(
        State("draft", _("borrador")),
        State("in_review", _("en revisión")),
        State("published", _("publicado")),
        State("closed", _("cerrado"), final=True),
        State("withdrawn", _("retirado"), negative=True, final=True),
    ),
    moves=(
        Move("submit_for_review", ("draft",), "in_review"),
        Move("return_to_draft", ("in_review",), "draft"),
        Move("publish", ("in_review",), "published"),
        Move("close", ("published",), "closed"),
        Move("withdraw", ("published",), "withdrawn"),
    ),
)
MILESTONE = Machine(
    states=(
        State("not_started", _("por iniciar")),
        State("in_progress", _("en curso")),
        State("complete", _("cumplido")),
        State("cancelled", _("cancelado"), negative=True, final=True),
    ),
    moves=(
        Move("begin", ("not_started",), "in_progress"),
        Move("complete", ("not_started", "in_progress"), "complete"),
        Move("cancel", ("not_started", "in_progress"), "cancelled"),
        Move("reopen", ("complete",), "in_progress"),
    ),
)
PUBLIC_PLAN = ("co_creation", "suspended", "submitted", "in_force", "ended", "assessed", "archived")
UNDER_WAY = ("co_creation", "submitted", "in_force")
PUBLIC_COMMITMENT = ("published", "closed", "withdrawn")


class DelayCause(models.TextChoices):
    """Why a date moves: the six coded causes of Canada's tracker."""

    FUNDING = "funding", _("cambio de financiamiento")
    RESOURCES = "resources", _("falta de recursos")
    PRIORITIES = "priorities", _("cambio de prioridades")
    APPROVALS = "approvals", _("demora en aprobaciones")
    DEPENDENCIES = "dependencies", _("depende de otras actividades")
    OTHER = "other", _("otra")


class Level(models.TextChoices):
    """Completion, as the OGP template says it: not started 0, limited 1–49, substantial 50–99,
    complete 100.
    """

    NOT_STARTED = "not_started", _("No iniciado")
    LIMITED = "limited", _("Limitado")
    SUBSTANTIAL = "substantial", _("Sustancial")
    COMPLETE = "complete", _("Completo")


class Precision(models.TextChoices):
    """How exactly a source states a date."""

    DAY = "day", _("día")
    MONTH = "month", _("mes")
    YEAR = "year", _("año")
