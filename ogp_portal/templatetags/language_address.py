"""The same page in the other language."""

from typing import Any

from django import template
from django.urls import translate_url

register = template.Library()


@register.simple_tag(takes_context=True)
def in_language(context: dict[str, Any], code: str) -> str:
    """Return the address of this very page in the language `code`, query string included."""
    request = context.get("request")
    return translate_url(request.get_full_path(), code) if request else "/"
