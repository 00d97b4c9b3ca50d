"""Other people's judgement of a commitment, beside the government's word and never
merged with it.
"""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from commitments.assessments.states import ASSESSMENT
from commitments.organizations.models import Organization
from commitments.plans.models import Commitment
from commitments.sources.models import SourceDocument
from ogp_portal.foundation.documents.model_fields import ProseField, TitleField
from ogp_portal.foundation.permissions.rights import RightsModel
from ogp_portal.foundation.permissions.states import Machine
from ogp_portal.foundation.published import Identified, tracked


@tracked()
class Counterpart(Identified, RightsModel):
    """An organization of civil society that answers for a commitment together with the
    institution.
    """

    commitment = models.ForeignKey(
        Commitment, models.CASCADE, verbose_name=_("compromiso"), related_name="counterparts"
    )
    organization = models.ForeignKey(
        Organization, models.PROTECT, verbose_name=_("organización"), related_name="counterpart_of"
    )

    class Meta:
        verbose_name = _("contraparte")
        verbose_name_plural = _("contrapartes")
        constraints = (
            models.UniqueConstraint(fields=["commitment", "organization"], name="counterpart_once"),
        )

    def __str__(self) -> str:
        """Return the organization."""
        return str(self.organization)


@tracked()
class Rubric(Identified, RightsModel):
    """The scale somebody judges by.

    Scales differ and change, so each assessment keeps its own; none is mapped to another.
    """

    slug = models.SlugField(_("dirección"), max_length=80)
    version = TitleField(_("versión"), max_length=40)
    name = TitleField(_("nombre"), max_length=200)
    criteria = models.JSONField(
        _("criterios"), help_text=_("Lista de {key, label, options: [{value, label}]}.")
    )
    source = models.ForeignKey(
        SourceDocument, models.PROTECT, verbose_name=_("fuente"), null=True, blank=True
    )

    class Meta:
        verbose_name = _("pauta")
        verbose_name_plural = _("pautas")
        constraints = (
            models.UniqueConstraint(fields=["slug", "version"], name="rubric_version_once"),
        )

    def __str__(self) -> str:
        """Return name and version."""
        return f"{self.name} ({self.version})"


@tracked()
class Assessment(Identified, RightsModel):
    """A judgement by a counterpart or an independent monitor, or an institution's own
    self-assessment.
    """

    class Kind(models.TextChoices):
        """Whose judgement it is."""

        SELF = "self", _("autoevaluación")
        COUNTERPART = "counterpart", _("contraparte de la sociedad civil")
        INDEPENDENT = "independent", _("evaluación independiente")

    machine: ClassVar[Machine] = ASSESSMENT

    commitment = models.ForeignKey(
        Commitment, models.PROTECT, verbose_name=_("compromiso"), related_name="assessments"
    )
    kind = models.CharField(_("quién evalúa"), max_length=20, choices=Kind)
    organization = models.ForeignKey(
        Organization, models.PROTECT, verbose_name=_("organización"), related_name="assessments"
    )
    rubric = models.ForeignKey(
        Rubric, models.PROTECT, verbose_name=_("pauta"), related_name="assessments"
    )
    ratings = models.JSONField(_("calificaciones"), default=dict, blank=True)
    narrative = ProseField(_("fundamento"), blank=True)
    dissent = ProseField(_("en qué discrepa"), blank=True)
    edition = models.PositiveSmallIntegerField(_("edición"), default=1)
    correction_reason = ProseField(_("qué corrige"), blank=True)
    state = models.CharField(
        _("estado"), max_length=20, choices=ASSESSMENT.choices, default=ASSESSMENT.initial
    )
    state_reason = ProseField(_("motivo del estado"), blank=True)
    review_opens_at = models.DateTimeField(_("revisión de hechos: desde"), null=True, blank=True)
    review_closes_at = models.DateTimeField(
        _("revisión de hechos: hasta (ese instante ya no)"), null=True, blank=True
    )
    published_on = models.DateField(_("publicada el"), null=True, blank=True)
    source = models.ForeignKey(
        SourceDocument, models.PROTECT, verbose_name=_("fuente"), null=True, blank=True
    )

    class Meta:
        verbose_name = _("evaluación")
        verbose_name_plural = _("evaluaciones")
        constraints = (
            ASSESSMENT.state_check("assessment_state_known"),
            models.CheckConstraint(
                condition=Q(review_closes_at=None) | Q(review_closes_at__gt=F("review_opens_at")),
                name="assessment_window_half_open",
                violation_error_message=_("El cierre debe ser posterior a la apertura."),
            ),
            models.CheckConstraint(
                condition=Q(edition=1) | ~Q(correction_reason=""),
                name="assessment_edition_has_reason",
                violation_error_message=_("Escriba por qué se corrige la evaluación: se publica."),
            ),
            models.UniqueConstraint(
                fields=["commitment", "kind", "organization", "edition"],
                name="assessment_edition_once",
            ),
        )

    def __str__(self) -> str:
        """Return who judges what."""
        return f"{self.organization}: {self.commitment}"
