"""A forum: the body that meets to deliberate or decide."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from commitments.organizations.models import Organization
from commitments.plans.models import Plan
from commitments.plans.states import Precision
from commitments.sources.models import SourceDocument
from forums.bodies.quorum import QuorumRule, TieRule
from ogp_portal.foundation.documents.model_fields import ProseField, TitleField
from ogp_portal.foundation.permissions.rights import RightsModel
from ogp_portal.foundation.published import Dated, tracked


@tracked()
class Forum(Dated, RightsModel):
    """A body that meets to deliberate or decide: its act, its rules, its periods."""

    class Kind(models.TextChoices):
        """What the documents call it."""

        MULTI_STAKEHOLDER = "multi_stakeholder", _("foro multiactor")
        ROUND_TABLE = "round_table", _("mesa de gobierno abierto")
        ADVISORY_COUNCIL = "advisory_council", _("consejo asesor")
        THEMATIC_TABLE = "thematic_table", _("mesa temática")
        SOCIETY_COUNCIL = "society_council", _("consejo de la sociedad civil (COSOC)")
        MUNICIPAL_NETWORK = "municipal_network", _("red municipal")

    slug = models.SlugField(_("dirección"), max_length=120, unique=True)
    name = TitleField(_("nombre"), max_length=200)
    kind = models.CharField(_("clase"), max_length=20, choices=Kind)
    position = models.PositiveSmallIntegerField(_("orden en su clase"), default=0)
    convener = models.ForeignKey(
        Organization,
        models.PROTECT,
        verbose_name=_("institución que lo convoca"),
        related_name="forums",
    )
    plan = models.ForeignKey(
        Plan,
        models.PROTECT,
        verbose_name=_("plan que acompaña"),
        null=True,
        blank=True,
        related_name="forums",
    )
    purpose = ProseField(_("para qué existe"), blank=True)
    composition = ProseField(
        _("cómo se compone"), blank=True, help_text=_("La regla de composición, si la hay.")
    )
    founding_act = TitleField(_("acto que lo crea"), max_length=300, blank=True)
    founded_on = models.DateField(_("fecha del acto"), null=True, blank=True)
    rules = ProseField(
        _("reglas de funcionamiento"), blank=True, help_text=_("Markdown. Se publican.")
    )
    rules_url = models.URLField(_("enlace a las reglas"), max_length=500, blank=True)
    quorum = models.CharField(
        _("quórum para sesionar y votar"),
        max_length=20,
        choices=QuorumRule,
        default=QuorumRule.HALF_PLUS_ONE,
    )
    tie_rule = models.CharField(
        _("si hay empate"), max_length=20, choices=TieRule, default=TieRule.FALLS
    )
    meets_every_months = models.PositiveSmallIntegerField(
        _("se reúne al menos cada tantos meses"),
        null=True,
        blank=True,
        help_text=_("OGP pide 6 al foro multiactor (requisito 1.1)."),
    )
    starts_on = models.DateField(_("desde"), null=True, blank=True)
    ends_on = models.DateField(_("hasta (ese día ya no)"), null=True, blank=True)
    precision = models.CharField(
        _("precisión de las fechas"), max_length=5, choices=Precision, default=Precision.DAY
    )
    source = models.ForeignKey(
        SourceDocument, models.PROTECT, verbose_name=_("fuente"), null=True, blank=True
    )

    class Meta:
        verbose_name = _("foro")
        verbose_name_plural = _("foros")
        constraints = (
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(starts_on=None) | Q(ends_on__gt=F("starts_on")),
                name="forum_ends_after_start",
                violation_error_message=_("El término debe ser posterior al inicio."),
            ),
        )

    def __str__(self) -> str:
        """Return the name."""
        return self.name
