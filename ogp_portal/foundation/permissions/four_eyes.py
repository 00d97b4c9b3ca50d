"""Four eyes: nobody approves what they wrote, and whoever approves names what they read.

The one place that decides it, for the rules of every subject, for the workflows that say it in
words and for the tables that refuse it whatever wrote to them.

A subject says what is read before an act by a function marked `@read_before(label, act, …)`. The
page of the act carries that text as it was shown (signed, in a hidden field); the workflow hands it
to `take_as_read`, which refuses it if it is no longer what stands there, keeps in the journal the
digest of what was read, and forgets who wrote it.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.core import signing
from django.db import models
from django.db.models import F, Q
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext_lazy as _

from ogp_portal.foundation.permissions.rights import Person, administrators, is_anonymous, nobody
from ogp_portal.foundation.refusals import Refusal
from ogp_portal.models import User, Writer

Text = dict[str, str]
Read = Callable[[Any], Mapping[str, object]]
SALT = "four-eyes"
READ_BEFORE: dict[tuple[str, str], Read] = {}
AccountsOf = Callable[[Person], models.QuerySet[Any, Any]]
COUNT_AS_ONE: list[AccountsOf] = []


class ChangedSinceRead(Exception):
    """What stands there is not what was read; nothing was approved. Answered with both texts (409).

    `read` and `stands` are those texts by their headings, `field` the form's field that names what
    was read, `token` what to send in it once the new text was read.
    """

    status = 409

    def __init__(self, row: models.Model, *, read: Text, stands: Text) -> None:
        """Keep both texts."""
        super().__init__(str(row))
        self.row = row
        self.read = read
        self.stands = stands
        self.field = field_of(row)
        self.token = signed(stands)

    def differences(self) -> list[tuple[str, str, str]]:
        """Return heading, text read and text that stands, of each part that is not the same."""
        return [
            (heading, self.read.get(heading, ""), self.stands.get(heading, ""))
            for heading in {**self.stands, **self.read}
            if self.read.get(heading, "") != self.stands.get(heading, "")
        ]


def read_before(label: str, *acts: str) -> Callable[[Read], Read]:
    """Register the decorated `row → {heading: text}` as what is read before `acts` of the model
    `label` ("app.model").
    """

    def register(function: Read) -> Read:
        READ_BEFORE.update({(label.lower(), act): function for act in acts})
        return function

    return register


def counts_as_one(function: AccountsOf) -> AccountsOf:
    """Register the decorated `user → keys of accounts` of those who count as one person with `user`
    where two are needed: whoever acts in the role of another, and that other.
    """
    COUNT_AS_ONE.append(function)
    return function


def by_others(user: Person, column: str) -> Q:
    """Return the rows of which `column` (an account) names neither `user` nor anybody who counts as
    one with her.
    """
    theirs = Q(**{f"{column}_id": user.pk})
    for accounts in COUNT_AS_ONE:
        theirs |= Q(**{f"{column}_id__in": accounts(user)})
    return ~theirs


def text_of(act: str, row: models.Model) -> Text:
    """Return what is read before `act`, as it stands now: text by heading, without empty ones."""
    parts = READ_BEFORE[row._meta.label_lower, act](row)
    return {str(heading): str(text) for heading, text in parts.items() if text not in (None, "")}


def columns(row: models.Model, names: Iterable[str]) -> dict[str, object]:
    """Return some columns of a row as people read them, by their names on screen."""
    return {
        str(row._meta.get_field(name).verbose_name): _shown(row, name)  # type: ignore[union-attr]
        for name in names
    }


def _shown(row: models.Model, name: str) -> object:
    value = getattr(row, name)
    if isinstance(value, models.Manager):
        return ", ".join(sorted(str(other) for other in value.all()))
    if isinstance(value, bool):
        return _("Sí") if value else _("No")
    display = getattr(row, f"get_{name}_display", None)
    return display() if display else value


def is_read_before(act: str, row: models.Model) -> bool:
    """Say whether something is read before `act`."""
    return (row._meta.label_lower, act) in READ_BEFORE


def as_read(act: str, row: models.Model) -> str:
    """Return, signed, what is read before `act` as it stands now: what its form sends back."""
    return signed(text_of(act, row))


def signed(text: Text) -> str:
    """Return, signed, a text that was shown."""
    return signing.dumps(text, salt=SALT, compress=True)


def field_of(row: models.Model) -> str:
    """Return the name of the form's field that says what was read of `row`."""
    return f"read-{row._meta.model_name}-{row.pk}"


