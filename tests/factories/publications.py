"""Publications in a state: written as rows; later versions and channels by the workflow.

`test_rows.py` proves for each state that these are the rows that the workflow leaves.
"""

import datetime
import itertools

from django.utils import timezone

from ogp_portal.foundation.permissions import four_eyes
from tests.factories.writing import READ, entry, role, write
from tests.people import Cast
from transparency.publications import workflow
from transparency.publications.models import DisseminationChannel, Publication, PublicationVersion

numbers = itertools.count(1)
BODY = (
    "## Qué se hizo\n\n"
    + "Se abrieron las actas del consejo y se publicaron en línea con su fecha. " * 3
    + "\n\n## Qué falta\n\nLo demás."
)


def publication(cast: Cast, state: str = "published", **facts: object) -> PublicationVersion:
    """Return a version: draft, submitted, published, superseded or withdrawn."""
    number = next(numbers)
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
    row.save()
    was_published = state not in {"draft", "submitted"}
    version = PublicationVersion(
        publication=row,
        number=1 if was_published else None,
        summary="De qué trata.",
        body=body.strip(),
        author=cast.editor,
        reviewer=cast.coordinator if was_published else None,
        published_at=timezone.now() if was_published else None,
        state="published" if was_published else state,
    )
    version.save()
    who = {"role": role(cast, "editor"), "is_public": False}
    acts = ["begin_publication", "edit", *(["submit_publication"] if state != "draft" else [])]
    told = [entry(act, row, **who) for act in acts]
    if was_published:
        coordination = role(cast, "coordinator")
        told.append(
            entry("publish_publication", row, role=coordination, after={"version": 1, "read": READ})
        )
    write(*told)
    if not was_published:
        four_eyes.wrote(version, by=cast.editor)
    if state == "withdrawn":
        return workflow.withdraw_publication(
            version, by=cast.coordinator, reason="Tenía una cifra equivocada."
        )
    if state == "superseded":
        again(cast, version)
    return PublicationVersion.objects.get(pk=version.pk)


def again(cast: Cast, version: PublicationVersion) -> PublicationVersion:
    """Return the next version of a publication, published."""
    later = workflow.begin_publication_version(version.publication, by=cast.editor)
    later.body = f"{BODY} Y más."
    later.what_changed = "Agrega lo que faltaba."
    later = workflow.save_publication_version(later, by=cast.editor)
    later = workflow.submit_publication(later, by=cast.editor)
    return workflow.publish_publication(
        later, by=cast.coordinator, read=four_eyes.as_read("publish_publication", later)
    )


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
