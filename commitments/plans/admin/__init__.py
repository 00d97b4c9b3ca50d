"""Plans with their axes, commitments with their milestones: each person only what her memberships
allow.
"""

from commitments.plans.admin import commitment, plan, vocabulary

__all__ = ["commitment", "plan", "vocabulary"]
