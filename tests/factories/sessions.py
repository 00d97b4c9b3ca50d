"""Sessions and what happens in them, written as rows in the state that is asked for.

`test_rows.py` proves for each state that these are the rows that the workflow leaves. Nobody is
written to: tests of letters begin with `tests.walks`.
"""

import datetime
import itertools
from typing import Any

from django.utils import timezone

from forums.bodies import quorum
from forums.bodies.models import Seat
from forums.sessions import workflow as sessions
from forums.sessions.documents import TO_BE_WRITTEN, approval_of, record_of
from forums.sessions.models import (
    AgendaItem,
    Attendance,
    Ballot,
    BallotOption,
    Confirmation,
    Minutes,
    Session,
    Turn,
    Vote,
)
from ogp_portal.foundation.permissions import windows
from ogp_portal.models import Writer
from tests.factories.writing import READ, entry, role, write
from tests.people import Cast

numbers = itertools.count(1)
WEEK = datetime.timedelta(days=7)
HOUR = datetime.timedelta(hours=1)
OPTIONS = ("Sí", "No", "Abstención")
QUESTION = "¿Se aprueba la lista?"


def session(cast: Cast, state: str = "convened", **facts: Any) -> Session:
    """A session of the cast's forum; a held one began an hour ago with chair and member there."""
    number = next(numbers)
    row = Session(
        **{
            "forum": cast.forum,
            "slug": f"sesion-{number}",
            "title": f"Sesión {number}",
            "starts_at": timezone.now() + WEEK,
            "place": "Salón de la ciudad",
            **facts,
        },
        state=state,
        state_reason="No llegó nadie." if state == "not_held" else "",
    )
    called_for = row.starts_at.isoformat() if row.starts_at else ""
    if state != "draft":
        row.seats_called = Seat.objects.current().voting().filter(forum=row.forum).count()
        row.quorum_needed = quorum.needed(row.forum.quorum, row.seats_called)
        row.convened_at = timezone.now()
    if state == "held":
        row.starts_at = timezone.now() - HOUR
    row.save()
    item = AgendaItem(session=row, position=1, title="Elegir los compromisos")
    item.save()
    who = _coordination(cast, row)
    told = [
        entry("draft", row, is_public=False, **who),
        entry("edit_agenda", row, after={"item": item.title}, is_public=False, **who),
    ]
    if state != "draft":
        after = {"starts_at": called_for, "quorum": row.quorum_needed}
        told.append(entry("convene", row, after=after, **who))
    if state == "not_held":
        told.append(entry("call_off", row, reason=row.state_reason, **who))
    if state == "held":
        write(
            *(
                Attendance(session=row, seat=seat, status="present")
                for seat in _seats(cast.chair, cast.member)
            )
        )
        there = {"represented": 2}
        told.append(entry("record_attendance", row, after=there, **who))
        after = {**there, "quorum": row.quorum_needed}
        told.append(entry("hold", row, after=after, **who))
    write(*told)
    return Session.objects.get(pk=row.pk)


def _coordination(cast: Cast, row: Session) -> dict[str, str]:
    plan = row.forum.plan
    return {"role": role(cast, "coordinator"), "plan": plan.slug if plan else ""}


def _seats(*people: Any) -> list[Seat]:
    """Return the seats of these people, in their order."""
    found = {seat.user_id: seat for seat in Seat.objects.filter(user__in=people)}
    return [found[person.pk] for person in people]


def begin(row: Session) -> None:
    """Let the session have begun an hour ago, as time does."""
    Session.objects.filter(pk=row.pk).update(starts_at=timezone.now() - datetime.timedelta(hours=1))


def attend(cast: Cast, row: Session, *, who: tuple[str, ...] = ("chair", "member")) -> None:
    statuses = {getattr(cast, name).seats.get().pk: "present" for name in who}
    sessions.record_attendance(row, by=cast.coordinator, statuses=statuses)


