"""What the search of the whole portal looks in: one narrow row for each thing that is found."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.utils.translation import gettext_lazy as _

from ogp_portal.foundation.documents.model_fields import CodeField


class SearchEntry(models.Model):
    """A thing that everybody could find when it was last looked at: of which kind, its row (none:
    it has none, as a page of help), where and of which year.

    Its words are not here: `search` holds their stems, those of the title with weight A, and a
    lexeme for its kind, each of its places and its year. `stamp` is the md5 of what it was made of.
    What is shown is read from the row itself, by the rule of whoever asks.
    """

    kind = CodeField(_("clase"), max_length=40)
    key = CodeField(_("clave"), max_length=200)
    row_pk = models.BigIntegerField(_("fila"), null=True)
    year = models.PositiveSmallIntegerField(_("año"), null=True)
    places = ArrayField(models.TextField(), verbose_name=_("lugares"), default=list)
    stamp = CodeField(_("huella"), max_length=32)
    search = SearchVectorField()

    class Meta:
        verbose_name = _("entrada del buscador")
        verbose_name_plural = _("entradas del buscador")
        constraints = (models.UniqueConstraint(fields=["kind", "key"], name="search_entry_once"),)
        indexes = (
            GinIndex(fields=["search"], name="search_entry_words", fastupdate=False),  # rare words
            models.Index(fields=["kind", "-id"], name="search_entry_latest"),  # common words
        )

    def __str__(self) -> str:
        """Return the kind and the key."""
        return f"{self.kind}/{self.key}"
