"""What each person was told of her work."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from ogp_portal.foundation.documents.model_fields import CodeField
from ogp_portal.models.accounts import User


class Notice(models.Model):
    """A person is told that something was handed over to her, or that a date comes near: the line
    of Mi trabajo and, if she wants letters, the letter that says it. Deleted after ninety days.

    It holds no words: they are made of what stands when it is read or sent. `cause` is what makes
    it one of its kind about the thing: the number of the act, or a date.
    """

    user = models.ForeignKey(User, models.CASCADE, verbose_name=_("persona"), related_name="+")
    kind = CodeField(_("clase"), max_length=60)
    subject_id = models.BigIntegerField(_("identificador"))
    cause = CodeField(_("causa"), max_length=80, blank=True)
    at = models.DateTimeField(_("cuándo"), db_default=models.functions.Now(), editable=False)
    letter = models.ForeignKey(
        "ogp_portal.Letter",
        models.SET_NULL,
        verbose_name=_("carta"),
        null=True,
        related_name="notices",
    )

    class Meta:
        verbose_name = _("aviso")
        verbose_name_plural = _("avisos")
        constraints = (
            models.UniqueConstraint(
                fields=["user", "kind", "subject_id", "cause"], name="notice_once"
            ),
        )
        indexes = (models.Index(fields=["user", "-at"], name="notice_of_person"),)  # Mi trabajo

    def __str__(self) -> str:
        """Return the kind and number, never the person."""
        return f"{self.kind} #{self.subject_id}"
