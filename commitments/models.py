"""Index: where Django finds the tables of this app. No code; a subject never imports it."""

from commitments.assessments.models import Assessment, Counterpart, Rubric
from commitments.inquiries.models import Inquiry, InquiryFile
from commitments.organizations.models import Membership, Organization, Territory
from commitments.plans.models import (
    Actor,
    Axis,
    Commitment,
    CommitmentVersion,
    Contact,
    Milestone,
    Plan,
    PlanMember,
    PolicyArea,
    PublishedTotal,
    Reschedule,
    Theme,
    Value,
)
from commitments.progress.models import Evidence, MilestoneClaim, ProgressUpdate
from commitments.sources.models import SourceDocument
from commitments.spreadsheets.models import ImportJob

__all__ = [
    "Actor",
    "Assessment",
    "Axis",
    "Commitment",
    "CommitmentVersion",
    "Contact",
    "Counterpart",
    "Evidence",
    "ImportJob",
    "Inquiry",
    "InquiryFile",
    "Membership",
    "Milestone",
    "MilestoneClaim",
    "Organization",
    "Plan",
    "PlanMember",
    "PolicyArea",
    "ProgressUpdate",
    "PublishedTotal",
    "Reschedule",
    "Rubric",
    "SourceDocument",
    "Territory",
    "Theme",
    "Value",
]
