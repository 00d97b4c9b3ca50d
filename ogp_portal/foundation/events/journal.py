"""The journal: every act leaves one public row, in the transaction of the act.

`record` also enqueues one outbox message for each listener of that act, so upper floors hear of it
without being called.
"""

from collections.abc import Callable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

import pghistory
import pgtrigger
from django.db import models, transaction
from django.utils.translation import gettext as _

from ogp_portal.foundation import languages
from ogp_portal.foundation.events import history, outbox
from ogp_portal.foundation.sentences import shortened
from ogp_portal.models import JournalEntry

DOOR: ContextVar[str] = ContextVar("door", default="orden")


@dataclass(frozen=True)
class Act:
    """An act in the words of the journal: what was done; why it matters to whoever follows the
    thing, if that needs saying; and `detail`, what exactly an entry of it was about.

    `titled` says the act with what its entry was about, where a reader of titles alone has to know
    it. One that `opens` begins, moves or ends a chance to take part. One that `loads` fills the
    portal from its sources, which is no news.
    """

    words: object
    why: object = ""
    opens: bool = False
    loads: bool = False
    detail: Callable[[JournalEntry], str] | None = None
    titled: Callable[[JournalEntry], str] | None = None


# What the subjects declare, filled by the wiring: the name of the address of the page of each kind
# of thing (it takes its slug), the acts, and the facts of an entry that name what it was about.
PAGES: dict[str, str] = {}
ACTS: dict[str, Act] = {}
NAMED: list[str] = []
WAKERS: list[Callable[[], None]] = []  # told after each public act, once committed
LISTENERS: dict[str, list[tuple[str, Callable[[JournalEntry], bool]]]] = {}
LOADING = "carga de los documentos fuente"  # the role of what the installation loads
NOBODY = ("portal", "carga", LOADING)  # roles of acts that no person did
EVERY_ACT = ""  # what is listened to instead of one act


def opening_acts() -> list[str]:
    """Return the acts that begin, move or end a chance to take part."""
    return [name for name, act in ACTS.items() if act.opens]


def loading_acts() -> list[str]:
    """Return the acts that fill the portal from its sources: no news to anybody."""
    return [name for name, act in ACTS.items() if act.loads]


def by_people() -> models.Q:
    """Return the condition of the acts of people: neither what fills the portal from its sources
    nor what the portal does by itself.
    """
    return ~models.Q(act__in=loading_acts()) & ~models.Q(actor_role__in=NOBODY)


def listen(act: str, kind: str, *, to: Callable[[JournalEntry], bool]) -> None:
    """Have a message of `kind` enqueued, with the entry's id, each time `act` (or EVERY_ACT) is
    recorded of something `to` says is of interest (one indexed query at most).
    """
    LISTENERS.setdefault(act, []).append((kind, to))


def record(  # noqa: PLR0913 - an entry has these parts
    act: str,
    subject: models.Model,
    *,
    role: str,
    reason: str = "",
    before: Mapping[str, object] | None = None,
    after: Mapping[str, object] | None = None,
    plan_slug: str = "",
    is_public: bool = True,
    title: str = "",
) -> JournalEntry:
    """Write who (by role) did `act` to `subject` and why;

    `before` and `after` carry public fields only.

    `title` names a subject whose own name is personal. `is_public` is false while the thing itself
    is not public (a draft): the row is kept and shown to nobody outside.
    """
    pghistory.context(act=act, reason=reason, door=DOOR.get())
    with languages.in_own():
        name = title or str(subject)
    entry = JournalEntry.objects.create(
        act=act,
        subject_type=subject._meta.label_lower,
        subject_id=subject.pk,
        subject_slug=getattr(subject, "slug", ""),
        subject_title=name[:300],
        plan_slug=plan_slug,
        actor_role=role,
        reason=reason,
        door=DOOR.get(),
        before=dict(before or {}),
        after=dict(after or {}),
        is_public=is_public,
    )
    for kind, is_of_interest in [*LISTENERS.get(act, []), *LISTENERS.get(EVERY_ACT, [])]:
        if is_of_interest(entry):
            outbox.enqueue(kind, {"entry": entry.pk})
    for waker in WAKERS if is_public else ():
        transaction.on_commit(waker, robust=True)
    return entry


def erase_name(subject: models.Model, *, name: str, title: str, among: Mapping[str, object]) -> int:
    """Take the `name` that a subject had out of every entry, and of their history: its own are
    called `title`, at the address it has now, and those `among` entries (a condition, by columns)
    that name it in `before` or `after` say `title` there. Return how many entries changed.

    For words that were taken back: the only thing that ever changes in an entry.
    """
    own = JournalEntry.objects.filter(
        subject_type=subject._meta.label_lower, subject_id=subject.pk
    ).exclude(subject_title=title, subject_slug=getattr(subject, "slug", ""))
    columns = {"subject_title": title, "subject_slug": getattr(subject, "slug", "")}
    changes = [(entry, columns) for entry in own]
    for entry in JournalEntry.objects.filter(**among):
        facts = {part: _renamed(getattr(entry, part), name, title) for part in ("before", "after")}
        if facts != {"before": entry.before, "after": entry.after}:
            changes.append((entry, facts))
    with pgtrigger.ignore(f"{JournalEntry._meta.label}:journal_never_changes"):
        for entry, values in changes:
            JournalEntry.objects.filter(pk=entry.pk).update(**values)
            history.erase(JournalEntry, [entry.pk], **values)
    return len(changes)


def _renamed(value: Any, name: str, title: str) -> Any:
    """Return a fact of an entry with `title` wherever it was exactly `name`."""
    if isinstance(value, dict):
        return {key: _renamed(part, name, title) for key, part in value.items()}
    if isinstance(value, list):
        return [_renamed(part, name, title) for part in value]
    return title if name and value == name else value


def act_words(entry: JournalEntry) -> str:
    """Return what was done, in words."""
    act = ACTS.get(entry.act)
    if act is None:
        return entry.act.replace("_", " ")
    return act.titled(entry) if act.titled else str(act.words)


def detail_words(entry: JournalEntry) -> str:
    """Return what exactly the act was about, from the entry's own before and after."""
    act = ACTS.get(entry.act)
    if act is not None and act.detail is not None:
        return act.detail(entry)
    return next((str(entry.after[name]) for name in NAMED if entry.after.get(name)), "")


def act_sentence(entry: JournalEntry) -> str:
    """Return what was done, in what, and why, in a line: for letters, the reason cut at 200."""
    details = detail_words(entry)
    reason = shortened(entry.reason, 200)
    return "".join(
        (
            act_words(entry),
            f" ({details})" if details else "",
            f". {_('Motivo:')} {reason}" if reason else "",
        )
    )
