"""Pieces of pages that the team's notes give."""

from django import template

from commitments.notes import queries
from commitments.plans.models import Commitment
from ogp_portal.foundation.permissions.rights import Person

register = template.Library()


@register.inclusion_tag("commitments/notes/_of_commitment.html")
def team_notes(commitment: Commitment, user: Person) -> dict[str, object]:
    """Show the team of a commitment how many notes there are, and the way to them; nothing to
    others. No query for whoever has not entered, two for the rest.
    """
    return {"commitment": commitment, "count": queries.count_for(user, commitment)}
