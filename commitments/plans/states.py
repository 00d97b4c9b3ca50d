"""WHEN: the lives of plans, commitments and milestones."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from ogp_portal.foundation.permissions.states import Machine, Move, State, States


class PlanState(States):
    """The states of a plan."""

    PREPARING = State("preparing", _("en preparación"))
    CO_CREATION = State("co_creation", _("en cocreación"))
    SUSPENDED = State("suspended", _("suspendido"), negative=True)
    SUBMITTED = State("submitted", _("presentado"))
    IN_FORCE = State("in_force", _("en ejecución"))
    ENDED = State("ended", _("terminado"))
    ASSESSED = State("assessed", _("evaluado"))
    ARCHIVED = State("archived", _("archivado"), final=True)


PLAN = Machine(
    PlanState,
    moves=(
        Move("open_co_creation", (PlanState.PREPARING,), PlanState.CO_CREATION),
        Move("suspend", (PlanState.CO_CREATION,), PlanState.SUSPENDED),
        Move("resume", (PlanState.SUSPENDED,), PlanState.CO_CREATION),
        Move("submit", (PlanState.CO_CREATION,), PlanState.SUBMITTED),
        Move("enter_into_force", (PlanState.SUBMITTED,), PlanState.IN_FORCE),
        Move("end", (PlanState.IN_FORCE,), PlanState.ENDED),
        Move("record_assessment", (PlanState.ENDED,), PlanState.ASSESSED),
        Move("archive", (PlanState.ASSESSED,), PlanState.ARCHIVED),
    ),
)


class CommitmentState(States):
    """The states of a commitment."""

    DRAFT = State("draft", _("borrador"))
    IN_REVIEW = State("in_review", _("en revisión"))
    PUBLISHED = State("published", _("publicado"))
    CLOSED = State("closed", _("cerrado"), final=True)
    WITHDRAWN = State("withdrawn", _("retirado"), negative=True, final=True)


COMMITMENT = Machine(
    CommitmentState,
    moves=(
        Move("submit_for_review", (CommitmentState.DRAFT,), CommitmentState.IN_REVIEW),
        Move("return_to_draft", (CommitmentState.IN_REVIEW,), CommitmentState.DRAFT),
        Move("publish", (CommitmentState.IN_REVIEW,), CommitmentState.PUBLISHED, approves=True),
        Move("close", (CommitmentState.PUBLISHED,), CommitmentState.CLOSED),
        Move("withdraw", (CommitmentState.PUBLISHED,), CommitmentState.WITHDRAWN),
    ),
)


class MilestoneState(States):
    """The states of a milestone."""

    NOT_STARTED = State("not_started", _("por iniciar"))
    IN_PROGRESS = State("in_progress", _("en curso"))
    COMPLETE = State("complete", _("cumplido"))
    CANCELLED = State("cancelled", _("cancelado"), negative=True, final=True)


MILESTONE = Machine(
    MilestoneState,
    moves=(
        Move("begin", (MilestoneState.NOT_STARTED,), MilestoneState.IN_PROGRESS),
        Move(
            "complete",
            (MilestoneState.NOT_STARTED, MilestoneState.IN_PROGRESS),
            MilestoneState.COMPLETE,
        ),
        Move(
            "cancel",
            (MilestoneState.NOT_STARTED, MilestoneState.IN_PROGRESS),
            MilestoneState.CANCELLED,
        ),
        Move("reopen", (MilestoneState.COMPLETE,), MilestoneState.IN_PROGRESS),
    ),
)
OPEN_MILESTONES = (MilestoneState.NOT_STARTED, MilestoneState.IN_PROGRESS)
BEGUN_MILESTONES = (MilestoneState.IN_PROGRESS, MilestoneState.COMPLETE)
PUBLIC_PLAN = (
    PlanState.CO_CREATION,
    PlanState.SUSPENDED,
    PlanState.SUBMITTED,
    PlanState.IN_FORCE,
    PlanState.ENDED,
    PlanState.ASSESSED,
    PlanState.ARCHIVED,
)
BEING_MADE = (
    PlanState.PREPARING,
    PlanState.CO_CREATION,
    PlanState.SUSPENDED,
    PlanState.SUBMITTED,
)  # the plan itself is still written
WRITTEN_PLAN = (*BEING_MADE, PlanState.IN_FORCE)  # texts of its commitments are still written
UNDER_WAY = (PlanState.CO_CREATION, PlanState.SUBMITTED, PlanState.IN_FORCE)
AFTER_FORCE = (PlanState.ENDED, PlanState.ASSESSED, PlanState.ARCHIVED)
UNPUBLISHED = (CommitmentState.DRAFT, CommitmentState.IN_REVIEW)  # the text is still written
PROMISED = (CommitmentState.PUBLISHED, CommitmentState.CLOSED)
PUBLIC_COMMITMENT = (CommitmentState.PUBLISHED, CommitmentState.CLOSED, CommitmentState.WITHDRAWN)


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
