"""A call for proposals: for which plan, in which window, by which published rules."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from commitments.plans.models import Plan
from forums.bodies.models import Forum
from forums.process.models import Stage
from ogp_portal.foundation.documents.model_fields import ProseField, TitleField
from ogp_portal.foundation.permissions.rights import RightsModel, RightsQuerySet
from ogp_portal.foundation.permissions.windows import Windowed, WindowedQuerySet, window_check
from ogp_portal.foundation.published import Dated, tracked


class CallQuerySet(RightsQuerySet["Call"], WindowedQuerySet):  # type: ignore[override]
    """Calls, asked by window."""

    def announced(self) -> Self:
        """Keep those that were announced."""
        return self.filter(announced_at__isnull=False)


@tracked()
class Call(Windowed, Dated, RightsModel):
    """An invitation to propose. Once announced its window moves only with a public reason."""

    plan = models.ForeignKey(Plan, models.PROTECT, verbose_name=_("plan"), related_name="calls")
    stage = models.ForeignKey(
        Stage, models.PROTECT, verbose_name=_("etapa"), null=True, blank=True, related_name="calls"
    )
    forum = models.ForeignKey(
        Forum,
        models.PROTECT,
        verbose_name=_("foro que selecciona"),
        null=True,
        blank=True,
        related_name="calls",
    )
    slug = models.SlugField(_("dirección"), max_length=120, unique=True)
    title = TitleField(_("título"), max_length=200)
    invitation = ProseField(_("a qué se invita"), blank=True)
    rules = ProseField(
        _("reglas con que se revisa"),
        help_text=_(
            "Se publican antes de recibir: por qué puede no admitirse una propuesta y con "
            "qué criterios se elige."
        ),
    )
    answer_days = models.PositiveSmallIntegerField(
        _("se responde en tantos días hábiles"), default=20
    )
    announced_at = models.DateTimeField(_("anunciada"), null=True, editable=False)

    objects: ClassVar = CallQuerySet.as_manager()

    class Meta:
        verbose_name = _("convocatoria")
        verbose_name_plural = _("convocatorias")
        constraints = (
            window_check("call_window_half_open"),
            models.CheckConstraint(
                condition=Q(announced_at=None) | ~Q(rules=""),
                name="call_announced_has_rules",
                violation_error_message=_("Antes de anunciarla, escriba sus reglas."),
            ),
        )

    def __str__(self) -> str:
        """Return the title."""
        return self.title
