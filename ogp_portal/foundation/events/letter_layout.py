"""Letters in words: every kind is written once, in named parts, and goes through one layout that
makes its plain text and its HTML of the same parts.

A kind is `templates/mail/NAME.txt`, nothing but Django blocks: `subject`, `happened` and `why` (why
one receives it) always; where they apply `code` (to be typed), `follows` (what one does now),
`button` and `address` (the one thing to press), `also` (another address), `choice` and
`choice_address` (how to receive less). A list comes as `sections` in the context. What somebody
wrote is text in both forms and can make no button; nothing is asked from any server.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.template import Context, Engine
from django.template.loader_tags import BlockNode

from ogp_portal.foundation import branding
from ogp_portal.foundation.sentences import Sentence

PARTS = (
    "subject",
    "happened",
    "code",
    "follows",
    "button",
    "address",
    "also",
    "why",
    "choice",
    "choice_address",
)
PROSE = ("happened", "follows", "also")
ALWAYS = ("subject", "happened", "why")
LONGEST_SUBJECT = 200
EMPTY_LINES = re.compile(r"\n[ \t]*(?:\n[ \t]*)+\n")
AROUND_LINES = re.compile(r"[ \t]*\n[ \t]*")


@dataclass(frozen=True)
class Section:
    """One thing of a letter that tells of several: its title, its page, and what is said of it."""

    title: Sentence
    address: str = ""
    lines: Sequence[Sentence] = ()


@dataclass(frozen=True)
class Words:
    """What a letter says: its subject, its plain text and its HTML."""

    subject: str
    text: str
    html: str


def put_in_words(
    template: str, context: Mapping[str, object], *, leave: str = "", leaves_all: bool = False
) -> Words:
    """Return a letter of the kind `template`, in the language that is active. `leave` is the
    address by which no more of them come, or no letter at all where it `leaves_all`.
    """
    facts = {
        **context,
        "portal_url": settings.PORTAL_URL,
        "portal_name": settings.PORTAL_NAME,
        "portal_owner": settings.PORTAL_OWNER,
        "portal_contact": settings.PORTAL_CONTACT,
    }
    letter = {
        **facts,
        "sections": context.get("sections", ()),
        "leave": leave,
        "leaves_all": leaves_all,
        "is_example": settings.IS_EXAMPLE,
        "colour": settings.PORTAL_COLOR,
        "colour_on_dark": branding.readable_on(settings.PORTAL_COLOR, branding.DARK_PAPER),
        "deep": settings.PORTAL_COLOR_DEEP,
        **_parts(template, facts),
    }
    engine = Engine.get_default()
    text = engine.get_template("mail/letter.txt").render(Context(letter, autoescape=False))
    paragraphs = {name: str(letter[name]).split("\n\n") for name in PROSE if letter[name]}
    html = engine.get_template("mail/letter.html").render(
        Context({**letter, **dict.fromkeys(PROSE, ()), **paragraphs})
    )
    return Words(str(letter["subject"]), f"{_tidy(text)}\n", html)


def _parts(template: str, facts: Mapping[str, object]) -> dict[str, str]:
    """Return the parts of a kind of letter as text, those that it has not empty. Raises ValueError
    for one that lacks a part that every letter has.
    """
    file = Engine.get_default().get_template(f"mail/{template}.txt")
    context = Context(dict(facts), autoescape=False)
    with context.render_context.push_state(file), context.bind_template(file):
        parts = {
            block.name: _tidy(block.render(context))
            for block in file.nodelist.get_nodes_by_type(BlockNode)
            if isinstance(block, BlockNode)
        }
    missing = [name for name in ALWAYS if not parts.get(name)]
    if missing:
        message = f"mail/{template}.txt says nothing in {', '.join(missing)}"
        raise ValueError(message)
    parts["subject"] = " ".join(parts["subject"].split())[:LONGEST_SUBJECT]
    return {name: parts.get(name, "") for name in PARTS}


def _tidy(text: str) -> str:
    """Return text without spaces around its lines, nor more than one empty line in a row."""
    return AROUND_LINES.sub("\n", EMPTY_LINES.sub("\n\n", text)).strip()
