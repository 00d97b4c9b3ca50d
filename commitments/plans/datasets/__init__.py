"""Plans, commitments and milestones as they are published and exported, each column declared once;
commitments can be imported again.
"""

from commitments.plans.datasets.commitment import ACTORS, COMMITMENTS, IMPORTED, TEXTS, VERSIONS
from commitments.plans.datasets.milestone import MILESTONES, REOPENINGS, RESCHEDULES
from commitments.plans.datasets.plan import AXES, PLANS, TOTALS
from commitments.plans.datasets.vocabulary import POLICY_AREAS, THEMES, VALUES

__all__ = [
    "ACTORS",
    "AXES",
    "COMMITMENTS",
    "IMPORTED",
    "MILESTONES",
    "PLANS",
    "POLICY_AREAS",
    "REOPENINGS",
    "RESCHEDULES",
    "TEXTS",
    "THEMES",
    "TOTALS",
    "VALUES",
    "VERSIONS",
]
