"""What belongs to a commitment: the versions of its text, who answers for it, other actors."""

import pghistory
import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from commitments.organizations.models import Organization
from commitments.plans.models.commitment import Commitment
from commitments.plans.models.text import PromiseText
from ogp_portal.foundation.documents.model_fields import ProseField, TitleField
from ogp_portal.foundation.permissions.rights import RightsModel
from ogp_portal.foundation.published import Identified, tracked


@tracked(pghistory.InsertEvent())
class CommitmentVersion(Identified, PromiseText, RightsModel):
    """The promise's text as it stood from a moment on.

    Never changed or deleted: the new stands beside the old.
    """

    commitment = models.ForeignKey(
        Commitment, models.PROTECT, verbose_name=_("compromiso"), related_name="versions"
    )
    number = models.PositiveSmallIntegerField(_("versión"))
    reason = ProseField(_("por qué cambió"), blank=True)
    at = models.DateTimeField(_("desde"), db_default=models.functions.Now(), editable=False)

    class Meta:
        verbose_name = _("versión del compromiso")
        verbose_name_plural = _("versiones del compromiso")
        constraints = (
            models.UniqueConstraint(fields=["commitment", "number"], name="version_number_once"),
            models.CheckConstraint(
                condition=Q(number=1) | ~Q(reason=""),
                name="version_change_has_reason",
                violation_error_message=_("Escriba por qué cambia el texto: se publica."),
            ),
        )
        triggers = (
            pgtrigger.Protect(
                name="version_never_changes", operation=pgtrigger.Update | pgtrigger.Delete
            ),
        )

    def __str__(self) -> str:
        """Return title and number."""
        return f"{self.title} · v{self.number}"


@pghistory.track()
class Contact(RightsModel):
    """Who answers for a commitment: the post is public; name, e-mail and phone only for those who
    need them.
    """

    commitment = models.OneToOneField(
        Commitment, models.CASCADE, verbose_name=_("compromiso"), related_name="contact"
    )
    post = TitleField(_("cargo"), max_length=200)
    name = TitleField(_("nombre"), max_length=200, blank=True)
    email = models.EmailField(_("correo electrónico"), blank=True)
    phone = TitleField(_("teléfono"), max_length=40, blank=True)

    class Meta:
        verbose_name = _("persona responsable")
        verbose_name_plural = _("personas responsables")

    def __str__(self) -> str:
        """Return the post, never the person."""
        return self.post


@tracked()
class Actor(Identified, RightsModel):
    """Another actor involved, as the source names it; linked to an organization where it is
    registered.
    """

    class Kind(models.TextChoices):
        """The groups of the template."""

        GOVERNMENT = "government", _("gobierno")
        CIVIL_SOCIETY = "civil_society", _("sociedad civil")
        PRIVATE = "private", _("iniciativa privada")
        WORKING_GROUP = "working_group", _("grupo de trabajo")
        MULTILATERAL = "multilateral", _("organismo multilateral")

    commitment = models.ForeignKey(
        Commitment, models.CASCADE, verbose_name=_("compromiso"), related_name="actors"
    )
    organization = models.ForeignKey(
        Organization,
        models.PROTECT,
        verbose_name=_("institución"),
        null=True,
        blank=True,
        related_name="acting_in",
    )
    name = TitleField(_("nombre"), max_length=200)
    kind = models.CharField(_("grupo"), max_length=20, choices=Kind)

    class Meta:
        verbose_name = _("actor involucrado")
        verbose_name_plural = _("otros actores involucrados")
        constraints = (models.UniqueConstraint(fields=["commitment", "name"], name="actor_once"),)

    def __str__(self) -> str:
        """Return the name."""
        return self.name
