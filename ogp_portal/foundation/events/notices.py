"""Who is told that something was handed over, once, by a line of Mi trabajo and by letter.

The one place that decides it. A subject declares its hand-overs (`HandOver`) in its `emails.py`:
which act causes it, who may be meant, and what they must be entitled to do. Whoever is entitled is
noted in the transaction of the outbox; the letter is put in words when it is sent, for those things
alone that its reader may still see and that still stand, so that a role that ended in between, or
a report that was approved meanwhile, is told to nobody.

Each person says how often she wants letters (`User.letters`). Codes for entering and letters about
the account itself are written by `mail` and never pass here.
"""

import datetime
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.urls import reverse
from django.utils import timezone

from ogp_portal.foundation.events import journal, mail, outbox
from ogp_portal.foundation.events.letter_layout import Section
from ogp_portal.foundation.permissions import rights
from ogp_portal.foundation.sentences import Sentence
from ogp_portal.models import JournalEntry, Letter, Notice, User

TELL = "portal.tell"
TEMPLATE = "notices"
MOST_AN_HOUR = 10  # letters to one person; what comes beyond them waits for the letter of the day
STALE = datetime.timedelta(days=2)  # what a daily letter still tells
MOST = 40  # lines of a letter; the rest is in Mi trabajo
HANDOVERS: dict[str, "HandOver"] = {}


def _by_number(model: type[models.Model], entry: JournalEntry) -> Any:
    """Return the row that an entry is about."""
    return model._default_manager.filter(pk=entry.subject_id).first()


def _always(row: Any, cause: str) -> bool:
    """Say that what is told stands as long as its reader may do what she is told of."""
    return True


@dataclass(frozen=True)
class HandOver:
    """A kind of hand-over, as people are told of it.

    `among` gives, of a thing, who could be meant; those are told who may do `may` to it, then and
    still when they read it. `acts` are the acts of the journal that cause it, recorded of `on`
    (the model `about` itself, if it is left out), and `found` leads from an entry to the thing;
    without acts, a workflow or a task calls `tell`. `stands` says whether it is still so, by the
    thing and its cause. `happened`, `follows` and `why` are what the letter says: what happened,
    what follows and why one receives it; `title` and `page` name the thing and where it is, from
    the columns that `related` joins. What Mi trabajo shows by itself (a date, a report that is
    missing) is not listed there again; its `stands` may ask the database.
    """

    name: str
    about: type[models.Model]
    may: str
    among: Callable[[Any], models.QuerySet[User]]
    happened: Sentence
    follows: Sentence
    why: Sentence
    page: Callable[[Any], str]
    title: Callable[[Any], str] = str
    acts: tuple[str, ...] = ()
    on: type[models.Model] | None = None
    found: Callable[[JournalEntry], Any] | None = None
    stands: Callable[[Any, str], bool] = _always
    related: tuple[str, ...] = ()
    is_listed: bool = True

    def is_caused_by(self, entry: JournalEntry) -> bool:
        """Say whether an act of the journal is such a hand-over."""
        on = self.on or self.about
        return entry.act in self.acts and entry.subject_type == on._meta.label_lower

    def thing(self, entry: JournalEntry) -> Any:
        """Return what an act handed over, None if it is no longer there."""
        return self.found(entry) if self.found else _by_number(self.about, entry)

    def people(self, row: models.Model) -> list[User]:
        """Return who is to be told of a thing now."""
        candidates = self.among(row).filter(is_active=True).distinct().order_by("pk")
        return [person for person in candidates if rights.may(person, self.may, row)]


@dataclass(frozen=True)
class Line:
    """What one notice says now: what happened to what, what follows, why, and where it is."""

    notice: Notice
    thing: Any
    happened: Sentence
    title: str
    follows: Sentence
    why: Sentence
    page: str


def declare(kind: HandOver) -> None:
    """Register a kind of hand-over, and have its acts heard. Called once for each."""
    HANDOVERS[kind.name] = kind
    for act in kind.acts:
        if all(heard != TELL for heard, _to in journal.LISTENERS.get(act, [])):
            journal.listen(act, TELL, to=lambda entry: bool(_kinds(entry)))


def _kinds(entry: JournalEntry) -> list[HandOver]:
    return [kind for kind in HANDOVERS.values() if kind.is_caused_by(entry)]


@outbox.handler(TELL)
def tell_of_act(payload: outbox.Payload) -> None:
    """Tell whoever is meant of an act that was recorded."""
    entry = JournalEntry.objects.get(pk=payload["entry"])
    things = [(kind, kind.thing(entry)) for kind in _kinds(entry)]
    tell((kind.name, row, str(entry.pk)) for kind, row in things if row is not None)


def tell(handed: Iterable[tuple[str, models.Model, str]]) -> int:
    """Note for each person what is handed over to her (kind, thing, cause), what she was told
    before left out, and write one letter of it all to whoever wants them at once: a transaction for
    each person. Return how many notices are new.
    """
    meant: dict[User, list[tuple[str, int, str]]] = {}
    for name, row, cause in handed:
        kind = HANDOVERS[name]
        for person in kind.people(row) if kind.stands(row, cause) else ():
            meant.setdefault(person, []).append((name, row.pk, cause))
    return sum(_tell_person(person, things) for person, things in meant.items())


