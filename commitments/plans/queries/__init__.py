"""What the pages of plans and commitments ask of the database."""

from commitments.plans.queries.commitment import commitment_page, find_commitment
from commitments.plans.queries.facets import named
from commitments.plans.queries.listing import browse, matching
from commitments.plans.queries.plan import find_plan, plan_list, plan_page
from commitments.plans.queries.question import FILTERS, READS, Question
from commitments.plans.queries.team import led_by

__all__ = [
    "FILTERS",
    "READS",
    "Question",
    "browse",
    "commitment_page",
    "find_commitment",
    "find_plan",
    "led_by",
    "matching",
    "named",
    "plan_list",
    "plan_page",
]
