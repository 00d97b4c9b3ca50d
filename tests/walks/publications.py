"""Publications brought to a state by the people of the cast."""

import datetime

from ogp_portal.foundation.permissions import four_eyes
from tests.factories.publications import BODY, again, numbers
from tests.people import Cast
from transparency.publications import workflow
from transparency.publications.models import DisseminationChannel, Publication, PublicationVersion


def publication(cast: Cast, state: str = "published", **facts: object) -> PublicationVersion:
    """Return a version: draft, submitted, published, superseded or withdrawn."""
    number = next(numbers)
    template = str(facts.pop("template", ""))
    body = str(facts.pop("body", BODY))
    row = Publication(
        **{
            "slug": f"publicacion-{number}",
            "kind": "report",
            "title": f"Publicación {number}",
            "organization": cast.city,
            **facts,
        }
    )
    row = workflow.save_publication(row, by=cast.editor, template=template)
    version = row.versions.get()
    version.summary = "De qué trata."
    version.body = body
    version = workflow.save_publication_version(version, by=cast.editor)
    if state == "draft":
        return version
    version = workflow.submit_publication(version, by=cast.editor)
    if state == "submitted":
        return version
    version = workflow.publish_publication(
        version, read=four_eyes.as_read("publish_publication", version), by=cast.coordinator
    )
    if state == "withdrawn":
        return workflow.withdraw_publication(
            version, by=cast.coordinator, reason="Tenía una cifra equivocada."
        )
    if state == "superseded":
        again(cast, version)
    return PublicationVersion.objects.get(pk=version.pk)


def channel(cast: Cast, state: str = "promised") -> DisseminationChannel:
    """Return a channel: of_a_draft, promised or done."""
    version = publication(cast, "draft" if state == "of_a_draft" else "published")
    promised = DisseminationChannel(
        publication=version.publication,
        kind="event",
        what="Feria de la transparencia",
        planned_on=datetime.date(2026, 12, 1),
    )
    row = workflow.plan_channel(promised, by=cast.editor)
    if state == "done":
        return workflow.record_diffusion(
            row, by=cast.editor, done_on=datetime.date(2026, 1, 2), note="Se repartió en la feria."
        )
    return row
