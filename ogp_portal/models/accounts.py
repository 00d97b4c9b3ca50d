"""People, and what two administrators decide about an account."""

from typing import ClassVar

import pghistory
from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ogp_portal.foundation.documents.model_fields import CodeField, TitleField


class UserManager(BaseUserManager["User"]):
    """Makes people, known by their e-mail."""

    def create_user(self, email: str, password: str | None = None, **extra: object) -> "User":
        """Make a person; without a password they enter by the code mailed to them."""
        user = self.model(email=self.normalize_email(email).lower(), **extra)
        user.set_password(password)
        user.save()
        return user

    def create_superuser(self, email: str, password: str | None = None, **extra: object) -> "User":
        """Make an administrator, who thereby gains no other right."""
        return self.create_user(email, password, is_administrator=True, **extra)


@pghistory.track(fields=["is_active", "is_administrator"])
class User(AbstractBaseUser):
    """A person with an account.

    Rights come from rows with dates that the floors above keep, never from these flags.

    `is_administrator` keeps users, roles and settings. Nothing here says who enters the admin: the
    rule `enter_admin` does. `letters` is how often she wants to be told of her work; codes for
    entering and what changes in the account itself are always written.
    """

    class Letters(models.TextChoices):
        """How often letters tell of one's work."""

        AT_ONCE = "at_once", _("cada una al momento")
        DAILY = "daily", _("una sola al día")
        NONE = "none", _("ninguna: lo veo en «Mi trabajo»")

    email = models.EmailField(_("correo electrónico"), unique=True)
    name = TitleField(_("nombre o cargo"), max_length=120, blank=True)
    is_active = models.BooleanField(_("activa"), default=True)
    is_administrator = models.BooleanField(_("administra usuarios y ajustes"), default=False)
    date_joined = models.DateTimeField(_("desde"), default=timezone.now)
    letters = models.CharField(
        _("cartas de mi trabajo"),
        max_length=10,
        choices=Letters,
        default=Letters.AT_ONCE,
        db_default=Letters.AT_ONCE,
    )
    language = CodeField(
        _("idioma de las cartas"), max_length=10, blank=True, default="", db_default=""
    )

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        verbose_name = _("persona usuaria")
        verbose_name_plural = _("personas usuarias")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(email=models.functions.Lower("email")),
                name="user_email_lower",
                violation_error_message=_("El correo electrónico va en minúsculas."),
            ),
        )

    def __str__(self) -> str:
        """Return the name, or the e-mail when there is none."""
        return self.name or self.email

    def has_perm(self, perm: str, obj: object = None) -> bool:
        """Say no: what anyone may do is asked of `foundation.permissions.rights` alone."""
        return False

    def has_perms(self, perm_list: object, obj: object = None) -> bool:
        """Say no, for the same reason."""
        return False

    def has_module_perms(self, app_label: str) -> bool:
        """Say no, for the same reason."""
        return False


class AccountChange(models.Model):
    """What an administrator proposes about somebody's account, until another one confirms it; both
    withdraw it. Deleted then, or after a month.
    """

    class Kind(models.TextChoices):
        """What is proposed."""

        ADMINISTRATION = "administration", _("dar la administración de cuentas")
        ADDRESS = "address", _("cambiar el correo")
        SECOND_FACTOR = "second_factor", _("quitar el segundo factor perdido")

    kind = models.CharField(_("qué se propone"), max_length=20, choices=Kind)
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, verbose_name=_("cuenta"), related_name="+"
    )
    address = models.EmailField(_("correo nuevo"), blank=True)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, verbose_name=_("lo propone"), related_name="+"
    )
    proposed_at = models.DateTimeField(
        _("propuesto"), db_default=models.functions.Now(), editable=False
    )

    class Meta:
        verbose_name = _("cambio de cuenta por confirmar")
        verbose_name_plural = _("cambios de cuentas por confirmar")
        constraints = (
            models.UniqueConstraint(
                fields=["account", "kind"],
                name="account_change_once",
                violation_error_message=_("Ya hay una propuesta igual que espera confirmación."),
            ),
            models.CheckConstraint(
                condition=models.Q(kind="address") ^ models.Q(address=""),
                name="address_change_has_address",
                violation_error_message=_("Cambiar el correo pide el correo nuevo."),
            ),
        )

    def __str__(self) -> str:
        """Return what is proposed, never about whom."""
        return str(self.get_kind_display())
