"""Memberships, the roles with dates from which all rights come, and those that are proposed."""

import datetime
from typing import ClassVar, Self

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Greatest, Now, TruncDate
from django.utils.translation import gettext_lazy as _

from commitments.organizations.models.organization import Organization
from ogp_portal.foundation.documents.model_fields import ProseField
from ogp_portal.foundation.permissions.rights import RightsModel, RightsQuerySet
from ogp_portal.models import User


class MembershipQuerySet(RightsQuerySet["Membership"]):
    """Memberships, asked by date."""

    def current(self) -> Self:
        """Keep those in force today, by the database's clock."""
        today = TruncDate(Now())
        return self.filter(Q(ends_on=None) | Q(ends_on__gt=today), starts_on__lte=today)

    def going_on(self, user: User, *, day: datetime.date) -> Self:
        """Keep those of a person that are in force on a day or will be after it."""
        last = Greatest(F("starts_on"), Value(day))
        return self.filter(Q(ends_on=None) | Q(ends_on__gt=last), user=user)


@pghistory.track()
class Membership(RightsModel):
    """A person's role in an organization between two dates: half-open, the end day no longer
    counts.
    """

    class Role(models.TextChoices):
        """What the person does there."""

        EDITOR = "editor", _("contraparte institucional (edita)")
        COORDINATOR = "coordinator", _("coordinación (punto de contacto OGP)")
        COUNTERPART = "counterpart", _("contraparte de la sociedad civil")
        MONITOR = "monitor", _("monitoreo independiente")
        OVERSEER = "overseer", _("autoridad (mira el avance)")

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("persona"),
        related_name="memberships",
    )
    organization = models.ForeignKey(
        Organization, models.PROTECT, verbose_name=_("institución"), related_name="memberships"
    )
    role = models.CharField(_("rol"), max_length=20, choices=Role)
    starts_on = models.DateField(_("desde"))
    ends_on = models.DateField(_("hasta (ese día ya no)"), null=True, blank=True)
    delegated_from = models.ForeignKey(
        "self",
        models.CASCADE,
        verbose_name=_("por delegación del rol"),
        null=True,
        blank=True,
        editable=False,
        related_name="delegations",
    )

    objects: ClassVar = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("membresía")
        verbose_name_plural = _("membresías")
        constraints = (
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="membership_ends_after_start",
                violation_error_message=_("El término no puede ser anterior al inicio."),
            ),
            models.UniqueConstraint(
                fields=["user", "organization", "role", "starts_on"],
                name="membership_once",
                condition=Q(ends_on=None) | Q(ends_on__gt=F("starts_on")),
                violation_error_message=_("Ya tiene ese rol en esa institución en esos días."),
            ),
            models.CheckConstraint(
                condition=Q(delegated_from=None) | Q(ends_on__isnull=False),
                name="delegation_ends",
                violation_error_message=_("Una delegación dice hasta cuándo."),
            ),
        )

    def __str__(self) -> str:
        """Return role and organization, never the person; of a delegated role that it is one."""
        role = f"{self.get_role_display()} · {self.organization}"
        return _("por delegación de %(role)s") % {"role": role} if self.delegated_from_id else role


class RoleProposal(RightsModel):
    """A role that an administrator proposes for somebody, or to undo as given by error, that of an
    editor whom a coordinator invites, or one that its holder delegates, until another person
    confirms it; both withdraw it. Deleted then, or after a month.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, verbose_name=_("persona"), related_name="+"
    )
    organization = models.ForeignKey(
        Organization, models.CASCADE, verbose_name=_("institución"), related_name="+"
    )
    role = models.CharField(_("rol"), max_length=20, choices=Membership.Role)
    starts_on = models.DateField(_("desde"))
    ends_on = models.DateField(_("hasta (ese día ya no)"), null=True, blank=True)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, verbose_name=_("lo propone"), related_name="+"
    )
    proposed_at = models.DateTimeField(_("propuesto"), db_default=Now(), editable=False)
    undoes = models.OneToOneField(
        Membership,
        models.CASCADE,
        verbose_name=_("anula el rol dado por error"),
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    reason = ProseField(_("motivo"), blank=True, editable=False)
    delegated_from = models.ForeignKey(
        Membership,
        models.CASCADE,
        verbose_name=_("por delegación del rol"),
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )

    objects: ClassVar = RightsQuerySet.as_manager()

    class Meta:
        verbose_name = _("rol por confirmar")
        verbose_name_plural = _("roles por confirmar")
        constraints = (
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gt=F("starts_on")),
                name="proposed_role_ends_after_start",
                violation_error_message=_("El término debe ser posterior al inicio."),
            ),
            models.UniqueConstraint(
                fields=["user", "organization", "role", "starts_on"],
                name="role_proposal_once",
                violation_error_message=_("Ya hay una propuesta igual que espera confirmación."),
            ),
        )

    def __str__(self) -> str:
        """Return role and organization, never the person."""
        return f"{self.get_role_display()} · {self.organization}"
