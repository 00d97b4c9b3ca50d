"""Pressing a button: the act in a savepoint of its own, and a refusal in the form, at its field.

Every view and admin page that lets a person do something goes through here, so that a refused act
leaves nothing behind, what was typed stays in the form, and the answer has the refusal's status.
"""

from types import TracebackType
from typing import Self

from django.db import DatabaseError, connection, transaction
from django.forms import BaseForm

from ogp_portal.foundation.permissions import constraints
from ogp_portal.foundation.refusals import ReceivedBefore, Refusal


class Attempt:
    """An act that may be refused; a context manager that undoes it and keeps the sentence.

        attempt = Attempt(form)
        with attempt:
            thing = workflow.send(thing, by=user, **form.facts())
            return redirect("thing", thing.slug)
        return render(request, "…/send.html", {"form": form}, status=attempt.status)

    `status` is 200 until a refusal gives its own (422, 409, 429). A row that the database refuses
    is refused with the sentence of the constraint it broke. Other errors pass.

    With `is_transaction` false none is begun: for one workflow function that takes files, works on
    them first, and then writes in a transaction of its own.
    """

    def __init__(self, form: BaseForm | None = None, *, is_transaction: bool = True) -> None:
        """Keep the form whose field the refusal names; without one the view shows `sentence`."""
        self.form = form
        self.status = 200
        self.refusal: Refusal | None = None
        self._savepoint = transaction.atomic() if is_transaction else None

    @property
    def sentence(self) -> str:
        """Return what the person is told, empty while nothing was refused."""
        return str(self.refusal or "")

    def __enter__(self) -> Self:
        """Begin the savepoint."""
        if self._savepoint is not None:
            self._savepoint.__enter__()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> bool:
        """End the savepoint; a refusal is undone, kept and shown, and goes no further."""
        if self._savepoint is not None:
            if error is None:
                try:
                    connection.check_constraints()  # those that would wait until COMMIT
                except DatabaseError as broken:
                    kind, error, trace = type(broken), broken, broken.__traceback__
            self._savepoint.__exit__(kind, error, trace)
        if isinstance(error, DatabaseError):
            error = constraints.refusal_of(error)
        if not isinstance(error, Refusal):
            return False
        self.refusal = error
        self.status = error.status
        if self.form is not None:
            self.form.is_valid()
            self.form.add_error(field_of(error, self.form), str(error))
            if isinstance(error, ReceivedBefore):  # components/form_errors.html shows both
                self.form.received_before = error  # type: ignore[attr-defined]
        return True


def field_of(refusal: Refusal, form: BaseForm) -> str | None:
    """Return the field of `form` that a refusal is about, None where it is about the whole."""
    named = getattr(refusal, "fields", (refusal.field,))
    return next((name for name in named if name in form.fields), None)
