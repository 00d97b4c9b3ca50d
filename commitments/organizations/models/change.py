"""What becomes of an organization: another name, a successor, its end."""

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from commitments.organizations.models.organization import Organization
from ogp_portal.foundation.documents.model_fields import (
    InstitutionNameField,
    ProseField,
    TitleField,
)
from ogp_portal.foundation.permissions.four_eyes import two_people
from ogp_portal.foundation.permissions.rights import RightsModel, RightsQuerySet
from ogp_portal.foundation.published import Identified, tracked


class OrganizationChangeQuerySet(RightsQuerySet["OrganizationChange"]):
    """Changes of organizations, asked by whether they stand."""

    def confirmed(self) -> Self:
        """Keep those that two people decided, and that were not undone."""
        return self.filter(confirmed_at__isnull=False, undone_at=None, undoes=None)

    def proposed(self) -> Self:
        """Keep those that wait to be confirmed."""
        return self.filter(confirmed_at=None)


@tracked()
class OrganizationChange(Identified, RightsModel):
    """That an organization has another name from a day on, or closed, with or without another one
    that goes on with what it did: proposed by one person, confirmed by an administrator.

    What is not confirmed changes nothing. Confirmed, it stays, also when it was undone as a
    mistake (by one that `undoes` it).
    """

    class Kind(models.TextChoices):
        """What becomes of it."""

        RENAME = "rename", _("cambió de nombre")
        CLOSURE = "closure", _("se cerró o pasó a otra")

    organization = models.ForeignKey(
        Organization, models.PROTECT, verbose_name=_("institución"), related_name="changes"
    )
    kind = models.CharField(_("qué pasó"), max_length=10, choices=Kind)
    effective_on = models.DateField(_("desde qué día"))
    name = InstitutionNameField(_("nombre nuevo"), max_length=200, blank=True)
    short_name = InstitutionNameField(_("nombre corto nuevo"), max_length=60, blank=True)
    former_name = InstitutionNameField(_("nombre anterior"), max_length=200)
    former_short_name = InstitutionNameField(_("nombre corto anterior"), max_length=60, blank=True)
    successor = models.ForeignKey(
        Organization,
        models.PROTECT,
        verbose_name=_("la continúa"),
        null=True,
        blank=True,
        related_name="+",
    )
    reason = ProseField(_("motivo"))
    norm = TitleField(
        _("ley, decreto o documento que lo dice"),
        max_length=300,
        help_text=_("Con su número y fecha, o su dirección. Se publica."),
    )
    undoes = models.OneToOneField(
        "self",
        models.PROTECT,
        verbose_name=_("anula"),
        null=True,
        blank=True,
        editable=False,
        related_name="undone_by",
    )
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("lo propone"),
        related_name="+",
    )
    proposed_at = models.DateTimeField(_("propuesto"), db_default=Now(), editable=False)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("lo confirma"),
        null=True,
        blank=True,
        related_name="+",
    )
    confirmed_at = models.DateTimeField(_("confirmado"), null=True, blank=True, editable=False)
    undone_at = models.DateTimeField(_("anulado"), null=True, blank=True, editable=False)

    objects: ClassVar = OrganizationChangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("cambio de una institución")
        verbose_name_plural = _("cambios de instituciones")
        constraints = (
            models.CheckConstraint(
                condition=Q(kind="rename", successor=None) & ~Q(name="")
                | Q(kind="closure", name="", short_name=""),
                name="organization_change_fits_kind",
                violation_error_message=_(
                    "Un cambio de nombre lleva el nombre nuevo; un cierre, a lo más quién continúa."
                ),
            ),
            models.CheckConstraint(
                condition=~Q(reason="") & ~Q(norm=""),
                name="organization_change_says_why",
                violation_error_message=_("Escriba el motivo y qué documento lo dice."),
            ),
            models.CheckConstraint(
                condition=two_people("proposed_by", "confirmed_by"),
                name="organization_change_four_eyes",
                violation_error_message=_("Quien lo propuso no lo confirma."),
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at=None, confirmed_by=None)
                | Q(confirmed_at__isnull=False, confirmed_by__isnull=False),
                name="organization_change_confirmed_by_someone",
                violation_error_message=_("Lo confirmado dice quién lo confirmó y cuándo."),
            ),
            models.UniqueConstraint(
                fields=["organization"],
                condition=Q(confirmed_at=None),
                name="organization_change_one_open",
                violation_error_message=_(
                    "Ya hay un cambio de esta institución por confirmar: confírmelo o retírelo."
                ),
            ),
        )

    def __str__(self) -> str:
        """Return what becomes of the organization."""
        words = self.name or (self.successor.name if self.successor else "")
        return f"{self.former_name} → {words}" if words else f"{self.former_name} ✕"

    @property
    def is_undoing(self) -> bool:
        """Say whether it takes back another one."""
        return self.undoes_id is not None
