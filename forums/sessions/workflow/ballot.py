"""Ballots: opened for the seats of that moment, voted once a seat by the database's clock, counted
by the rule of the forum.
"""

import datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import Count, F, Max
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from forums.bodies import quorum
from forums.bodies.models import Seat
from forums.sessions import attendance
from forums.sessions.access import own_voting_seats
from forums.sessions.models import Attendance, Ballot, BallotOption, Session, Turn, Vote
from forums.sessions.states import SessionState
from forums.sessions.workflow.session import note
from ogp_portal.foundation.permissions import rights
from ogp_portal.foundation.refusals import Refusal
from ogp_portal.models import User

MOST_OPTIONS = 20


class MayNotVote(Refusal):
    """This seat has no vote here."""

    status = 403


@transaction.atomic
def save_ballot(
    session: Session,
    *,
    by: User,
    question: str,
    options: list[str],
    abstention: str,
    is_secret: bool = False,
    closes_at: datetime.datetime | None = None,
) -> Ballot:
    """Prepare a ballot with its options and, if it is not "", one of abstention. Raises Refusal."""
    held = rights.fetch("edit", session, by=by)
    if held.state not in {SessionState.CONVENED, SessionState.HELD}:
        raise Refusal(_("Se vota en una sesión convocada o realizada."))
    labels = list(dict.fromkeys(label.strip()[:120] for label in options if label.strip()))
    if len(labels) < 2 or len(labels) > MOST_OPTIONS or abstention in labels:
        raise Refusal(
            _(
                "Escriba entre dos y veinte opciones distintas, una por línea; la abstención "
                "va aparte."
            ),
            field="options",
        )
    position = (held.ballots.aggregate(last=Max("position"))["last"] or 0) + 1
    ballot = Ballot.objects.create(
        session=held,
        position=position,
        question=question.strip(),
        is_secret=is_secret,
        tie_rule=held.forum.tie_rule,
        closes_at=closes_at,
    )
    rows = [*((label, False) for label in labels), *(((abstention, True),) if abstention else ())]
    BallotOption.objects.bulk_create(
        BallotOption(ballot=ballot, position=place, label=label, is_abstention=is_abstention)
        for place, (label, is_abstention) in enumerate(rows, start=1)
    )
    note("prepare_ballot", held, by=by, after={"ballot": ballot.question, "secret": is_secret})
    return ballot


@transaction.atomic
def open_ballot(ballot: Ballot, *, by: User) -> Ballot:
    """Open it to the seats in force today; quorum is that of its forum over them, and attendance
    must reach it. Raises Refusal.
    """
    held = rights.fetch_for_move("open_ballot", ballot, by=by)
    session = held.session
    if session.starts_at and session.starts_at > timezone.now():
        raise Refusal(_("La sesión aún no comienza: se vota en ella o después."))
    if held.closes_at and held.closes_at <= timezone.now():
        raise Refusal(_("El término de la votación ya pasó: cambie la fecha."))
    held.seats_called = Seat.objects.current().voting().filter(forum=session.forum_id).count()
    held.quorum_needed = quorum.needed(session.forum.quorum, held.seats_called)
    there = attendance.represented_count(session)
    if there < held.quorum_needed:
        raise Refusal(
            _(
                "No hay quórum para votar: están representados %(there)s asientos y hacen "
                "falta %(needed)s."
            )
            % {"there": there, "needed": held.quorum_needed}
        )
    held.state = Ballot.machine.target("open_ballot", state=held.state)
    held.opened_at = timezone.now()
    held.save(update_fields=["state", "opened_at", "seats_called", "quorum_needed"])
    note(
        "open_ballot", session, by=by, after={"ballot": held.question, "quorum": held.quorum_needed}
    )
    return held


