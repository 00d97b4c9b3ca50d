"""Components: pieces of pages with named inputs, and the small words that join a sentence.

Each component is one file of `templates/components/`, whose head names its inputs. One without a
body is `{% include "components/NAME.html" with … only %}`; one around a body is
`{% component "NAME" … %}body{% endcomponent %}`. Loaded in every template (settings, builtins).
"""

from urllib.parse import urlsplit

from django import template
from django.conf import settings
from django.db.models import Model
from django.forms import BaseForm, BoundField, CheckboxInput
from django.forms.formsets import BaseFormSet
from django.template import Context, Engine
from django.utils.formats import localize
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from ogp_portal.foundation import dates
from ogp_portal.foundation.permissions import four_eyes
from ogp_portal.foundation.sentences import shortened

register = template.Library()
for words in (dates.moment, dates.since, dates.until, dates.course, dates.days, shortened):
    register.filter(words)


@register.simple_block_tag(takes_context=True)
def component(context: Context, content: SafeString, name: str, **inputs: object) -> SafeString:
    """Return `components/<name>.html` around a body, which the file calls `content`.

    The file sees its inputs and nothing else of the page.
    """
    file = Engine.get_default().get_template(f"components/{name}.html")
    return file.render(context.new({**inputs, "content": content}))


@register.simple_tag(takes_context=True)
def error_in_title(context: Context) -> str:
    """Return "Error: " for the title of a page that gives a form back to be corrected, else "":
    what a reader of screens says first. What is lazy (the user) is not looked at.
    """
    given = [value for layer in context.dicts for value in layer.values()]
    given += [part for value in given if type(value) is dict for part in value.values()]
    sent = [value for value in given if issubclass(type(value), BaseForm | BaseFormSet)]
    return _("Error: ") if any(form.is_bound and not form.is_valid() for form in sent) else ""


@register.filter
def is_optional(field: BoundField) -> bool:
    """Say whether a field is marked as optional: it may stay empty while others of its form may
    not. Not a box to tick, nor one that depends on others (`needed_sometimes` of its form).
    """
    form = field.form
    return (
        not field.field.required
        and not isinstance(field.field.widget, CheckboxInput)
        and field.name not in getattr(form, "needed_sometimes", ())
        and any(each.field.required for each in form.visible_fields())
    )


@register.filter
def first_control(field: BoundField) -> str:
    """Return the id of the first control of a field, to which a link in a summary of errors leads:
    of a group, that of its first choice.
    """
    parts = field.subwidgets
    return field.id_for_label or (parts[0].id_for_label if parts else "") or field.auto_id


@register.filter
def count_word(count: int) -> str:
    """Return how many there are (of commitments, milestones) as people say it: none and one in
    words, the rest in figures.
    """
    return {0: _("Ninguno"), 1: _("Uno")}.get(count) or localize(count)


@register.simple_tag
def offers_example() -> bool:
    """Say whether the reader is who started this portal, on her own machine: what is empty then
    names the example.
    """
    host = urlsplit(settings.PORTAL_URL).hostname
    return settings.EMBEDDED and not settings.IS_EXAMPLE and host == "localhost"


@register.simple_tag
def what_is_read(act: str, row: Model) -> SafeString:
    """Return the hidden field by which a form says what was read before `act`."""
    return format_html(
        '<input type="hidden" name="{}" value="{}">',
        four_eyes.field_of(row),
        four_eyes.as_read(act, row),
    )


@register.filter(needs_autoescape=True)
def preceded_by(value: object, sign: str, autoescape: bool = True) -> str:  # noqa: FBT001, FBT002 Django's
    """Return the sign and the value, "" without a value: `{{ reason|preceded_by:": " }}`."""
    return _around(value, f"{sign}{{}}", autoescape=autoescape)


@register.filter(needs_autoescape=True)
def in_brackets(value: object, autoescape: bool = True) -> str:  # noqa: FBT001, FBT002 Django's
    """Return the value between brackets after a space, or "" when there is no value."""
    return _around(value, " ({})", autoescape=autoescape)


def _around(value: object, form: str, *, autoescape: bool) -> str:
    if value in (None, ""):
        return ""
    return format_html(form, value) if autoescape else form.format(value)


@register.filter
def separator(forloop: dict[str, object], signs: str) -> str:
    """Return the first of `signs` between two turns of a loop; after the last, the second if any.

    `{{ name }}{{ forloop|separator:",." }}` on a line of its own makes "one, two, three."
    """
    return signs[1:2] if forloop["last"] else signs[:1]
