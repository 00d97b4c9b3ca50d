"""Writing source documents."""

from django.db import transaction

from commitments.sources.models import SourceDocument
from ogp_portal.foundation.events import journal


@transaction.atomic
def register_source(slug: str, *, role: str, **facts: object) -> SourceDocument:
    """Make or update the document `slug`; twice the same changes nothing and is recorded once."""
    document, is_new = SourceDocument.objects.get_or_create(slug=slug, defaults=facts)
    changed = {name: value for name, value in facts.items() if getattr(document, name) != value}
    if changed:
        for name, value in changed.items():
            setattr(document, name, value)
        document.save(update_fields=[*changed])
    if is_new or changed:
        journal.record("register", document, role=role)
    return document
