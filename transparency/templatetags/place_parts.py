"""Pieces of pages that places give: maps."""

from django import template

from commitments.plans.models import Plan
from forums.proposals.models import Call
from ogp_portal.foundation.permissions.rights import Person
from transparency.places import queries

register = template.Library()


@register.inclusion_tag("components/map.html")
def map_of_plan(plan: Plan, user: Person) -> dict[str, object]:
    """Show where the commitments of a plan are carried out; nothing where none says where: one
    query.
    """
    return {"map": queries.map_of_plan(plan, user=user), "name": "plan"}


@register.inclusion_tag("components/map.html")
def map_of_call(call: Call, user: Person) -> dict[str, object]:
    """Show where what a call received is proposed; nothing where none says where: one query."""
    return {"map": queries.map_of_call(call, user=user), "name": "call"}
