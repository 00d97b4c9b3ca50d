"""How often what the public reads has changed, and the answers kept for as long as it has not."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from ogp_portal.foundation.documents.model_fields import CodeField


class PublicChange(models.Model):
    """So many transactions that changed something a public answer may read: one row of each, which
    the database itself writes (foundation/permissions/public_changes.py), or many put together.

    Their sum is the number of the public's state: it grows by one with each such commit.
    """

    counted = models.PositiveBigIntegerField(_("cuántos"), db_default=1)

    class Meta:
        verbose_name = _("cambio de lo público")
        verbose_name_plural = _("cambios de lo público")

    def __str__(self) -> str:
        """Return how many."""
        return str(self.counted)


class KeptPage(models.Model):
    """An answer for everybody, as it was made while the sum of changes was `number`: right while
    that is the sum, and before `until`.

    `key` is the digest of whatever the answer depends on beside: the release, the address and,
    where it varies by them, headers. The table is unlogged: a crash of the database empties it, and
    it is filled again by whoever reads.
    """

    key = CodeField(_("resumen de lo pedido"), max_length=64, unique=True)
    path = CodeField(_("dirección"), max_length=1000)
    number = models.PositiveBigIntegerField(_("cambios"))
    until = models.DateTimeField(_("hasta (ese instante ya no)"))
    kept_at = models.DateTimeField(_("desde"), db_default=models.functions.Now(), editable=False)
    headers = models.JSONField(_("encabezados"))
    body = models.BinaryField(_("contenido"))

    class Meta:
        verbose_name = _("página guardada")
        verbose_name_plural = _("páginas guardadas")

    def __str__(self) -> str:
        """Return the address."""
        return self.path