@transaction.atomic
def _tell_person(person: User, things: Sequence[tuple[str, int, str]]) -> int:
    """Note what is handed over to a person, write the letter of it, and return how much is new."""
    new = []
    for name, number, cause in things:
        notice, is_new = Notice.objects.get_or_create(
            user=person, kind=name, subject_id=number, cause=cause
        )
        if is_new:
            new.append(notice)
    if new and person.letters == User.Letters.AT_ONCE and not _has_many(person):
        _write(person, new)
    return len(new)


def write_daily(*, now: datetime.datetime) -> int:
    """Write the letter of the day to those who want one a day, or had too many at once, and were
    told something since the last; return how many. Running again writes none.
    """
    waiting = (
        Notice.objects.filter(
            letter=None,
            at__gt=now - STALE,
            user__letters__in=(User.Letters.DAILY, User.Letters.AT_ONCE),
            user__is_active=True,
        )
        .select_related("user")
        .order_by("user", "pk")
    )
    by_person: dict[User, list[Notice]] = {}
    for notice in waiting:
        by_person.setdefault(notice.user, []).append(notice)
    for person, notices in by_person.items():
        with transaction.atomic():
            _write(person, notices)
    return len(by_person)


def _has_many(person: User) -> bool:
    """Say whether a person had as many letters this hour as one gets at once: strangers' questions
    must not fill a mailbox.
    """
    recent = timezone.now() - datetime.timedelta(hours=1)
    letters = Letter.objects.filter(template=TEMPLATE, recipient=person.email)
    return letters.filter(created_at__gt=recent).count() >= MOST_AN_HOUR


def _write(person: User, notices: Sequence[Notice]) -> None:
    """Have a letter sent that tells of notices, known by the first of them, unless it was written
    before.
    """
    letter = mail.post(
        Letter(
            key=f"{TEMPLATE}-{notices[0].pk}",
            template=TEMPLATE,
            recipient=person.email,
            language=person.language or settings.LANGUAGE_CODE,
        )
    )
    if letter is not None:
        Notice.objects.filter(pk__in=[notice.pk for notice in notices]).update(letter=letter)


@mail.composed(TEMPLATE)
def compose(letter: Letter) -> dict[str, object] | None:
    """Return what a letter about one's work tells now, None if nothing of it stands or its reader
    left. It goes to the address that she has now.
    """
    notices = list(letter.notices.select_related("user").order_by("pk"))
    person = notices[0].user if notices else None
    if person is None or not person.is_active or person.letters == User.Letters.NONE:
        return None
    meant = (line for line in _lines(person, notices) if _is_meant(line, person))
    lines = list(islice(meant, MOST + 1))  # nothing is asked of what the letter leaves out
    if not lines:
        return None
    letter.recipient = person.email
    work, choose = (f"{settings.PORTAL_URL}{reverse(name)}" for name in ("my_work", "own_letters"))
    sections = [
        Section(f"{line.happened}: {line.title}", line.page, (line.follows, line.why))
        for line in lines[:MOST]
    ]
    return {
        "only": lines[0] if len(lines) == 1 else None,
        "sections": sections if len(lines) > 1 else [],
        "has_more": len(lines) > MOST,
        "work": work,
        "choose": choose,
    }


def _is_meant(line: Line, person: User) -> bool:
    """Say whether somebody is still who is meant by a notice: her role may have ended."""
    return HANDOVERS[line.notice.kind].among(line.thing).filter(pk=person.pk).exists()


def latest(person: User, *, most: int) -> list[Line]:
    """Return what a person was told lately and still stands, the newest first: one query and one
    for each kind.
    """
    kinds = [kind.name for kind in HANDOVERS.values() if kind.is_listed]
    rows = rights.rows(Notice, "view", person).filter(user=person, kind__in=kinds)
    return lines_of(person, list(rows.order_by("-at", "-pk")[:most]))


def lines_of(person: User, notices: Sequence[Notice]) -> list[Line]:
    """Return what notices say to their person now, in their order, without what she may no longer
    see and what no longer stands.
    """
    return list(_lines(person, notices))


def _lines(person: User, notices: Sequence[Notice]) -> Iterator[Line]:
    """Give the lines one by one, each asked about when it is taken."""
    things = {name: _things(name, person, notices) for name in {row.kind for row in notices}}
    for notice in notices:
        kind, row = HANDOVERS.get(notice.kind), things[notice.kind].get(notice.subject_id)
        if kind is not None and row is not None and kind.stands(row, notice.cause):
            page = f"{settings.PORTAL_URL}{kind.page(row)}"
            yield Line(notice, row, kind.happened, kind.title(row), kind.follows, kind.why, page)


def _things(name: str, person: User, notices: Sequence[Notice]) -> dict[int, Any]:
    """Return the things of a kind that a person may still see as what she was told, by number."""
    kind = HANDOVERS.get(name)
    if kind is None:
        return {}
    numbers = [notice.subject_id for notice in notices if notice.kind == name]
    rows = rights.rows(kind.about, kind.may, person).filter(pk__in=numbers)
    return {row.pk: row for row in rows.select_related(*kind.related)}


def erase(keys: list[int]) -> None:
    """Delete what somebody was told."""
    Notice.objects.filter(pk__in=keys).delete()


def forget(*, before: datetime.datetime) -> int:
    """Delete what was told before an instant, and return how many notices."""
    return Notice.objects.filter(at__lt=before).delete()[0]
