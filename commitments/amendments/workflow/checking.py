"""What an amendment may not change: what something published cannot be without, dates beyond its
own end or its plan's, and who would judge what they answer for.
"""

import copy
import datetime
from collections.abc import Sequence

from django.utils.translation import gettext as _

from commitments.amendments import reading
from commitments.amendments.models import Amendment
from commitments.amendments.reading import NEW_MILESTONE, Amendable, Change
from commitments.organizations.models import Organization
from commitments.organizations.workflow import refuse_closed
from commitments.plans import definitions
from commitments.plans.models import Commitment, Milestone, Plan, PlanMember, PromiseText
from commitments.plans.workflow.recording import check
from ogp_portal.foundation import dates
from ogp_portal.foundation.refusals import Refusal

NEEDED = {"title", "summary", "problem", "responsible", "starts_on", "ends_on"}
NEEDED_OF_PLAN = {"title", "kind", "starts_on", "ends_on", "precision"}
WORDS = {*PromiseText.text_fields(), "ogp_id", "number", "deliverable", reading.ACTORS}
WORDS_OF_PLAN = {"title", "summary", "name", "description"}


def check_kind(kind: str, changes: Sequence[Change]) -> None:
    """Refuse as a correction of form what changes the promise itself. Raises Refusal."""
    if kind != Amendment.Kind.CORRECTION:
        return
    others = [
        reading.label_of(change)
        for change in changes
        if change.name not in (WORDS_OF_PLAN if change.of_plan else WORDS)
    ]
    if others:
        raise Refusal(
            _(
                "Una corrección de forma cambia palabras mal escritas. Esto es una modificación: "
                "%(fields)s."
            )
            % {"fields": ", ".join(others)},
            field="kind",
        )


def check_changes(row: Amendable, changes: Sequence[Change]) -> None:
    """Refuse what would leave something published without what it was published with, with dates
    that do not fit, or judged by who answers for it. Raises Refusal.
    """
    needed = NEEDED_OF_PLAN if isinstance(row, Plan) else NEEDED
    for change in changes:
        if change.name in needed and not change.part and not change.value:
            words = (
                _("«%(field)s»: un plan en ejecución no queda sin esto.")
                if change.of_plan
                else _("«%(field)s»: un compromiso publicado no queda sin esto.")
            )
            raise Refusal(words % {"field": reading.label_of(change)}, field=change.name)
        if change.name == reading.ACTORS:
            _refuse_repeated(change)
        _refuse_closed(change)
    if isinstance(row, Plan):
        _check_plan(row, changes)
        return
    for change in changes:
        if change.name in ("responsible", "implementer") and not change.milestone:
            _refuse_counterpart(row, change)
    check(_as_proposed(row, changes))
    _check_dates(row, changes)


def _as_proposed(commitment: Commitment, changes: Sequence[Change]) -> Commitment:
    """Return a copy of a commitment with the columns that would change."""
    proposed = copy.copy(commitment)
    for change in changes:
        if not change.part and change.name not in (*reading.NEW, *reading.PAIRS):
            value = reading.as_value(Commitment, change.name, change.value)
            if not isinstance(value, list):
                setattr(proposed, change.name, value)
    return proposed


def _refuse_closed(change: Change) -> None:
    """Refuse to name an institution that closed where it did not stand before."""
    keys: set[int] = set()
    if change.name == reading.MEMBERS:
        keys = {key for _part, key in change.value} - {key for _part, key in change.stood or ()}
    elif change.name in ("responsible", "implementer") and change.value:
        keys = {change.value}
    elif change.name == NEW_MILESTONE and change.value.get("responsible"):
        keys = {change.value["responsible"]}
    closed = Organization.objects.filter(pk__in=keys, closed_on__isnull=False)
    for organization in closed.select_related("successor"):
        refuse_closed(organization, field="" if change.part else change.name)


