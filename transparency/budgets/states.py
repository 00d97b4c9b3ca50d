"""WHEN: the life of an account once published, of a finding, and of a file on its way in; and
the words of accounts that are choices.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from ogp_portal.foundation.permissions.states import Machine, Move, State, States


class Side(models.TextChoices):
    """Money that goes out, money that comes in."""

    EXPENSE = "expense", _("gastos")
    INCOME = "income", _("ingresos")


class Measure(models.TextChoices):
    """The amounts of a line, in the order in which they come to pass."""

    INITIAL = "initial", _("presupuesto inicial")
    CURRENT = "current", _("presupuesto vigente")
    COMMITTED = "committed", _("comprometido")
    ACCRUED = "accrued", _("devengado")
    PAID = "paid", _("pagado")


DIVIDED = (Measure.COMMITTED, Measure.ACCRUED, Measure.PAID)  # by the budget: a percentage


class PeriodState(States):
    """The states of a period."""

    CURRENT = State("current", _("vigente"))
    SUPERSEDED = State("superseded", _("reemplazada"), final=True)


PERIOD = Machine(
    PeriodState,
    moves=(Move("supersede_period", (PeriodState.CURRENT,), PeriodState.SUPERSEDED),),
)


class FindingState(States):
    """The states of a finding."""

    DETECTED = State("detected", _("detectado"))
    NOTIFIED = State("notified", _("avisado a la institución"))
    EXPLAINED = State("explained", _("explicado"))
    DISPUTED = State("disputed", _("la institución no está de acuerdo"))
    SETTLED = State("settled", _("cerrado"))
    CORRECTED = State("corrected", _("corregido en la fuente"))


FINDING = Machine(
    FindingState,
    moves=(
        Move("notify_finding", (FindingState.DETECTED,), FindingState.NOTIFIED),
        Move(
            "explain_finding",
            (FindingState.DETECTED, FindingState.NOTIFIED, FindingState.DISPUTED),
            FindingState.EXPLAINED,
        ),
        Move(
            "dispute_finding",
            (FindingState.DETECTED, FindingState.NOTIFIED, FindingState.EXPLAINED),
            FindingState.DISPUTED,
        ),
        Move(
            "settle_finding",
            (FindingState.EXPLAINED, FindingState.DISPUTED),
            FindingState.SETTLED,
            approves=True,
        ),
        Move(
            "correct_finding",
            (
                FindingState.DETECTED,
                FindingState.NOTIFIED,
                FindingState.EXPLAINED,
                FindingState.DISPUTED,
                FindingState.SETTLED,
            ),
            FindingState.CORRECTED,
        ),
        Move("detect_again", (FindingState.CORRECTED,), FindingState.DETECTED),
    ),
)
UNANSWERED = (FindingState.DETECTED, FindingState.NOTIFIED)
ANSWERED = (FindingState.EXPLAINED, FindingState.DISPUTED, FindingState.SETTLED)


class ImportState(States):
    """The states of an import."""

    PREVIEWED = State("previewed", _("por confirmar"))
    QUEUED = State("queued", _("en cola"))
    DONE = State("done", _("cargado"), final=True)
    FAILED = State("failed", _("no se cargó"), negative=True, final=True)


IMPORT = Machine(
    ImportState,
    moves=(
        Move("confirm_import", (ImportState.PREVIEWED,), ImportState.QUEUED),
        Move("finish_import", (ImportState.QUEUED,), ImportState.DONE),
        Move("fail_import", (ImportState.QUEUED,), ImportState.FAILED),
    ),
)
