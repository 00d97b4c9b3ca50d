"""What people keep of budgets: plain words, what an account pays for, figures of reference."""

from django.db import transaction

from commitments.organizations.access import role_of
from ogp_portal.foundation.events import journal
from ogp_portal.foundation.permissions import rights
from ogp_portal.models import User
from transparency.budgets.models import BudgetAccount, BudgetLink, BudgetProgram, ReferenceValue


@transaction.atomic
def save_program(program: BudgetProgram, *, by: User) -> BudgetProgram:
    """Save the plain words of a programme. Raises NotAllowed."""
    return _save(program, by=by)


@transaction.atomic
def save_account(account: BudgetAccount, *, by: User) -> BudgetAccount:
    """Save the plain words of an account of a programme. Raises NotAllowed."""
    return _save(account, by=by)


@transaction.atomic
def save_link(link: BudgetLink, *, by: User) -> BudgetLink:
    """Join an account to what it pays for. Raises NotAllowed."""
    return _save(link, by=by)


@transaction.atomic
def save_reference(reference: ReferenceValue, *, by: User) -> ReferenceValue:
    """Save a figure of reference. Raises NotAllowed."""
    return _save(reference, by=by)


def _save(row: rights.ModelT, *, by: User) -> rights.ModelT:
    """Save a row by whoever may edit it; a new one must be hers to edit once it is there."""
    act = "edit" if row.pk else "create"
    if row.pk:
        rights.fetch("edit", row, by=by)
    row.save()
    if not rights.may(by, "edit", row):
        message = f"{act}: no such row for this person"
        raise rights.NotAllowed(message)
    journal.record(act, row, role=role_of(by))
    return row
