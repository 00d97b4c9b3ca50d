"""What the institution says about the facts of an assessment, written as rows in a state."""

from commitments.assessments.models import Assessment, FactualRemark
from ogp_portal.foundation.permissions import four_eyes
from tests.factories.commitments import assessment
from tests.people import Cast


def remark(cast: Cast, state: str = "draft", *, of: Assessment | None = None) -> FactualRemark:
    """Return what the city's editor says about a fact of an assessment in its factual review."""
    row = FactualRemark.objects.create(
        assessment=of or assessment(cast, "factual_review"),
        organization=cast.city,
        part="narrative",
        heading="Fundamento",
        quote="No vimos el taller.",
        text="El taller fue el 3 de marzo: acta 12.",
        author=cast.editor,
    )
    four_eyes.wrote(row, by=cast.editor)
    changes = {"state": state}
    if state == "confirmed":
        changes["reviewer"] = cast.coordinator
    FactualRemark.objects.filter(pk=row.pk).update(**changes)
    return FactualRemark.objects.get(pk=row.pk)