def sent(request: HttpRequest, row: models.Model) -> str:
    """Return what the form that was sent says was read of `row`, "" if it says nothing."""
    posted: QueryDict = request.POST
    return posted.get(field_of(row)) or ""


def take_as_read(act: str, row: models.Model, read: str) -> str:
    """Approve what was `read` (of `as_read`): return its digest for the journal, and forget who
    wrote it. Call it with the row locked. Raises ChangedSinceRead.
    """
    digest = refuse_changed(act, row, read)
    _writers(row).delete()
    return digest


def refuse_changed(act: str, row: models.Model, read: str) -> str:
    """Return the digest of what was `read`. Raises ChangedSinceRead if it is not what stands."""
    stands, known = text_of(act, row), _text_in(read)
    if known != stands:
        raise ChangedSinceRead(row, read=known, stands=stands)
    content = json.dumps(stands, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(content.encode()).hexdigest()


def _text_in(read: str) -> Text:
    try:
        text: Text = signing.loads(read, salt=SALT)
    except signing.BadSignature:
        return {}
    return text


def wrote(row: models.Model, *, by: User) -> None:
    """Keep that `by` wrote part of a row that another person will approve, or proved it."""
    wrote_each([row], by=[by])


def wrote_each(rows: Iterable[models.Model], *, by: Iterable[User]) -> None:
    """Keep that each of `by` wrote part of each of the rows."""
    people = list(by)
    Writer.objects.bulk_create(
        (
            Writer(subject_type=row._meta.label_lower, subject_id=row.pk, user=person)
            for row in rows
            for person in people
        ),
        ignore_conflicts=True,
    )


def forget_writers(model: type[models.Model], keys: Iterable[int]) -> None:
    """Forget who wrote rows that are deleted."""
    Writer.objects.filter(subject_type=model._meta.label_lower, subject_id__in=list(keys)).delete()


def writers_of(row: models.Model) -> list[User]:
    """Return who wrote part of a row that nobody approved yet."""
    return list(User.objects.filter(pk__in=_writers(row).values("user_id")).order_by("pk"))


def _writers(row: models.Model) -> models.QuerySet[Writer]:
    return Writer.objects.filter(subject_type=row._meta.label_lower, subject_id=row.pk)


def by_another(user: Person, label: str, *, author: str = "") -> Q:
    """Return the rows of `label` of which others than `user` wrote every part; `author` is the
    column that says who wrote last, if there is one. Whoever counts as one with her is no other.

    None for whoever has no account.
    """
    if is_anonymous(user):
        return nobody()
    own = Writer.objects.filter(~by_others(user, "user"), subject_type=label.lower())
    written_by_others = ~Q(pk__in=own.values("subject_id"))
    return written_by_others & by_others(user, author) if author else written_by_others


def by_another_administrator(user: Person, *, about: str) -> Q:
    """Return what an administrator proposed and another may confirm: `proposed_by` still
    administers and is neither `user` nor counts as one with her, and the open account that it is
    `about` (a column) is another.

    That two accounts are no one person is asked when it is done (`accounts`).
    """
    return (
        administrators(user)
        & Q(proposed_by__is_active=True, proposed_by__is_administrator=True)
        & Q(**{f"{about}__is_active": True})
        & by_others(user, "proposed_by")
        & ~Q(**{f"{about}_id": user.pk})
    )


def is_own(row: models.Model, *, by: User, author: str = "") -> bool:
    """Say whether `by` wrote part of the row."""
    others = by_another(by, row._meta.label_lower, author=author)
    return not type(row)._default_manager.filter(others, pk=row.pk).exists()


def refuse_own(row: models.Model, *, by: User, author: str = "") -> None:
    """Say in words that another person approves it. Raises Refusal if `by` wrote part of it."""
    if is_own(row, by=by, author=author):
        raise Refusal(
            _(
                "La aprueba alguien que no haya escrito ni probado nada de ella. Si todas las "
                "personas con ese rol lo hicieron, pida a quien administra el portal que lo dé a "
                "una más."
            )
        )


def two_people(author: str, approver: str) -> Q:
    """Return the condition of a table that who approved, if anybody did, is not who wrote."""
    return Q(**{approver: None}) | approved_by_another(author, approver)


def approved_by_another(author: str, approver: str) -> Q:
    """Return the condition of a table that somebody approved who is not who wrote."""
    return ~Q(**{approver: F(author)})
