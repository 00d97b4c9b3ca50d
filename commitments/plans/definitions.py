"""What is registered, promised, proposed, late, complete: each definition once, written twice.

Every count of the portal (front page, plan page, list, report, API, feed, picture, card for other
sites, sheet) takes its condition from here. A definition is a function that returns a `Q`, and
beside it a function `is_…` that says the same of one row's values; a test on random rows holds the
two together. `path` leads from the queried model to the one that is defined, with its last
underscores ("commitments__"), so that the same words filter, annotate and join.

Cancelled milestones and withdrawn commitments are left out of every denominator and counted apart
(`counted_milestones`, `registered`, `withdrawn`). A milestone is late only while somebody owes it:
what is proposed is not promised yet, and what is closed or withdrawn is no longer reported on.
"""

import datetime

from django.db.models import Count, F, Q
from django.utils.translation import gettext_lazy as _

from commitments.plans.states import (
    AFTER_FORCE,
    OPEN_MILESTONES,
    PROMISED,
    PUBLIC_COMMITMENT,
    UNDER_WAY,
    UNPUBLISHED,
    CommitmentState,
    Level,
    MilestoneState,
)

NO_MILESTONES = "sin_hitos"
RISK_DAYS = datetime.timedelta(days=30)
KINDS_OF_PUNCTUALITY = ("late", "on_time", "moved")
COUNTED_AS = ("promised", "proposed", "advancing", "complete", "withdrawn")

# What each figure counts, in the words of /como-medimos/ and of the API.
MEANINGS = {
    "registered": (
        _("Compromisos registrados"),
        _("Los prometidos y los propuestos. Los retirados se cuentan aparte."),
    ),
    "promised": (
        _("Compromisos prometidos"),
        _(
            "Los publicados y los cerrados. Es el denominador de los completos: «6 de 8». Ni los "
            "propuestos ni los retirados."
        ),
    ),
    "proposed": (
        _("Propuestos"),
        _("Los que se muestran en público durante la cocreación y aún no se publican."),
    ),
    "withdrawn": (
        _("Retirados"),
        _("Los que se retiraron después de publicados: se leen siempre y no entran en otra cifra."),
    ),
    "advancing": (
        _("En avance"),
        _("Los prometidos que empezaron y no están completos, también los atrasados."),
    ),
    "late": (
        _("Atrasados"),
        _(
            "Los publicados con algún hito pendiente cuyo plazo vigente pasó. El día del plazo "
            "está a tiempo."
        ),
    ),
    "complete": (
        _("Completos según el cálculo"),
        _("Los prometidos con todos sus hitos cumplidos, sin contar los cancelados."),
    ),
    "claimed": (
        _("Completos según el gobierno"),
        _("Los prometidos cuyo último reporte que lo dice declara cumplimiento completo."),
    ),
    "milestones": (
        _("Hitos"),
        _("Los de los compromisos registrados, sin los cancelados, que se cuentan aparte."),
    ),
}

# --- commitments ------------------------------------------------------------------------------


def public(path: str = "") -> Q:
    """Return what anybody sees: published, closed, withdrawn, or proposed in public.

    A plain condition without subqueries, so that public lists stay indexable.
    """
    return Q(**{f"{path}state__in": PUBLIC_COMMITMENT}) | Q(**{f"{path}is_proposed": True})


def is_public(state: str, *, is_proposed: bool) -> bool:
    """Say whether anybody sees a commitment."""
    return state in PUBLIC_COMMITMENT or is_proposed


def promised(path: str = "") -> Q:
    """Return the promises of a plan: published or closed, none withdrawn."""
    return Q(**{f"{path}state__in": PROMISED})


def is_promised(state: str) -> bool:
    """Say whether a commitment counts as a promise of its plan."""
    return state in PROMISED


def proposed(path: str = "") -> Q:
    """Return the proposals of a co-creation: shown in public, not published yet."""
    return Q(**{f"{path}is_proposed": True, f"{path}state__in": UNPUBLISHED})


def is_proposal(state: str, *, is_proposed: bool) -> bool:
    """Say whether a commitment is a proposal, which is no promise yet.

    The mark `is_proposed` stays on the row after its publication; the state decides.
    """
    return is_proposed and state in UNPUBLISHED


