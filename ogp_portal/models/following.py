"""What everybody could see of the published datasets, and what has left them."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.functions import RandomUUID
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _

from ogp_portal.foundation.documents.model_fields import CodeField


class DatasetLook(models.Model):
    """When the rows of a dataset were last looked at; without one, they never were."""

    dataset = CodeField(_("conjunto"), max_length=60, unique=True)
    looked_at = models.DateTimeField(_("mirado"))

    class Meta:
        verbose_name = _("mirada a un conjunto")
        verbose_name_plural = _("miradas a los conjuntos")

    def __str__(self) -> str:
        """Return the dataset."""
        return self.dataset


class VisibleRow(models.Model):
    """A row of a published dataset that everybody could see when it was last looked at: its primary
    key, the key that names it for ever, and what it belongs to (`belonging.words`).
    """

    dataset = CodeField(_("conjunto"), max_length=60)
    row_pk = models.BigIntegerField(_("fila"))
    key = CodeField(_("clave"), max_length=200)
    belongs_to = ArrayField(models.TextField(), verbose_name=_("de qué es"), default=list)

    class Meta:
        verbose_name = _("fila a la vista")
        verbose_name_plural = _("filas a la vista")
        constraints = (
            models.UniqueConstraint(fields=["dataset", "row_pk"], name="visible_row_once"),
        )

    def __str__(self) -> str:
        """Return the dataset and the key."""
        return f"{self.dataset}/{self.key}"


class RemovedRow(models.Model):
    """A row that was in a published dataset and is there no longer: erased, withdrawn or hidden.
    Never changed, and forgotten after 90 days; one that comes back is in its dataset again, with a
    newer change. What it belongs to is what everybody saw while it was there.
    """

    public_id = models.UUIDField(
        _("identificador público"), db_default=RandomUUID(), editable=False, unique=True
    )
    dataset = CodeField(_("conjunto"), max_length=60)
    key = CodeField(_("clave"), max_length=200)
    belongs_to = ArrayField(models.TextField(), verbose_name=_("de qué era"), default=list)
    modified_at = models.DateTimeField(
        _("desde cuándo falta"), db_default=models.functions.Now(), editable=False, db_index=True
    )

    class Meta:
        verbose_name = _("fila retirada")
        verbose_name_plural = _("filas retiradas")
        indexes = (
            models.Index(fields=["dataset", "modified_at"], name="removed_row_by_dataset"),
            GinIndex(fields=["belongs_to"], name="removed_row_by_belonging"),  # feeds of one thing
        )

    def __str__(self) -> str:
        """Return the dataset and the key."""
        return f"{self.dataset}/{self.key}"
