"""Voting in an open ballot: one vote a seat, by the database's clock, never changed."""

from django.db import connection, transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from forums.bodies.models import Seat
from forums.sessions import attendance
from forums.sessions.access import own_voting_seats
from forums.sessions.models import Attendance, Ballot, BallotOption, Turn, Vote
from forums.sessions.states import BallotState
from forums.sessions.workflow.journal_entries import record_act
from ogp_portal.foundation.permissions import rights
from ogp_portal.foundation.refusals import Refusal
from ogp_portal.models import User


class MayNotVote(Refusal):
    """This seat has no vote here."""

    status = 403


@transaction.atomic
def cast_vote(ballot: Ballot, *, by: User, option: str, seat: str = "") -> Turn:
    """Vote `option` (its identifier) for a seat of `by`: the one whose identifier is given, or the
    only one. One vote a seat, for good.

    The row of the ballot is locked and its time read by the database in one statement. Raises
    MayNotVote, Refusal with what to do.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT 1 FROM forums_ballot
            WHERE id = %s AND state = %s AND (closes_at IS NULL OR closes_at > clock_timestamp())
            FOR UPDATE
            """,
            (ballot.pk, BallotState.OPEN),
        )
        if cursor.fetchone() is None:
            raise Refusal(_("Esta votación no está abierta: tu voto no se registró."))
    ballot = Ballot.objects.select_related("session__forum__plan").get(pk=ballot.pk)
    own_seat = _seat(ballot, by=by, chosen=seat)
    choice = (
        BallotOption.objects.filter(ballot=ballot, public_id=option).first() if option else None
    )
    if choice is None:
        raise Refusal(_("Elige una de las opciones."), field="option")
    principal = own_seat.stands_in_for or own_seat
    present = set(
        Attendance.objects.filter(
            session=ballot.session_id,
            seat__in=(own_seat, principal),
            status__in=attendance.ATTENDED,
        ).values_list("seat_id", flat=True)
    )
    if own_seat.stands_in_for_id and principal.pk in present:
        raise MayNotVote(_("La persona titular está presente: vota ella."))
    turn, is_new = Turn.objects.get_or_create(
        ballot=ballot, seat=principal, defaults={"own_seat": own_seat}
    )
    if not is_new:
        raise Refusal(_("Este asiento ya votó, y un voto no se cambia."))
    if own_seat.pk not in present:
        raise MayNotVote(
            _("No constas entre quienes están en la sesión: pide a la secretaría que te anote.")
        )
    if ballot.is_secret:
        BallotOption.objects.filter(pk=choice.pk).update(votes=F("votes") + 1)
    else:
        Vote.objects.create(ballot=ballot, seat=principal, option=choice)
    record_act(
        "cast_vote",
        ballot.session,
        by=by,
        role=str(own_seat),
        after={"ballot": ballot.question, "seat": principal.label},
        is_public=False,
    )
    return turn


def _seat(ballot: Ballot, *, by: User, chosen: str) -> Seat:
    """Return the seat by which `by` votes today.

    Raises MayNotVote saying why there is none, or Refusal when one must be chosen.
    """
    forum_id = ballot.session.forum_id
    own_seats = own_voting_seats(by, forum_id=forum_id)
    if chosen:
        own_seats = [seat for seat in own_seats if str(seat.public_id) == chosen]
    if len(own_seats) == 1:
        return own_seats[0]
    if own_seats:
        raise Refusal(_("Ocupas más de un asiento: elige por cuál votas."), field="seat")
    seats = Seat.objects.filter(forum=forum_id, user=by)
    if seats.current().filter(kind=Seat.Kind.OBSERVER).exists():
        raise MayNotVote(_("Tu asiento es de observación: participa con voz, sin voto."))
    if seats.exists():
        raise MayNotVote(
            _("Tu asiento no está vigente hoy: ya no vota. Pide a la secretaría que lo renueve.")
        )
    raise rights.NotAllowed("vote")
