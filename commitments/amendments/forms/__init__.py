"""The shape of what changes of a published commitment or of a plan in force; no rule lives here."""

from commitments.amendments.forms.commitment import CommitmentForms
from commitments.amendments.forms.many import OF_MANY, FieldChoiceForm, ManyForms
from commitments.amendments.forms.parts import AmendmentForms, ReasonForm
from commitments.amendments.forms.plan import PlanForms

__all__ = [
    "OF_MANY",
    "AmendmentForms",
    "CommitmentForms",
    "FieldChoiceForm",
    "ManyForms",
    "PlanForms",
    "ReasonForm",
]
