"""Pieces of pages that forums give: the calendar of co-creation."""

from typing import Any

from django import template

from commitments.plans.models import Plan
from forums.process.models import Stage

register = template.Library()


@register.inclusion_tag("forums/process/_stages.html")
def stages_of(plan: Plan) -> dict[str, Any]:
    """Show the stages of a plan's co-creation: one query."""
    return {"stages": list(Stage.objects.filter(plan=plan).select_related("source").order_by("position"))}
