"""Where the comments of a version are in the later ones."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from forums.drafts.models.comment import Comment
from forums.drafts.models.draft import DraftVersion
from forums.drafts.states import Carried
from ogp_portal.foundation.documents.model_fields import ExactTextField
from ogp_portal.foundation.permissions.rights import RightsModel
from ogp_portal.foundation.published import Identified


class Placement(Identified, RightsModel):
    """Where a later version carries a comment: its words found again, or what stands there now."""

    comment = models.ForeignKey(
        Comment, models.CASCADE, verbose_name=_("comentario"), related_name="placements"
    )
    version = models.ForeignKey(
        DraftVersion, models.CASCADE, verbose_name=_("versión"), related_name="placements"
    )
    outcome = models.CharField(_("qué pasó con sus palabras"), max_length=10, choices=Carried)
    section_key = models.SlugField(_("parte"), max_length=60, blank=True)
    paragraph = models.PositiveIntegerField(_("párrafo"), null=True)
    start = models.PositiveIntegerField(_("dónde empiezan"), null=True)
    now_text = ExactTextField(_("lo que dice ahora el pasaje"), blank=True)

    class Meta:
        verbose_name = _("lugar de un comentario en otra versión")
        verbose_name_plural = _("lugares de los comentarios en otras versiones")
        constraints = (
            models.UniqueConstraint(fields=["comment", "version"], name="placement_once"),
            models.CheckConstraint(
                condition=Q(outcome=Carried.CHANGED) | Q(section_key="") | Q(now_text=""),
                name="placement_found_or_changed",
                violation_error_message=_(
                    "Un comentario llevado a otra versión encontró su lugar, o el texto cambió."
                ),
            ),
        )
        indexes = (
            models.Index(fields=["version", "outcome"], name="placement_counted"),
        )  # page of a version

    def __str__(self) -> str:
        """Return comment and version."""
        return f"{self.comment} → v{self.version.number}"
