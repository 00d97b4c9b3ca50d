"""Pieces of pages that questions and objections give."""

import datetime

from django import template

from commitments.inquiries import queries
from commitments.plans import definitions
from commitments.plans.models import Commitment
from ogp_portal.foundation.permissions.rights import Person

register = template.Library()


@register.simple_tag
def may_be_asked(commitment: Commitment) -> bool:
    """Say whether anybody may ask about a commitment: somebody answers for it."""
    return (
        not commitment.plan.is_historical
        and not definitions.is_withdrawn(commitment.state)
        and commitment.is_public
    )


@register.inclusion_tag("commitments/inquiries/_of_commitment.html")
def inquiries_of(commitment: Commitment, today: datetime.date) -> dict[str, object]:
    """Show what was asked and objected about a commitment, and the door to ask: one query, none
    where nobody answers.
    """
    may_ask = may_be_asked(commitment)
    return {
        "commitment": commitment,
        "may_ask": may_ask,
        "inquiries": queries.of_commitment(commitment) if may_ask else [],
        "today": today,
    }


@register.inclusion_tag("commitments/inquiries/_work.html")
def inquiry_work(user: Person) -> dict[str, object]:
    """Show what waits at the desk of answers: three queries."""
    waiting = queries.desk(user)
    return {"count": sum(len(rows) for rows in waiting.values())}


@register.inclusion_tag("commitments/inquiries/_overdue.html")
def overdue_answers(today: datetime.date) -> dict[str, object]:
    """Show the questions and objections that wait past the day they had to be answered: one
    query.
    """
    return {"inquiries": queries.overdue(on=today), "today": today}
