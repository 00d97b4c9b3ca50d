"""What the pages of forums and sessions show, in a bounded number of queries."""

from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from commitments.organizations.models import Organization
from forums.bodies import balance
from forums.bodies.access import seats_of
from forums.bodies.models import COUNTED, Forum, Seat
from forums.sessions import attendance, meetings
from forums.sessions.models import (
    AgendaItem,
    Agreement,
    Attendance,
    Ballot,
    BallotOption,
    FollowUp,
    Minutes,
    Observation,
    Paper,
    Session,
    SessionHeadcount,
    Turn,
    Vote,
)
from forums.sessions.states import AgreementState, BallotState, MinutesState, SessionState
from ogp_portal.foundation.permissions.rights import Person

MOST = 60


def forum_page(forum: Forum, *, user: Person) -> dict[str, object]:
    """Return what the page of a forum shows: its seats and their balance, its pace, its sessions,
    what was agreed.
    """
    today = timezone.localdate()
    seats = list(
        Seat.objects.current()
        .filter(forum=forum)
        .select_related("organization", "stands_in_for")
        .order_by("kind", "label")
    )
    voting = [seat for seat in seats if seat.kind in COUNTED]
    sessions = list(
        Session.objects.allowing("view", user)
        .filter(forum=forum)
        .order_by("-starts_at", "-pk")[:MOST]
    )
    last_on = max(
        (
            timezone.localdate(session.starts_at)
            for session in sessions
            if session.state == SessionState.HELD and session.starts_at
        ),
        default=None,
    )
    due_on = meetings.next_meeting_due_on(forum, last_on=last_on)
    former = Seat.objects.filter(forum=forum, ends_on__lte=today).order_by("-ends_on", "label")
    agreements = Agreement.objects.allowing("view", user).filter(session__forum=forum)
    return {
        "forum": forum,
        "seats": seats,
        "former": list(former[:MOST]),
        "balance": balance.of(seat.sector for seat in voting),
        "sectors": dict(Organization.Sector.choices),
        "sessions": sessions,
        "last_met": last_on,
        "must_meet_by": due_on,
        "is_quiet": bool(due_on and due_on < today),
        "agreements": agreements_of(agreements),
        "today": today,
    }


def agreements_of(rows: QuerySet[Agreement]) -> list[Agreement]:
    """Return agreements with their follow-ups, pending ones first."""
    follow_ups = Prefetch("follow_ups", FollowUp.objects.order_by("told_on", "pk"))
    return list(
        rows.select_related("session", "responsible")
        .prefetch_related(follow_ups)
        .order_by("-state", "due_on", "session__starts_at", "number")[:MOST]
    )


def session_page(session: Session, *, user: Person) -> dict[str, object]:
    """Return what the page of a session shows to `user`."""
    minutes = Minutes.objects.allowing("view", user).filter(session=session).first()
    attendances = list(
        Attendance.objects.filter(session=session)
        .select_related("seat")
        .order_by("seat__kind", "seat__label")
    )
    represented = attendance.represented_seats(
        (row.seat_id, row.seat.kind, row.seat.stands_in_for_id)
        for row in attendances
        if row.status in attendance.ATTENDED
    )
    is_approved = minutes is not None and minutes.state == MinutesState.APPROVED
    return {
        "session": session,
        "forum": session.forum,
        "agenda": list(AgendaItem.objects.filter(session=session).order_by("position")),
        "papers": list(Paper.objects.allowing("view", user).filter(session=session).order_by("pk")),
        "attendances": attendances,
        "represented": len(represented),
        "headcounts": list(
            SessionHeadcount.objects.filter(session=session)
            .select_related("territory")
            .order_by("sector", "organization_name")
        ),
        "minutes": minutes,
        "observations": list(
            Observation.objects.filter(minutes=minutes).select_related("seat").order_by("pk")
        )
        if is_approved
        else [],
        "ballots": ballots_of(session, user=user),
        "agreements": agreements_of(
            Agreement.objects.allowing("view", user).filter(session=session)
        ),
        "pending": list(
            Agreement.objects.filter(
                session__forum=session.forum_id,
                session__state=SessionState.HELD,
                state=AgreementState.OPEN,
            )
            .exclude(session=session)
            .select_related("responsible")
            .order_by("due_on", "pk")[:MOST]
        )
        if session.state == SessionState.CONVENED
        else [],
        "today": timezone.localdate(),
    }


def ballots_of(session: Session, *, user: Person) -> list[Ballot]:
    """Return the ballots `user` sees, each with its options; votes are read only of those that were
    counted.
    """
    counted = Ballot.objects.filter(state=BallotState.COUNTED)
    return list(
        Ballot.objects.allowing("view", user)
        .filter(session=session)
        .prefetch_related(  # type: ignore[type-var]
            Prefetch("options", BallotOption.objects.order_by("position")),
            Prefetch(
                "votes",
                Vote.objects.filter(ballot__in=counted)
                .select_related("seat", "option")
                .order_by("seat__label"),
                to_attr="open_votes",
            ),
            Prefetch(
                "turns",
                Turn.objects.filter(ballot__in=counted)
                .select_related("seat")
                .order_by("seat__label"),
                to_attr="who_voted",
            ),
        )
        .order_by("position")
    )


def session_workspace(session: Session, *, user: Person) -> dict[str, object]:
    """Return what the page of who runs a session or votes in it adds to the public one: the seats
    called, one's own, the minutes on their way, the record that they keep (None before they were
    sent), and the ballots already voted.
    """
    own_seats = list(seats_of(user).filter(forum=session.forum_id).order_by("kind", "pk"))
    seats = list(Seat.objects.current().filter(forum=session.forum_id).order_by("kind", "label"))
    statuses = dict(Attendance.objects.filter(session=session).values_list("seat_id", "status"))
    minutes = (
        Minutes.objects.allowing("view", user)
        .with_rights(user, "edit", "observe", "approve_minutes")
        .filter(session=session)
        .first()
    )
    is_recorded = minutes is not None and minutes.state != MinutesState.DRAFT
    return {
        "own_seats": own_seats,
        "is_recorded": is_recorded,
        "record": minutes.record if minutes and is_recorded else None,
        "called": [(seat, statuses.get(seat.pk, "")) for seat in seats],
        "statuses": Attendance.Status.choices,
        "minutes": minutes,
        "observations": list(
            Observation.objects.filter(minutes=minutes).select_related("seat").order_by("pk")
        )
        if minutes
        else [],
        "confirmations": list(
            minutes.confirmations.filter(edition=minutes.edition)
            .select_related("seat")
            .order_by("seat__label")
        )
        if minutes
        else [],
        "voted": set(
            Turn.objects.filter(
                ballot__session=session,
                seat__in=[seat.stands_in_for_id or seat.pk for seat in own_seats],
            ).values_list("ballot_id", flat=True)
        ),
    }
