"""The citizen infographics as they were issued: the facts of each edition, frozen; the pictures are
drawn from them at any time.
"""

from typing import ClassVar

import pghistory
import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from ogp_portal.foundation.documents.model_fields import CodeField, ExactTextField, TitleField
from ogp_portal.foundation.permissions.rights import RightsModel, RightsQuerySet
from ogp_portal.foundation.published import Identified, tracked
from transparency.infographics.cards import Kind


@tracked(pghistory.InsertEvent())
class Infographic(Identified, RightsModel):
    """An edition of a thing's infographic.

    A new one is issued when its facts change; older ones stay, dated.
    """

    Kind = Kind

    kind = models.CharField(_("de qué"), max_length=12, choices=Kind)
    slug = CodeField(_("dirección de lo que muestra"), max_length=220)
    edition = models.PositiveIntegerField(_("edición"))
    layout = CodeField(_("estado que muestra"), max_length=20)
    title = TitleField(_("título"), max_length=300)
    facts = ExactTextField(_("datos (JSON canónico)"))
    cut_off_on = models.DateField(_("datos al"))
    issued_at = models.DateTimeField(
        _("emitida"), db_default=models.functions.Now(), editable=False
    )

    objects: ClassVar = RightsQuerySet.as_manager()

    class Meta:
        verbose_name = _("infografía ciudadana")
        verbose_name_plural = _("infografías ciudadanas")
        constraints = (
            models.UniqueConstraint(
                fields=["kind", "slug", "edition"], name="infographic_edition_once"
            ),
        )
        triggers = (
            pgtrigger.Protect(
                name="infographic_never_changes", operation=pgtrigger.Update | pgtrigger.Delete
            ),
        )

    def __str__(self) -> str:
        """Return the title and the edition."""
        return f"{self.title} · {self.edition}"
