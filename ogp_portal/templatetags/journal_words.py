"""The journal in words that a citizen reads, as the subjects declare them."""

from django import template
from django.db.models import Model
from django.urls import reverse

from ogp_portal.foundation.events import journal
from ogp_portal.models import JournalEntry

register = template.Library()
for words in (journal.act_words, journal.detail_words, journal.act_sentence):
    register.filter(words)


@register.filter
def subject_address(entry: JournalEntry) -> str:
    """Return the page of the thing an entry is about, "" where it has none."""
    name = journal.PAGES.get(entry.subject_type, "")
    return reverse(name, args=[entry.subject_slug]) if name and entry.subject_slug else ""


@register.filter
def public_page(row: Model) -> str:
    """Return the address of the public page of a thing, "" where it has none."""
    name = journal.PAGES.get(row._meta.label_lower, "")
    slug = getattr(row, "slug", "")
    return reverse(name, args=[slug]) if name and slug else ""