@transaction.atomic
def cast_vote(ballot: Ballot, *, by: User, option: str, seat: Any = None) -> Turn:
    """Vote `option` (its identifier) for a seat of `by`: the one whose identifier is given, or the
    only one. One vote a seat, for good.

    The row of the ballot is locked and its time read by the database in one statement. Raises
    MayNotVote, Refusal with what to do.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            (
                "SELECT 1 FROM forums_ballot WHERE id = %s AND state = 'open' AND (closes_at IS "
                "NULL OR closes_at > clock_timestamp()) FOR UPDATE"
            ),
            (ballot.pk,),
        )
        if cursor.fetchone() is None:
            raise Refusal(_("Esta votación no está abierta: tu voto no se registró."))
    held = Ballot.objects.select_related("session__forum__plan").get(pk=ballot.pk)
    mine = _seat(held, by=by, wanted=str(seat or ""))
    chosen = BallotOption.objects.filter(ballot=held, public_id=option).first() if option else None
    if chosen is None:
        raise Refusal(_("Elige una de las opciones."), field="option")
    principal = mine.stands_in_for or mine
    if (
        mine.stands_in_for_id
        and Attendance.objects.filter(
            session=held.session_id, seat=principal, status__in=attendance.ATTENDED
        ).exists()
    ):
        raise MayNotVote(_("La persona titular está presente: vota ella."))
    turn, is_new = Turn.objects.get_or_create(
        ballot=held, seat=principal, defaults={"own_seat": mine}
    )
    if not is_new:
        raise Refusal(_("Este asiento ya votó, y un voto no se cambia."))
    if held.is_secret:
        BallotOption.objects.filter(pk=chosen.pk).update(votes=F("votes") + 1)
    else:
        Vote.objects.create(ballot=held, seat=principal, option=chosen)
    note(
        "cast_vote",
        held.session,
        by=by,
        after={"ballot": held.question, "seat": principal.label},
        is_public=False,
    )
    return turn


def _seat(ballot: Ballot, *, by: User, wanted: str) -> Seat:
    """Return the seat by which `by` votes today.

    Raises MayNotVote saying why there is none, or Refusal when one must be chosen.
    """
    forum_id = ballot.session.forum_id
    found = own_voting_seats(by, forum_id=forum_id)
    if wanted:
        found = [seat for seat in found if str(seat.public_id) == wanted]
    if len(found) == 1:
        return found[0]
    if found:
        raise Refusal(_("Ocupas más de un asiento: elige por cuál votas."), field="seat")
    held = Seat.objects.filter(forum=forum_id, user=by)
    if held.current().filter(kind=Seat.Kind.OBSERVER).exists():
        raise MayNotVote(_("Tu asiento es de observación: participa con voz, sin voto."))
    if held.exists():
        raise MayNotVote(
            _("Tu asiento no está vigente hoy: ya no vota. Pide a la secretaría que lo renueve.")
        )
    raise rights.NotAllowed("vote")


@transaction.atomic
def count_ballot(ballot: Ballot, *, by: User) -> Ballot:
    """Close the vote and publish its result: before its end only when every seat has voted.

    Without quorum nothing is approved. Raises Refusal.
    """
    held = rights.fetch_for_move("count_ballot", ballot, by=by)
    voters = Turn.objects.filter(ballot=held).count()
    if held.closes_at and held.closes_at > timezone.now() and voters < (held.seats_called or 0):
        raise Refusal(
            _(
                "Aún se puede votar y faltan asientos: se cuenta cuando termine el plazo o "
                "hayan votado todos."
            )
        )
    if not held.is_secret:
        for row in Vote.objects.filter(ballot=held).values("option").annotate(votes=Count("pk")):
            BallotOption.objects.filter(pk=row["option"]).update(votes=row["votes"])
    BallotOption.objects.filter(ballot=held).update(
        modified_at=Now()
    )  # whoever follows the changes learns of the result
    options = list(BallotOption.objects.filter(ballot=held).order_by("position"))
    chair = (
        Vote.objects.filter(ballot=held, seat__kind=Seat.Kind.CHAIR)
        .select_related("option")
        .first()
    )
    said = quorum.result(
        {option.label: option.votes for option in options},
        voters=voters,
        quorum=held.quorum_needed or 0,
        abstention=next((option.label for option in options if option.is_abstention), ""),
        chair_choice=chair.option.label if chair else "",
        tie_rule=held.tie_rule,
    )
    held.state = Ballot.machine.target("count_ballot", state=held.state)
    held.voters = voters
    held.has_quorum = said.has_quorum
    held.is_tie = said.is_tie
    held.winner = said.winner
    held.save(update_fields=["state", "voters", "has_quorum", "is_tie", "winner"])
    after = {
        "ballot": held.question,
        "voters": voters,
        "winner": held.winner,
        "counts": {option.label: option.votes for option in options},
    }
    note("count_ballot", held.session, by=by, after=after)
    return held


@transaction.atomic
def void_ballot(ballot: Ballot, *, by: User, reason: str) -> Ballot:
    """Declare a ballot without effect, saying why in public."""
    if not reason.strip():
        raise Refusal(_("Escriba por qué queda sin efecto: se publica."), field="reason")
    held = rights.fetch_for_move("void_ballot", ballot, by=by)
    held.state = Ballot.machine.target("void_ballot", state=held.state)
    held.state_reason = reason.strip()
    held.save(update_fields=["state", "state_reason"])
    note("void_ballot", held.session, by=by, reason=reason, after={"ballot": held.question})
    return held
