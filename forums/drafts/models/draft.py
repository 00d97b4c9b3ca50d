"""A text being made in public: its numbered versions, their sections, and what changed from each to
the next.
"""

import pghistory
import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from commitments.plans.models import Commitment, Plan
from forums.bodies.models import Forum
from forums.drafts.states import ChangeKind
from ogp_portal.foundation.documents.model_fields import ExactTextField, ProseField, TitleField
from ogp_portal.foundation.permissions.rights import RightsModel
from ogp_portal.foundation.published import Dated, Identified, tracked

FROZEN = (
    "\n"
    "    SELECT published_at IS NOT NULL INTO is_published FROM forums_draftversion "
    "WHERE id = COALESCE(NEW.version_id, OLD.version_id);\n"
    "    IF is_published THEN RAISE EXCEPTION 'a published version never changes'; END IF;\n"
    "    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;\n"
    "    RETURN NEW;\n"
)


@tracked()
class Draft(Dated, RightsModel):
    """The text of a commitment, or of a whole plan, on its way to being decided."""

    plan = models.ForeignKey(Plan, models.PROTECT, verbose_name=_("plan"), related_name="drafts")
    commitment = models.ForeignKey(
        Commitment,
        models.PROTECT,
        verbose_name=_("compromiso; vacío: el plan entero"),
        null=True,
        blank=True,
        related_name="drafts",
    )
    slug = models.SlugField(_("dirección"), max_length=120, unique=True)
    title = TitleField(_("título"), max_length=300)
    forum = models.ForeignKey(
        Forum,
        models.PROTECT,
        verbose_name=_("solo para los asientos de este foro; vacío: público"),
        null=True,
        blank=True,
        related_name="drafts",
    )
    latest_number = models.PositiveSmallIntegerField(
        _("última versión publicada"), default=0, editable=False
    )
    adopted = models.ForeignKey(
        "forums.DraftVersion",
        models.PROTECT,
        verbose_name=_("versión aprobada"),
        null=True,
        editable=False,
        related_name="+",
    )

    class Meta:
        verbose_name = _("borrador")
        verbose_name_plural = _("borradores")
        constraints = (
            models.UniqueConstraint(
                fields=["commitment", "forum"],
                nulls_distinct=False,
                condition=Q(commitment__isnull=False),
                name="one_draft_for_each_public",
                violation_error_message=_("Ya hay un borrador de ese compromiso para ese foro."),
            ),
        )

    def __str__(self) -> str:
        """Return the title."""
        return self.title


@tracked()
class DraftVersion(Identified, RightsModel):
    """One version: being written until it is published with its number, and the same for ever from
    then on.
    """

    draft = models.ForeignKey(
        Draft, models.PROTECT, verbose_name=_("borrador"), related_name="versions"
    )
    number = models.PositiveSmallIntegerField(_("versión"), null=True, editable=False)
    note = ProseField(_("qué cambió y por qué"), blank=True)
    published_at = models.DateTimeField(_("publicada"), null=True, editable=False)

    class Meta:
        verbose_name = _("versión de un borrador")
        verbose_name_plural = _("versiones de los borradores")
        constraints = (
            models.UniqueConstraint(fields=["draft", "number"], name="draft_version_number_once"),
            models.UniqueConstraint(
                fields=["draft"],
                condition=Q(number=None),
                name="one_version_being_written",
                violation_error_message=_("Ya se está escribiendo una versión de este borrador."),
            ),
            models.CheckConstraint(
                condition=Q(number=None, published_at=None)
                | Q(number__isnull=False, published_at__isnull=False),
                name="published_version_has_number",
                violation_error_message=_(
                    "Una versión publicada tiene número y fecha; una que se escribe, ninguno "
                    "de los dos."
                ),
            ),
        )
        triggers = (
            pgtrigger.Protect(
                name="published_version_never_changes",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__published_at__isnull=False),
            ),
        )

    def __str__(self) -> str:
        """Return title and number."""
        return f"{self.draft} · v{self.number}" if self.number else str(self.draft)


@tracked()
class Section(Identified, RightsModel):
    """One part of a version: the field of the commitment it will be, or a chapter of a plan."""

    version = models.ForeignKey(
        DraftVersion, models.CASCADE, verbose_name=_("versión"), related_name="sections"
    )
    key = models.SlugField(_("parte"), max_length=60)
    heading = TitleField(_("encabezado"), max_length=200)
    position = models.PositiveSmallIntegerField(_("orden"))
    text = ProseField(_("texto"), blank=True)

    class Meta:
        verbose_name = _("parte de una versión")
        verbose_name_plural = _("partes de las versiones")
        constraints = (models.UniqueConstraint(fields=["version", "key"], name="section_key_once"),)
        triggers = (
            pgtrigger.Trigger(
                name="published_section_never_changes",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                declare=[("is_published", "boolean")],
                func=FROZEN,
            ),
        )

    def __str__(self) -> str:
        """Return the heading."""
        return self.heading


@tracked(pghistory.InsertEvent())
class Change(Identified, RightsModel):
    """One paragraph that a version added, took out, modified or moved against the one before; of
    one that came from another part, its heading.
    """

    version = models.ForeignKey(
        DraftVersion, models.CASCADE, verbose_name=_("versión"), related_name="changes"
    )
    number = models.PositiveIntegerField(_("número"))
    section_key = models.SlugField(_("parte"), max_length=60)
    heading = TitleField(_("encabezado"), max_length=200)
    kind = models.CharField(_("qué pasó"), max_length=10, choices=ChangeKind)
    before = ExactTextField(_("antes"), blank=True)
    after = ExactTextField(_("después"), blank=True)
    before_at = models.PositiveIntegerField(_("párrafo de antes"), null=True)
    after_at = models.PositiveIntegerField(_("párrafo de después"), null=True)
    moved_from = TitleField(_("parte en la que estaba antes"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("cambio entre versiones")
        verbose_name_plural = _("cambios entre versiones")
        constraints = (
            models.UniqueConstraint(fields=["version", "number"], name="change_number_once"),
        )
        triggers = (
            pgtrigger.Protect(
                name="change_never_changes", operation=pgtrigger.Update | pgtrigger.Delete
            ),
        )

    def __str__(self) -> str:
        """Return where it is."""
        return f"{self.heading} · {self.number}"
