"""Ballots: prepared, opened to the seats in force that day, counted by the rules of the forum."""

import datetime

from django.db import transaction
from django.db.models import Count, Max
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from forums.bodies import quorum
from forums.bodies.models import Seat
from forums.sessions import attendance
from forums.sessions.models import Ballot, BallotOption, Session, Turn, Vote
from forums.sessions.states import MEETING
from forums.sessions.workflow.journal_entries import record_act
from forums.sessions.workflow.recorded import refuse_recorded
from ogp_portal.foundation.permissions import rights
from ogp_portal.foundation.refusals import Refusal
from ogp_portal.models import User

MOST_OPTIONS = 20


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
    session = rights.fetch("edit", session, by=by)
    if session.state not in MEETING:
        raise Refusal(_("Se vota en una sesión convocada o realizada."))
    refuse_recorded(session)
    labels = list(dict.fromkeys(label.strip()[:120] for label in options if label.strip()))
    if len(labels) < 2 or len(labels) > MOST_OPTIONS or abstention in labels:
        raise Refusal(
            _(
                "Escriba entre dos y veinte opciones distintas, una por línea; la abstención "
                "va aparte."
            ),
            field="options",
        )
    position = (session.ballots.aggregate(last=Max("position"))["last"] or 0) + 1
    ballot = Ballot.objects.create(
        session=session,
        position=position,
        question=question.strip(),
        is_secret=is_secret,
        tie_rule=session.forum.tie_rule,
        closes_at=closes_at,
    )
    rows = [*((label, False) for label in labels), *(((abstention, True),) if abstention else ())]
    BallotOption.objects.bulk_create(
        BallotOption(ballot=ballot, position=position, label=label, is_abstention=is_abstention)
        for position, (label, is_abstention) in enumerate(rows, start=1)
    )
    record_act(
        "prepare_ballot", session, by=by, after={"ballot": ballot.question, "secret": is_secret}
    )
    return ballot


@transaction.atomic
def open_ballot(ballot: Ballot, *, by: User) -> Ballot:
    """Open it to the seats in force today; quorum is that of its forum over them, and attendance
    must reach it. Raises Refusal.
    """
    ballot = rights.fetch_for_move("open_ballot", ballot, by=by)
    session = ballot.session
    refuse_recorded(session)
    if session.starts_at and session.starts_at > timezone.now():
        raise Refusal(_("La sesión aún no comienza: se vota en ella o después."))
    if ballot.closes_at and ballot.closes_at <= timezone.now():
        raise Refusal(_("El término de la votación ya pasó: cambie la fecha."))
    ballot.seats_called = Seat.objects.current().voting().filter(forum=session.forum_id).count()
    ballot.quorum_needed = quorum.needed(session.forum.quorum, ballot.seats_called)
    represented = attendance.represented_count(session)
    if represented < ballot.quorum_needed:
        raise Refusal(
            _(
                "No hay quórum para votar: están representados %(there)s asientos y hacen "
                "falta %(needed)s."
            )
            % {"there": represented, "needed": ballot.quorum_needed}
        )
    ballot.state = Ballot.machine.target("open_ballot", state=ballot.state)
    ballot.opened_at = timezone.now()
    ballot.save(update_fields=["state", "opened_at", "seats_called", "quorum_needed"])
    record_act(
        "open_ballot",
        session,
        by=by,
        after={"ballot": ballot.question, "quorum": ballot.quorum_needed},
    )
    return ballot


@transaction.atomic
def count_ballot(ballot: Ballot, *, by: User) -> Ballot:
    """Close the vote and publish its result: before its end only when every seat has voted.

    Without quorum nothing is approved. Raises Refusal.
    """
    ballot = rights.fetch_for_move("count_ballot", ballot, by=by)
    voters = Turn.objects.filter(ballot=ballot).count()
    if (
        ballot.closes_at
        and ballot.closes_at > timezone.now()
        and voters < (ballot.seats_called or 0)
    ):
        raise Refusal(
            _(
                "Aún se puede votar y faltan asientos: se cuenta cuando termine el plazo o "
                "hayan votado todos."
            )
        )
    if not ballot.is_secret:
        for count in (
            Vote.objects.filter(ballot=ballot).values("option").annotate(votes=Count("pk"))
        ):
            BallotOption.objects.filter(pk=count["option"]).update(votes=count["votes"])
    BallotOption.objects.filter(ballot=ballot).update(
        modified_at=Now()
    )  # whoever follows the changes learns of the result
    options = list(BallotOption.objects.filter(ballot=ballot).order_by("position"))
    chair = (
        Vote.objects.filter(ballot=ballot, seat__kind=Seat.Kind.CHAIR)
        .select_related("option")
        .first()
    )
    result = quorum.result(
        {option.label: option.votes for option in options},
        voters=voters,
        quorum=ballot.quorum_needed or 0,
        abstention=next((option.label for option in options if option.is_abstention), ""),
        chair_choice=chair.option.label if chair else "",
        tie_rule=ballot.tie_rule,
    )
    ballot.state = Ballot.machine.target("count_ballot", state=ballot.state)
    ballot.voters = voters
    ballot.has_quorum = result.has_quorum
    ballot.is_tie = result.is_tie
    ballot.winner = result.winner
    ballot.save(update_fields=["state", "voters", "has_quorum", "is_tie", "winner"])
    after = {
        "ballot": ballot.question,
        "voters": voters,
        "winner": ballot.winner,
        "counts": {option.label: option.votes for option in options},
    }
    record_act("count_ballot", ballot.session, by=by, after=after)
    return ballot


@transaction.atomic
def void_ballot(ballot: Ballot, *, by: User, reason: str) -> Ballot:
    """Declare a ballot without effect, saying why in public."""
    if not reason.strip():
        raise Refusal(_("Escriba por qué queda sin efecto: se publica."), field="reason")
    ballot = rights.fetch_for_move("void_ballot", ballot, by=by)
    ballot.state = Ballot.machine.target("void_ballot", state=ballot.state)
    ballot.state_reason = reason.strip()
    ballot.save(update_fields=["state", "state_reason"])
    record_act(
        "void_ballot", ballot.session, by=by, reason=reason, after={"ballot": ballot.question}
    )
    return ballot
