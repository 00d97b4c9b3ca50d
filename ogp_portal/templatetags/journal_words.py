"""The journal in words that a citizen reads, as the subjects declare them."""

from django import template
from django.db.models import Model
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from ogp_portal.foundation.events import journal
from ogp_portal.models import JournalEntry

register = template.Library()


@register.filter
def act_words(entry: JournalEntry) -> str:
    """Return what was done, in words."""
    act = journal.ACTS.get(entry.act)
    if act is None:
        return entry.act.replace("_", " ")
    return act.titled(entry) if act.titled else str(act.words)


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


@register.filter
def detail_words(entry: JournalEntry) -> str:
    """Return what exactly the act was about, from the entry's own before and after."""
    act = journal.ACTS.get(entry.act)
    if act is not None and act.detail is not None:
        return act.detail(entry)
    return next((str(entry.after[name]) for name in journal.NAMED if entry.after.get(name)), "")


@register.filter
def act_sentence(entry: JournalEntry) -> str:
    """Return what was done, in what, and why, in a line: for letters, the reason cut at 200."""
    details = detail_words(entry)
    reason = Truncator(entry.reason).chars(200)
    return "".join(
        (
            act_words(entry),
            f" ({details})" if details else "",
            f". {_('Motivo:')} {reason}" if reason else "",
        )
    )