def _refuse_repeated(change: Change) -> None:
    names = [name for _kind, name in change.value]
    twice = next((name for name in names if names.count(name) > 1), "")
    if twice:
        raise Refusal(_("«%(name)s» está dos veces entre los otros actores.") % {"name": twice})


def _refuse_counterpart(commitment: Commitment, change: Change) -> None:
    if commitment.counterparts.filter(organization=change.value).exists():
        raise Refusal(
            _("«%(name)s» es contraparte de este compromiso: nadie responde por lo que evalúa.")
            % {"name": change.after},
            field=change.name,
        )


def _ends_on(changes: Sequence[Change]) -> datetime.date | None:
    """Return the last day that is proposed, None if it stays."""
    return next(
        (
            datetime.date.fromisoformat(change.value)
            for change in changes
            if change.name == "ends_on" and not change.part
        ),
        None,
    )


def _check_dates(commitment: Commitment, changes: Sequence[Change]) -> None:
    plan_ends_on, proposed = commitment.plan.ends_on, _ends_on(changes)
    if proposed and plan_ends_on and proposed > plan_ends_on:
        raise Refusal(
            _("El plan termina el %(day)s: cambie primero el período del plan.")
            % {"day": dates.say(plan_ends_on)},
            field="ends_on",
        )
    ends_on = proposed or commitment.ends_on
    last = min((day for day in (ends_on, plan_ends_on) if day), default=None)
    due = [
        (datetime.date.fromisoformat(change.value["due_on"]), str(change.value["title"]), place)
        for place, change in enumerate(row for row in changes if row.name == NEW_MILESTONE)
    ]
    for day, title, place in due:
        _refuse_after(last, day, title, field=f"{NEW_MILESTONE}.{place}.due_on")
    if proposed:
        for milestone in commitment.milestones.open():
            _refuse_after(last, milestone.due_on, milestone.title, field="ends_on")


def _refuse_after(
    last: datetime.date | None, day: datetime.date, title: str, *, field: str
) -> None:
    if last and day > last:
        raise Refusal(
            _(
                "El hito «%(title)s» vence el %(day)s, después del término del compromiso: "
                "cambie uno de los dos."
            )
            % {"title": title, "day": dates.say(day)},
            field=field,
        )


def _check_plan(plan: Plan, changes: Sequence[Change]) -> None:
    """Refuse a period that leaves promises outside, and a consortium that nobody leads."""
    proposed = _ends_on(changes)
    if proposed:
        _refuse_left_outside(plan, proposed)
    for change in changes:
        if change.name == reading.MEMBERS:
            _check_members(change)


def _refuse_left_outside(plan: Plan, ends_on: datetime.date) -> None:
    running = plan.commitments.filter(definitions.running())
    later = running.filter(ends_on__gt=ends_on).order_by("-ends_on").first()
    if later:
        raise Refusal(
            _(
                "El compromiso «%(title)s» termina el %(day)s, después del término del plan: "
                "modifíquelo primero."
            )
            % {"title": later.title, "day": dates.say(later.ends_on)},
            field="ends_on",
        )
    milestones = Milestone.objects.open().filter(commitment__in=running, due_on__gt=ends_on)
    milestone = milestones.order_by("-due_on").first()
    if milestone:
        raise Refusal(
            _(
                "El hito «%(title)s» vence el %(day)s, después del término del plan: reprográmelo "
                "primero."
            )
            % {"title": milestone.title, "day": dates.say(milestone.due_on)},
            field="ends_on",
        )


def _check_members(change: Change) -> None:
    parts = [part for part, _key in change.value]
    keys = [key for _part, key in change.value]
    if parts.count(PlanMember.Part.LEAD) != 1:
        raise Refusal(_("Un plan tiene una sola institución que lo encabeza, y siempre una."))
    if len(set(keys)) != len(keys):
        raise Refusal(_("Una institución está dos veces en el consorcio."))
