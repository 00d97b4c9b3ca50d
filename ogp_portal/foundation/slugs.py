"""Addresses derived from titles."""

from collections.abc import Callable

from django.utils.text import slugify


def free_slug(title: str, *, longest: int, is_taken: Callable[[str], bool], nameless: str) -> str:
    """Return the address of `title`, of at most `longest` letters, with a number where another row
    has it; `nameless` where the title leaves none.
    """
    base = slugify(title)[:longest].strip("-") or nameless
    slug, number = base, 1
    while is_taken(slug):
        number += 1
        end = f"-{number}"
        slug = f"{base[: longest - len(end)].rstrip('-')}{end}"
    return slug
