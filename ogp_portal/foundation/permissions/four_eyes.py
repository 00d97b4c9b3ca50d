"""Four eyes: nobody approves what she wrote.

The one place that decides it, for the rules of every subject, for the workflows that say it in
words and for the tables that refuse it whatever wrote to them.
"""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ogp_portal.foundation.permissions.rights import Person, is_anonymous, nobody
from ogp_portal.foundation.refusals import Refusal


def by_another(user: Person, author: str) -> Q:
    """Return the rows that somebody else than `user` wrote; `author` is the column that says who.

    None for whoever has no account.
    """
    return nobody() if is_anonymous(user) else ~Q(**{f"{author}_id": user.pk})


def refuse_own(row: models.Model, author: str, *, by: Person) -> None:
    """Say in words that another person approves it. Raises Refusal if `by` wrote the row."""
    if not type(row)._default_manager.filter(by_another(by, author), pk=row.pk).exists():
        raise Refusal(_("La aprueba otra persona: quien la escribió no puede."))


def two_people(author: str, approver: str) -> Q:
    """Return the condition of a table that who approved, if anybody did, is not who wrote."""
    return Q(**{approver: None}) | approved_by_another(author, approver)


def approved_by_another(author: str, approver: str) -> Q:
    """Return the condition of a table that somebody approved who is not who wrote."""
    return ~Q(**{approver: F(author)})
