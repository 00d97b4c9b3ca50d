"""What a person is told when the database refuses a row: the sentence of the constraint that it
broke, at its field.

Forms check the same constraints first (`ModelForm`, in the admin); this is for acts, whose forms
know no row, and for two who save at the same instant.
"""

import logging
from collections.abc import Collection, Iterator

from django.apps import apps
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import DatabaseError, DataError, IntegrityError, models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ogp_portal.foundation.refusals import Refusal
from ogp_portal.foundation.sentences import Sentence

NOT_NULL, FOREIGN_KEY, UNIQUE = "23502", "23503", "23505"  # SQLSTATE, PostgreSQL's appendix A
REFERENCED = _("Lo que eligió ya no existe: elija otra vez.")
EMPTY = _("Este dato no puede quedar vacío.")
TOO_LARGE = _("Un número es demasiado grande o un texto demasiado largo.")
TWICE = _("Ya existe: otra persona lo guardó antes, o se envió dos veces.")
log = logging.getLogger(__name__)


class ConstraintBroken(Refusal):
    """The database refused what was sent.

    `fields` are the columns that the constraint is about, the one to be mended first.
    """

    def __init__(self, sentence: Sentence, *, fields: tuple[str, ...] = ()) -> None:
        """Keep the sentence and the fields."""
        super().__init__(sentence, field=fields[0] if fields else "")
        self.fields = fields


def refusal_of(error: DatabaseError) -> ConstraintBroken | None:
    """Return what to tell of an error of the database, None where it is a fault of ours."""
    if isinstance(error, DataError):
        return ConstraintBroken(TOO_LARGE)
    if not isinstance(error, IntegrityError):
        return None
    told = getattr(error.__cause__, "diag", None)
    model = _model_of(getattr(told, "table_name", None) or "")
    if told is None or model is None:
        return None
    log.warning("%s refused: %s", told.table_name, told.constraint_name or told.column_name)
    named = {constraint.name: constraint for constraint in model._meta.constraints}
    constraint = named.get(told.constraint_name or "")
    if isinstance(constraint, models.CheckConstraint):
        sentence = constraint.get_violation_error_message()
        return ConstraintBroken(sentence, fields=fields_of(constraint))
    if told.sqlstate == UNIQUE:
        return _repeated(model, constraint, told.constraint_name or "")
    if told.sqlstate == NOT_NULL:
        return ConstraintBroken(EMPTY, fields=(told.column_name or "",))
    return ConstraintBroken(REFERENCED) if told.sqlstate == FOREIGN_KEY else None


def validate(row: models.Model, exclude: Collection[str]) -> None:
    """Check a row against the constraints of its table, as Django's `validate_constraints` does,
    with each sentence at a field that is asked for: the one to be mended first. Raises
    ValidationError.
    """
    errors: dict[str, list[ValidationError]] = {}
    for model, declared in row.get_constraints():
        for constraint in declared:
            try:
                constraint.validate(model, row, exclude=set(exclude))  # type: ignore[attr-defined] # not in the stubs
            except ValidationError as error:
                fields = fields_of(constraint)
                asked = (name for name in fields if name not in exclude)
                errors.setdefault(next(asked, NON_FIELD_ERRORS), []).append(error)
    if errors:
        raise ValidationError(dict(errors))


def fields_of(constraint: models.BaseConstraint) -> tuple[str, ...]:
    """Return the fields that a constraint is about, the one to be mended first."""
    if isinstance(constraint, models.CheckConstraint):
        compared, may_be_empty = _names(constraint.condition), _empties(constraint.condition)
        return tuple(dict.fromkeys([*compared, *may_be_empty]))
    if isinstance(constraint, models.UniqueConstraint):
        return tuple(reversed(constraint.fields))
    return ()


def _model_of(table: str) -> type[models.Model] | None:
    return next((model for model in apps.get_models() if model._meta.db_table == table), None)


def _names(condition: object) -> Iterator[str]:
    """Yield the fields that a condition compares, in the order in which it names them."""
    if isinstance(condition, Q):
        for part in condition.children:
            yield from _names(part)
    elif isinstance(condition, tuple) and not _is_about_nothing(condition):
        yield str(condition[0]).partition("__")[0]
        yield from _names(condition[1])
    elif isinstance(condition, F):
        yield condition.name
    elif isinstance(condition, models.expressions.BaseExpression):
        for source in condition.get_source_expressions():
            yield from _names(source)


def _empties(condition: object) -> Iterator[str]:
    """Yield the fields of which a condition only says whether they may be empty."""
    if isinstance(condition, Q):
        for part in condition.children:
            yield from _empties(part)
    elif isinstance(condition, tuple) and _is_about_nothing(condition):
        yield str(condition[0]).partition("__")[0]


def _is_about_nothing(lookup: tuple[object, ...]) -> bool:
    return lookup[1] is None or str(lookup[0]).endswith("__isnull")


def _repeated(
    model: type[models.Model], constraint: models.BaseConstraint | None, name: str
) -> ConstraintBroken:
    """Return the refusal of a second row like one that exists."""
    if isinstance(constraint, models.UniqueConstraint):
        fields = constraint.fields
        if constraint.condition is not None:  # its sentence says among which
            sentence = constraint.get_violation_error_message()
            return ConstraintBroken(sentence, fields=tuple(reversed(fields)))
    else:  # of a field: PostgreSQL names it after the table and the column
        fields = tuple(
            field.name
            for field in model._meta.local_fields
            if field.unique and name.startswith(f"{model._meta.db_table}_{field.column}_")
        )
    if not fields:
        return ConstraintBroken(TWICE)
    sentence = model().unique_error_message(model, fields).messages[0]
    return ConstraintBroken(sentence, fields=tuple(reversed(fields)))
