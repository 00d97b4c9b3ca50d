"""What is said of plans and commitments where they are shared: how they stand, then the name."""

import datetime
from collections.abc import Mapping, Sequence

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commitments.plans import definitions
from commitments.plans.models import Commitment, Milestone, Plan
from commitments.plans.states import CommitmentState, Level

register = template.Library()


@register.simple_tag
def shared_words(commitment: Commitment, late: Sequence[Milestone], today: datetime.date) -> str:
    """Return how a commitment stands today and its name: "Atrasado 40 días: …" by the milestone
    that is late for longest among the `late` ones. No query.
    """
    return _state_words(commitment, late, today) % {"title": commitment.title}


@register.simple_tag
def shared_plan_words(plan: Plan, figures: Mapping[str, int]) -> str:
    """Return how a plan stands by its `figures` and its name: how many of what it promised are late
    or, where none is, are fulfilled; its name alone where nothing is promised or counted.
    """
    promised, late, complete = (figures[name] for name in ("promised", "late", "complete"))
    if late:
        words = ngettext(
            "%(n)s compromiso atrasado de %(all)s: %%(title)s",
            "%(n)s compromisos atrasados de %(all)s: %%(title)s",
            late,
        ) % {"n": late, "all": promised}
    elif complete:
        words = ngettext(
            "%(n)s compromiso cumplido de %(all)s: %%(title)s",
            "%(n)s compromisos cumplidos de %(all)s: %%(title)s",
            complete,
        ) % {"n": complete, "all": promised}
    else:
        words = "%(title)s"
    return words % {"title": plan.title}


def _state_words(commitment: Commitment, late: Sequence[Milestone], today: datetime.date) -> str:
    if commitment.state == CommitmentState.WITHDRAWN:
        return _("Retirado: %(title)s")
    if definitions.is_proposal(commitment.state, is_proposed=commitment.is_proposed):
        return _("Propuesto, aún no es un compromiso: %(title)s")
    if late:
        days = max((today - milestone.due_on).days for milestone in late)
        words = ngettext("Atrasado un día: %%(title)s", "Atrasado %(days)s días: %%(title)s", days)
        return words % {"days": days}
    if not commitment.milestone_count:
        return "%(title)s"
    if commitment.computed_level == Level.COMPLETE:
        return _("Cumplido: %(title)s")
    words = ngettext(
        "Su único hito está pendiente: %%(title)s",
        "%(done)s de %(all)s hitos cumplidos: %%(title)s",
        commitment.milestone_count,
    )
    return words % {"done": commitment.complete_count, "all": commitment.milestone_count}
