"""Other people's judgement of a commitment, beside the government's word and never
merged with it.
"""

import datetime
from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commitments.assessments.states import ASSESSMENT, PUBLIC_ASSESSMENT, REMARK, RemarkState
from commitments.organizations.models import Organization
from commitments.plans.models import Commitment
from commitments.sources.models import SourceDocument
from ogp_portal.foundation.documents.model_fields import CodeField, ProseField, TitleField
from ogp_portal.foundation.permissions.four_eyes import two_people
from ogp_portal.foundation.permissions.rights import RightsModel
from ogp_portal.foundation.permissions.states import Machine
from ogp_portal.foundation.published import Identified, changes_any, tracked


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


PUBLISHED_FOR_GOOD = (  # of an assessment; its state says later that another edition replaced it
    "rubric",
    "ratings",
    "narrative",
    "dissent",
    "edition",
    "correction_reason",
    "reviewed",
    "published_on",
)


SCALE = ("kind", "slug", "version", "name", "criteria")  # what never changes of a rubric in use


class AssessmentKind(models.TextChoices):
    """Whose judgement it is."""

    SELF = "self", _("autoevaluación")
    COUNTERPART = "counterpart", _("contraparte de la sociedad civil")
    INDEPENDENT = "independent", _("evaluación independiente")


@tracked()
class Rubric(Identified, RightsModel):
    """The scale somebody judges by, and the plans it serves, by the year they begin in.

    Scales differ and change, so each assessment keeps its own; none is mapped to another. One that
    somebody judged by never changes: another scale is another version.
    """

    kind = models.CharField(
        _("para quién"),
        max_length=20,
        choices=AssessmentKind,
        help_text=_("Quién juzga con esta pauta."),
    )
    slug = models.SlugField(_("dirección"), max_length=80)
    version = TitleField(_("versión"), max_length=40)
    name = TitleField(_("nombre"), max_length=200)
    criteria = models.JSONField(
        _("criterios"), help_text=_("Lista de {key, label, options: [{value, label}]}.")
    )
    from_year = models.PositiveSmallIntegerField(
        _("sirve a planes que empiezan desde"),
        null=True,
        blank=True,
        help_text=_("Año. Vacío: desde siempre."),
    )
    until_year = models.PositiveSmallIntegerField(
        _("y hasta"), null=True, blank=True, help_text=_("Año, incluido. Vacío: sin término.")
    )
    source = models.ForeignKey(
        SourceDocument, models.PROTECT, verbose_name=_("fuente"), null=True, blank=True
    )

    class Meta:
        verbose_name = _("pauta")
        verbose_name_plural = _("pautas")
        constraints = (
            models.UniqueConstraint(
                fields=["slug", "version"],
                name="rubric_version_once",
                violation_error_message=_("Ya hay una pauta con esa dirección y versión."),
            ),
            models.CheckConstraint(
                condition=Q(from_year=None)
                | Q(until_year=None)
                | Q(until_year__gte=F("from_year")),
                name="rubric_years_in_order",
                violation_error_message=_("El último año no puede ser anterior al primero."),
            ),
        )
        triggers = (
            pgtrigger.Trigger(
                name="rubric_in_use_never_changes",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=changes_any(*SCALE),
                func="""
                    IF EXISTS (
                        SELECT 1 FROM commitments_assessment WHERE rubric_id = OLD.id
                    ) THEN
                        RAISE EXCEPTION 'a rubric that somebody judged by never changes';
                    END IF;
                    RETURN NEW;
                """,
            ),
        )

    def __str__(self) -> str:
        """Return name and version."""
        return f"{self.name} ({self.version})"


@tracked()
class Assessment(Identified, RightsModel):
    """A judgement by a counterpart or an independent monitor, or an institution's own
    self-assessment.
    """

    Kind = AssessmentKind
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
    reviewed = models.JSONField(
        _("lo que se mostró en la revisión de hechos"),
        null=True,
        blank=True,
        editable=False,
        help_text=_("Calificaciones y textos como estaban al abrirla."),
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
        triggers = (
            pgtrigger.Protect(
                name="published_assessment_never_changes",
                operation=pgtrigger.Update,
                condition=changes_any(*PUBLISHED_FOR_GOOD)
                & pgtrigger.Q(old__state__in=PUBLIC_ASSESSMENT),
            ),
        )

    @property
    def last_day(self) -> datetime.date | None:
        """Return the last day of its window of factual review, None where it was not opened."""
        if self.review_closes_at is None:
            return None
        return timezone.localdate(self.review_closes_at - datetime.timedelta(microseconds=1))

    def __str__(self) -> str:
        """Return who judges what."""
        return f"{self.organization}: {self.commitment}"


@tracked()
class FactualRemark(Identified, RightsModel):
    """What the institution says about a fact in a line of an assessment, within its factual review.

    It is kept apart from the judge's text and published with it.
    """

    machine: ClassVar[Machine] = REMARK

    assessment = models.ForeignKey(
        Assessment, models.CASCADE, verbose_name=_("evaluación"), related_name="remarks"
    )
    organization = models.ForeignKey(
        Organization,
        models.PROTECT,
        verbose_name=_("institución que responde"),
        related_name="factual_remarks",
    )
    part = CodeField(_("parte"), max_length=60)
    heading = TitleField(_("de qué trata la línea"), max_length=300)
    quote = ProseField(_("la línea, como estaba"))
    text = ProseField(_("observación de hechos"))
    state = models.CharField(
        _("estado"), max_length=20, choices=REMARK.choices, default=REMARK.initial
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("escribe"),
        null=True,
        blank=True,
        related_name="written_remarks",
    )
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("confirma"),
        null=True,
        blank=True,
        related_name="confirmed_remarks",
    )
    written_at = models.DateTimeField(_("escrita"), db_default=models.functions.Now())

    class Meta:
        verbose_name = _("observación de hechos")
        verbose_name_plural = _("observaciones de hechos")
        constraints = (
            REMARK.state_check("factual_remark_state_known"),
            models.CheckConstraint(
                condition=two_people("author", "reviewer"),
                name="factual_remark_four_eyes",
                violation_error_message=_("Quien escribió la observación no la confirma."),
            ),
        )
        triggers = (
            pgtrigger.Protect(
                name="confirmed_remark_is_never_deleted",
                operation=pgtrigger.Delete,
                condition=pgtrigger.Q(old__state=RemarkState.CONFIRMED),
            ),
            pgtrigger.Protect(
                name="confirmed_remark_never_changes",
                operation=pgtrigger.Update,
                condition=changes_any("assessment", "part", "heading", "quote", "text")
                & pgtrigger.Q(old__state__in=(RemarkState.CONFIRMED, RemarkState.WITHDRAWN)),
            ),
        )

    def __str__(self) -> str:
        """Return who answers, and to which line."""
        return f"{self.organization}: {self.heading}"
