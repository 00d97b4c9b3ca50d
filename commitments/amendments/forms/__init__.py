"""The shape of what changes of a published commitment or of a plan in force; no rule lives here."""

from commitments.amendments.forms.commitment import CommitmentForms
from commitments.amendments.forms.parts import AmendmentForms, ReasonForm
from commitments.amendments.forms.plan import PlanForms

__all__ = ["AmendmentForms", "CommitmentForms", "PlanForms", "ReasonForm"]
