"""Columns of words: what people and staff write is cleaned where it is stored, whichever door it
came by — a form, the admin, a sheet, a command, the API.

Each text column says what it holds: a title or a name (one line), prose (several), or what the
portal writes itself and keeps letter by letter. The database knows none of it: to migrations they
are Django's own columns.
"""

from collections.abc import Callable, Sequence
from typing import Any, ClassVar, TypeVar

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.expressions import Col
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from ogp_portal.foundation.characters import clean, one_line
from ogp_portal.foundation.documents.alphabets import alphabets, mixed_word
from ogp_portal.foundation.documents.form_fields import CleanTextField
from ogp_portal.foundation.refusals import Refusal

_ST = TypeVar("_ST", contravariant=True)
_GT = TypeVar("_GT", covariant=True)
MIXED = _(
    "«%(word)s» tiene letras de otro alfabeto que se ven igual: escríbela de nuevo con el teclado."
)
SEVERAL_ALPHABETS = _(
    "El nombre de una institución se escribe con un solo alfabeto: revise «%(name)s»."
)
UNSEEN = _("En «%(field)s» no queda nada que se vea: escríbalo de nuevo.")


def refuse_mixed_words(value: str) -> None:
    """Refuse a word of letters that look like others. Raises ValidationError."""
    if word := mixed_word(value):
        raise ValidationError(MIXED, code="mixed", params={"word": word})


def refuse_several_alphabets(value: str) -> None:
    """Refuse a name of more than one alphabet. Raises ValidationError."""
    if len(alphabets(value)) > 1:
        raise ValidationError(SEVERAL_ALPHABETS, code="mixed", params={"name": value})


class TextColumn(models.Field[_ST, _GT]):
    """A column that is Django's own to migrations and in expressions: the database holds text,
    whatever is asked of what is written.
    """

    stored: ClassVar[type[models.Field[Any, Any]]]

    def deconstruct(self) -> Any:
        """Return Django's own column."""
        name, _path, positional, keywords = super().deconstruct()
        return name, f"django.db.models.{self.stored.__name__}", positional, keywords

    @cached_property
    def plain(self) -> models.Field[Any, Any]:
        """Return the same column as Django's own: expressions join it with any other text."""
        _name, _path, positional, keywords = self.deconstruct()
        column: models.Field[Any, Any] = self.stored(*positional, **keywords)
        column.set_attributes_from_name(self.name)
        column.model = self.model
        return column

    @cached_property
    def cached_col(self) -> Col:
        """Return the column of its own table."""
        return Col(self.model._meta.db_table, self, self.plain)

    def get_col(self, alias: str, output_field: models.Field[Any, Any] | None = None) -> Col:
        """Return the column of a table named in a query."""
        is_elsewhere = alias != self.model._meta.db_table
        return super().get_col(
            alias, self.plain if output_field is None and is_elsewhere else output_field
        )


class _Words(TextColumn[Any, str]):
    """What columns of people's words have in common."""

    cleaned: Callable[[str], str]

    def to_python(self, value: Any) -> Any:
        """Return the words cleaned: what validation looks at."""
        read = super().to_python(value)
        return self.cleaned(read) if isinstance(read, str) else read

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:  # noqa: FBT001 - Django's
        """Return the words to be stored, and leave them in the row at hand."""
        value = super().pre_save(model_instance, add)
        if not isinstance(value, str):
            return value
        words = self.checked(value)
        setattr(model_instance, self.attname, words)
        return words

    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        """Return the words to be stored, of an update of many rows as well."""
        words = self.checked(value) if isinstance(value, str) else value
        return super().get_db_prep_save(words, connection)

    def checked(self, value: str) -> str:
        """Return the words cleaned. Raises Refusal where that leaves nothing to be seen of a column
        that may not be empty.
        """
        words: str = self.cleaned(value)
        if value and not words and not self.blank:
            field = capfirst(str(self.verbose_name))
            raise Refusal(UNSEEN % {"field": field}, field=self.name)
        return words

    def formfield(
        self,
        form_class: type[forms.Field] | None = None,
        choices_form_class: type[forms.ChoiceField] | None = None,
        **kwargs: Any,
    ) -> forms.Field | None:
        """Return a field of a form that shows what will be stored."""
        kwargs["choices_form_class"] = choices_form_class
        return super().formfield(form_class=form_class or CleanTextField, **kwargs)


class TitleField(_Words, models.CharField[Any, str]):
    """A title, a name, a sentence: one line, and in it no word of two alphabets."""

    cleaned = staticmethod(one_line)
    stored = models.CharField
    default_validators: Sequence[Callable[[str], None]] = (refuse_mixed_words,)


class InstitutionNameField(TitleField):
    """The name of an institution, in one alphabet: refused by whatever door it comes."""

    default_validators = (refuse_mixed_words, refuse_several_alphabets)

    def checked(self, value: str) -> str:
        """Return the name cleaned. Raises Refusal."""
        words = super().checked(value)
        try:
            for refuse in self.default_validators:
                refuse(words)
        except ValidationError as error:
            raise Refusal(error.messages[0], field=self.name) from error
        return words


class ProseField(_Words, models.TextField[Any, str]):
    """A text of several lines."""

    cleaned = staticmethod(clean)
    stored = models.TextField


class CodeField(TextColumn[_ST, _GT], models.CharField[_ST, _GT]):
    """What is no words of anybody: a code, a digest, a key, a few letters quoted exactly."""

    stored = models.CharField


class ExactTextField(TextColumn[Any, str], models.TextField[Any, str]):
    """A text that the portal writes itself and keeps letter by letter: canonical JSON, a letter
    that was written, a passage quoted, a fault told by a program.
    """

    stored = models.TextField