def registered(path: str = "") -> Q:
    """Return what the portal shows as a plan's commitments: its promises and its proposals."""
    return promised(path) | proposed(path)


def is_registered(state: str, *, is_proposed: bool) -> bool:
    """Say whether a commitment is registered: promised or proposed."""
    return is_promised(state) or is_proposal(state, is_proposed=is_proposed)


def withdrawn(path: str = "") -> Q:
    """Return the withdrawn: readable for ever, counted apart from every other figure."""
    return Q(**{f"{path}state": CommitmentState.WITHDRAWN})


def is_withdrawn(state: str) -> bool:
    """Say whether a commitment was withdrawn."""
    return state == CommitmentState.WITHDRAWN


def running(path: str = "") -> Q:
    """Return the promises that are still reported on: published, neither closed nor withdrawn."""
    return Q(**{f"{path}state": CommitmentState.PUBLISHED})


def is_running(state: str) -> bool:
    """Say whether a commitment is still reported on."""
    return state == CommitmentState.PUBLISHED


def complete(path: str = "") -> Q:
    """Return the promises that the computation gives as complete."""
    return promised(path) & Q(**{f"{path}computed_level": Level.COMPLETE})


def is_complete(state: str, *, computed_level: str) -> bool:
    """Say whether a promise is complete by its milestones."""
    return is_promised(state) and computed_level == Level.COMPLETE


def claimed_complete(path: str = "") -> Q:
    """Return the promises that the government declares complete."""
    return promised(path) & Q(**{f"{path}claimed_level": Level.COMPLETE})


def is_claimed_complete(state: str, *, claimed_level: str) -> bool:
    """Say whether the government declares a promise complete."""
    return is_promised(state) and claimed_level == Level.COMPLETE


def advancing(path: str = "") -> Q:
    """Return the promises that have begun and are not complete, the late ones among them."""
    return (
        promised(path)
        & Q(**{f"{path}has_begun": True})
        & ~Q(**{f"{path}computed_level": Level.COMPLETE})
    )


def is_advancing(state: str, *, has_begun: bool, computed_level: str) -> bool:
    """Say whether a promise has begun and is not complete."""
    return is_promised(state) and has_begun and computed_level != Level.COMPLETE


def unfulfilled(path: str = "") -> Q:
    """Return the promises that were closed without being complete by their milestones."""
    return Q(**{f"{path}state": CommitmentState.CLOSED}) & ~Q(
        **{f"{path}computed_level": Level.COMPLETE}
    )


def is_unfulfilled(state: str, *, computed_level: str) -> bool:
    """Say whether a promise was closed without being complete."""
    return state == CommitmentState.CLOSED and computed_level != Level.COMPLETE


def late(path: str = "", *, on: datetime.date) -> Q:
    """Return the running promises with a late milestone on the day `on`."""
    return running(path) & Q(**{f"{path}open_due_on__lt": on})


def is_late(state: str, *, open_due_on: datetime.date | None, on: datetime.date) -> bool:
    """Say whether a promise has a late milestone: the due day itself is on time."""
    return is_running(state) and open_due_on is not None and open_due_on < on


def on_time(path: str = "", *, on: datetime.date) -> Q:
    """Return the running promises whose next open milestone is not late on the day `on`."""
    return running(path) & Q(**{f"{path}open_due_on__gte": on})


def is_on_time(state: str, *, open_due_on: datetime.date | None, on: datetime.date) -> bool:
    """Say whether a promise has open milestones, none of them late."""
    return is_running(state) and open_due_on is not None and open_due_on >= on


def at_risk(path: str = "", *, on: datetime.date) -> Q:
    """Return the running promises that are not late on the day `on` and have a milestone that falls
    due within thirty days: on the thirtieth still.
    """
    return on_time(path, on=on) & Q(**{f"{path}open_due_on__lte": on + RISK_DAYS})


def is_at_risk(state: str, *, open_due_on: datetime.date | None, on: datetime.date) -> bool:
    """Say whether a promise is not late and has a milestone that falls due within thirty days."""
    return is_on_time(state, open_due_on=open_due_on, on=on) and (
        open_due_on is not None and open_due_on <= on + RISK_DAYS
    )


