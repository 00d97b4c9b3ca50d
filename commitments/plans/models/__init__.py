"""The tables of plans: plan, commitment, milestone and the words they are classified by."""

from commitments.plans.models.belongings import Actor, CommitmentVersion, Contact
from commitments.plans.models.commitment import Commitment, CommitmentQuerySet
from commitments.plans.models.milestone import (
    Milestone,
    MilestoneQuerySet,
    Reopening,
    Reschedule,
)
from commitments.plans.models.plan import Axis, Plan, PlanMember, PublishedTotal
from commitments.plans.models.text import PromiseText
from commitments.plans.models.vocabulary import PolicyArea, Theme, Value

__all__ = [
    "Actor",
    "Axis",
    "Commitment",
    "CommitmentQuerySet",
    "CommitmentVersion",
    "Contact",
    "Milestone",
    "MilestoneQuerySet",
    "Plan",
    "PlanMember",
    "PolicyArea",
    "PromiseText",
    "PublishedTotal",
    "Reopening",
    "Reschedule",
    "Theme",
    "Value",
]
