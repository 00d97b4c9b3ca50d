"""The calendar by which a plan is made together with people."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from commitments.plans.models import Plan
from commitments.plans.states import Precision
from commitments.sources.models import SourceDocument
from forums.process.states import STAGE
from ogp_portal.foundation.published import Identified, tracked
from ogp_portal.foundation.rights import RightsModel
from ogp_portal.foundation.states import Machine


@tracked()
class Stage(Identified, RightsModel):
    """A stage ("momento clave") of a plan's co-creation, with the dates its source states; a date not stated stays empty."""

    machine: ClassVar[Machine] = STAGE

    plan = models.ForeignKey(Plan, models.CASCADE, verbose_name=_("plan"), related_name="stages")
    position = models.PositiveSmallIntegerField(_("orden"))
    name = models.CharField(_("nombre"), max_length=200)
    description = models.TextField(_("qué se hace"), blank=True)
    opens_on = models.DateField(_("desde"), null=True, blank=True)
    closes_on = models.DateField(_("hasta"), null=True, blank=True)
    precision = models.CharField(_("precisión de las fechas"), max_length=5, choices=Precision, default=Precision.DAY)
    date_note = models.CharField(_("lo que la fuente dice de la fecha"), max_length=200, blank=True)
    state = models.CharField(_("estado"), max_length=20, choices=STAGE.choices, default=STAGE.initial)
    state_reason = models.TextField(_("motivo del estado"), blank=True)
    source = models.ForeignKey(SourceDocument, models.PROTECT, verbose_name=_("fuente"), null=True, blank=True)

    class Meta:
        verbose_name = _("etapa de cocreación")
        verbose_name_plural = _("etapas de cocreación")
        constraints = (
            STAGE.state_check("stage_state_known"),
            models.UniqueConstraint(fields=["plan", "position"], name="stage_position_once"),
            models.CheckConstraint(condition=Q(closes_on=None) | Q(closes_on__gte=F("opens_on")), name="stage_closes_after_opening"),
        )

    def __str__(self) -> str:
        """Return the name."""
        return self.name