def ballot(
    cast: Cast,
    state: str = "open",
    *,
    of: Session | None = None,
    is_secret: bool = False,
    **facts: Any,
) -> Ballot:
    """A ballot of a held session, in a state; in a counted one chair and member said yes."""
    meeting = of or session(cast, "held")
    was_opened = state in {"open", "counted"}
    row = Ballot(
        session=meeting,
        position=meeting.ballots.count() + 1,
        question=QUESTION,
        is_secret=is_secret,
        tie_rule=meeting.forum.tie_rule,
        state=state,
        state_reason="Estaba mal escrita." if state == "void" else "",
        **facts,
    )
    if was_opened:
        row.opened_at = timezone.now()
        row.seats_called = Seat.objects.current().voting().filter(forum=meeting.forum).count()
        row.quorum_needed = quorum.needed(meeting.forum.quorum, row.seats_called)
    votes = 2 if state == "counted" else 0
    if votes:
        result = quorum.result(
            {"Sí": votes, "No": 0, "Abstención": 0},
            voters=votes,
            quorum=row.quorum_needed,
            abstention="Abstención",
            chair_choice="" if is_secret else "Sí",
            tie_rule=row.tie_rule,
        )
        row.voters, row.has_quorum = votes, result.has_quorum
        row.is_tie, row.winner = result.is_tie, result.winner
    row.save()
    options = [
        BallotOption(ballot=row, position=place, label=label, is_abstention=label == "Abstención")
        for place, label in enumerate(OPTIONS, start=1)
    ]
    options[0].votes = votes
    write(*options)
    who = _coordination(cast, meeting)
    named = {"ballot": row.question}
    told = [entry("prepare_ballot", meeting, after={**named, "secret": is_secret}, **who)]
    if state == "void":
        told.append(entry("void_ballot", meeting, reason=row.state_reason, after=named, **who))
    if was_opened:
        after = {**named, "quorum": row.quorum_needed}
        told.append(entry("open_ballot", meeting, after=after, **who))
    if votes:
        seats = _seats(cast.chair, cast.member)
        write(*(Turn(ballot=row, seat=seat, own_seat=seat) for seat in seats))
        if not is_secret:
            write(*(Vote(ballot=row, seat=seat, option=options[0]) for seat in seats))
        of_seat = {"plan": who["plan"], "is_public": False}
        told += [
            entry(
                "cast_vote",
                meeting,
                role=str(seat),
                after={**named, "seat": seat.label},
                **of_seat,
            )
            for seat in seats
        ]
        counts = {option.label: option.votes for option in options}
        after = {**named, "voters": votes, "winner": row.winner, "counts": counts}
        told.append(entry("count_ballot", meeting, after=after, **who))
    write(*told)
    return Ballot.objects.get(pk=row.pk)


def vote(cast: Cast, row: Ballot, name: str, label: str) -> None:
    sessions.cast_vote(
        row, by=getattr(cast, name), option=str(row.options.get(label=label).public_id)
    )


def minutes(cast: Cast, state: str = "draft", *, of: Session | None = None) -> Minutes:
    """Minutes in a state: begun with the workflow's own text, confirmed by chair and member."""
    row = sessions.begin_minutes(of or session(cast, "held"), by=cast.coordinator)
    if state == "draft":
        return Minutes.objects.get(pk=row.pk)
    text = row.text.replace(TO_BE_WRITTEN, "Se habló de los compromisos.")
    row = sessions.save_minutes(row, by=cast.coordinator, text=text, seen_at="")
    row.record = record_of(row.session)
    last_day = timezone.localdate() + WEEK
    row.state, row.edition, row.circulated_at = state, 1, timezone.now()
    row.closes_at = windows.closing(last_day)
    seats = _seats(cast.chair, cast.member) if state == "approved" else []
    write(*(Confirmation(minutes=row, seat=seat, edition=1) for seat in seats))
    if state == "approved":
        row.approved_at = timezone.now()
        row.record = {**row.record, **approval_of(row)}
    row.save()
    who = _coordination(cast, row.session)
    after = {"edition": 1, "until": str(last_day)}
    told = [entry("circulate_minutes", row.session, after=after, **who)]
    if state == "approved":
        of_seat = {"plan": who["plan"], "is_public": False}
        told += [
            entry(
                "confirm_minutes",
                row.session,
                role=str(seat),
                after={"seat": seat.label},
                **of_seat,
            )
            for seat in seats
        ]
        after = {"edition": 1, "confirmed": 2, "present": 2, "read": READ}
        Writer.objects.filter(subject_type="forums.minutes", subject_id=row.pk).delete()
        told.append(entry("approve_minutes", row.session, after=after, **who))
    write(*told)
    return Minutes.objects.get(pk=row.pk)
