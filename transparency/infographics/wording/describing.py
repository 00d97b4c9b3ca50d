"""A whole card in words."""

from django.conf import settings
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from ogp_portal.foundation import money
from ogp_portal.foundation.runtime import example
from transparency.infographics.cards import LEVELS, Card, Kind, Layout
from transparency.infographics.wording.facts import facts
from transparency.infographics.wording.headings import figure_words, state_words
from transparency.infographics.wording.words import (
    COLOURS,
    LEVEL_COLOURS,
    STEP_WORDS,
    Bar,
    Words,
    day_words,
    level_word,
)


def describe(card: Card) -> Words:
    """Return a card in words."""
    state, mark = state_words(card)
    figure, counted = figure_words(card)
    who = _who(card)
    lines = tuple(line for line in facts(card) if line)
    parts = (card.title, state, f"{figure} {counted}".strip(), *lines, who)
    return Words(
        state,
        COLOURS.get(card.layout, settings.PORTAL_COLOR),
        mark,
        figure,
        counted,
        who,
        lines,
        _bars(card),
        _foot(card),
        ". ".join(part.rstrip(".") for part in parts if part) + ".",
    )


def plain_text(card: Card) -> str:
    """Return everything a picture says as plain text, for whoever reads it aloud or copies it."""
    words = describe(card)
    steps = (
        [
            f"- {title} · {STEP_WORDS[state]()} · {day_words(day)}"
            for title, state, day in card.steps
        ]
        if card.kind == Kind.COMMITMENT
        else []
    )
    bars = [f"- {bar.label}: {bar.text}" for bar in words.bars]
    parts = [
        *([example.NOTICE, ""] if settings.IS_EXAMPLE else []),
        card.title,
        card.context,
        "",
        words.state,
        f"{words.figure} {words.figure_words}".strip(),
        *words.lines,
        words.who,
        "",
        card.sentence,
        "",
        *steps,
        *bars,
        "",
        *words.foot,
        f"{settings.PORTAL_URL}{card.path}",
    ]
    text = "\n".join(parts)
    while "\n\n\n" in text:
        text = text.replace("\n\n\n", "\n\n")
    return text.strip() + "\n"


def _who(card: Card) -> str:
    """Return who answers for it."""
    if card.kind == Kind.SHEET:
        return ""
    if card.kind != Kind.COMMITMENT:
        return card.owner
    if not card.owner:
        return _("Responde: por definir")
    return _("Responde: %(name)s") % {"name": card.owner}


def _bars(card: Card) -> tuple[Bar, ...]:
    """Return the bars of a picture that counts things by level, or money by account."""
    return _amount_bars(card) if card.kind == Kind.SHEET else _level_bars(card)


def _amount_bars(card: Card) -> tuple[Bar, ...]:
    """Return a bar for each account of a sheet."""
    most = max((int(accrued) for _label, _current, accrued in card.steps), default=0) or 1
    return tuple(
        Bar(
            label,
            money.percent(money.share(int(accrued), int(current))),
            max(int(accrued), 0) / most,
            settings.PORTAL_COLOR,
        )
        for label, current, accrued in card.steps
    )


def _level_bars(card: Card) -> tuple[Bar, ...]:
    """Return a bar for each level that something is at."""
    most = max(card.levels, default=0) or 1
    return tuple(
        Bar(
            level_word(level, is_claimed=card.layout == Layout.TOLD),
            number_format(count, force_grouping=True),
            count / most,
            LEVEL_COLOURS[level],
        )
        for level, count in zip(LEVELS, card.levels, strict=False)
        if count
    )


def _foot(card: Card) -> tuple[str, ...]:
    """Return source and cut-off: what makes it an account and not an advertisement."""
    source = (
        _("Fuente: %(source)s.") % {"source": card.source}
        if card.source
        else _("Fuente: los registros del portal.")
    )
    return source, _("Datos al %(day)s.") % {"day": day_words(card.cut_off_on)}