def counted_moves(path: str = "") -> Q:
    """Return the moves of dates (`path` leads to them) that count: not those that their author
    corrected the same day, nor what put the date back where it was.
    """
    return Q(**{f"{path}correction__isnull": True}) & ~Q(**{f"{path}to_on": F(f"{path}from_on")})


def moved(path: str = "") -> Q:
    """Return the commitments of which some date was moved."""
    return Q(**{f"{path}times_moved__gt": 0})


def at_level(level: str) -> Q:
    """Return the commitments at a computed level; NO_MILESTONES where nothing can be computed."""
    return Q(computed_level="" if level == NO_MILESTONES else level)


def punctual(kind: str, *, on: datetime.date) -> Q:
    """Return the condition of one of KINDS_OF_PUNCTUALITY; of no row for another word."""
    conditions = {"late": late(on=on), "on_time": on_time(on=on), "moved": moved()}
    return conditions.get(kind, Q(pk=None))


def counted_as(figure: str) -> Q:
    """Return the condition of one of COUNTED_AS, the figures of a plan that its list is asked for;
    of no row for another word.
    """
    conditions = {
        "promised": promised(),
        "proposed": proposed(),
        "advancing": advancing(),
        "complete": complete(),
        "withdrawn": withdrawn(),
    }
    return conditions.get(figure, Q(pk=None))


def counts(path: str = "", *, on: datetime.date) -> dict[str, Count]:
    """Return the figures of a plan, to aggregate over commitments or, with `path`, to annotate."""
    what = path.removesuffix("__") or "pk"
    conditions = {
        "registered": registered(path),
        "promised": promised(path),
        "proposed": proposed(path),
        "withdrawn": withdrawn(path),
        "advancing": advancing(path),
        "late": late(path, on=on),
        "complete": complete(path),
        "claimed": claimed_complete(path),
    }
    return {name: Count(what, filter=condition) for name, condition in conditions.items()}


# --- plans ------------------------------------------------------------------------------------


def under_way(path: str = "") -> Q:
    """Return the plans a report is owed for: in co-creation, submitted or in force."""
    return Q(**{f"{path}state__in": UNDER_WAY, f"{path}is_historical": False})


def reported_of(month: datetime.date, path: str = "") -> Q:
    """Return the plans that a report of a month is owed for: under way, or ended on a day of the
    month or later, whatever they are since.
    """
    last = Q(**{f"{path}ends_on__gte": month.replace(day=1)})
    ended = Q(**{f"{path}state__in": AFTER_FORCE, f"{path}is_historical": False})
    return (under_way(path) & (Q(**{f"{path}ends_on": None}) | last)) | (ended & last)


def is_under_way(state: str, *, is_historical: bool) -> bool:
    """Say whether a plan is under way."""
    return state in UNDER_WAY and not is_historical


# --- milestones -------------------------------------------------------------------------------


def counted_milestones(path: str = "") -> Q:
    """Return the milestones that count in progress and in denominators: the cancelled do not."""
    return ~Q(**{f"{path}state": MilestoneState.CANCELLED})


def is_counted_milestone(state: str) -> bool:
    """Say whether a milestone counts."""
    return state != MilestoneState.CANCELLED


def open_milestones(path: str = "") -> Q:
    """Return the milestones still to be done."""
    return Q(**{f"{path}state__in": OPEN_MILESTONES})


def is_open_milestone(state: str) -> bool:
    """Say whether a milestone is still to be done."""
    return state in OPEN_MILESTONES


def owed_milestones(path: str = "") -> Q:
    """Return the open milestones of running promises: those that can be late."""
    return open_milestones(path) & running(f"{path}commitment__")


def is_owed_milestone(state: str, *, commitment_state: str) -> bool:
    """Say whether somebody still owes a milestone."""
    return is_open_milestone(state) and is_running(commitment_state)


def late_milestones(path: str = "", *, on: datetime.date) -> Q:
    """Return the owed milestones whose date in force has passed on the day `on`."""
    return owed_milestones(path) & Q(**{f"{path}due_on__lt": on})


def is_late_milestone(
    state: str, *, commitment_state: str, due_on: datetime.date, on: datetime.date
) -> bool:
    """Say whether a milestone is late: the due day itself is on time."""
    return is_owed_milestone(state, commitment_state=commitment_state) and due_on < on
