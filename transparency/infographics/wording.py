"""A card in words, in the language in force: its state, its figure, who answers, the text
alternative and the plain text. Values in, values out.
"""

import datetime
from dataclasses import dataclass

from django.conf import settings
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commitments.plans.states import PLAN, Level
from forums.sessions.states import SESSION
from ogp_portal.foundation import branding, money
from transparency.infographics.cards import LEVELS, Card

LEVEL_COLOURS = {  # as static/css/portal/tokens.css writes them for light paper
    "": "#5d6470",
    "not_started": "#5d6470",
    "limited": "#a04b06",
    "substantial": "#0b6478",
    "complete": "#116a32",
}
COLOURS = {
    "complete": LEVEL_COLOURS["complete"],
    "under_way": LEVEL_COLOURS["substantial"],
    "late": branding.CORAL,
    "unfulfilled": branding.CORAL,
    "withdrawn": branding.SOFT,
    "promised": LEVEL_COLOURS[""],
    "proposed": LEVEL_COLOURS[""],
    "told": branding.SOFT,
}


@dataclass(frozen=True)
class Bar:
    """A row of bars: its name, the words at its end, how much of the longest, its colour."""

    label: str
    text: str
    fraction: float
    colour: str


@dataclass(frozen=True)
class Words:
    """What is written on a picture. `lines` are the facts below the promise, one each."""

    state: str
    colour: str
    mark: str
    figure: str
    figure_words: str
    who: str
    lines: tuple[str, ...]
    bars: tuple[Bar, ...]
    foot: tuple[str, ...]
    alternative: str


def say(card: Card) -> Words:
    """Return a card in words."""
    state, mark = _state(card)
    figure, figure_words = _figure(card)
    who = (
        _("Responde: %(name)s") % {"name": card.owner}
        if card.kind == "commitment" and card.owner
        else _("Responde: por definir")
        if card.kind == "commitment"
        else ""
        if card.kind == "sheet"
        else card.owner
    )
    colour = COLOURS.get(card.layout, settings.PORTAL_COLOR)
    lines = tuple(line for line in _lines(card) if line)
    told = [state, f"{figure} {figure_words}".strip(), *lines, who]
    return Words(
        state,
        colour,
        mark,
        figure,
        figure_words,
        who,
        lines,
        _bars(card),
        _foot(card),
        ". ".join(part.rstrip(".") for part in (card.title, *told) if part) + ".",
    )


def plain(card: Card) -> str:
    """Return everything a picture says as plain text, for whoever reads it aloud or copies it."""
    words = say(card)
    steps = (
        [f"- {title} · {STEP_WORDS[state]()} · {_day(day)}" for title, state, day in card.steps]
        if card.kind == "commitment"
        else []
    )
    bars = [f"- {bar.label}: {bar.text}" for bar in words.bars]
    parts = [
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


STEP_WORDS = {
    "complete": lambda: _("cumplido el"),
    "late": lambda: _("atrasado, vencía el"),
    "in_progress": lambda: _("en curso, vence el"),
    "not_started": lambda: _("por iniciar, vence el"),
}


def _day(day: str) -> str:
    return date_format(datetime.date.fromisoformat(day), "DATE_FORMAT") if day else ""


def level_word(level: str, *, is_claimed: bool = False) -> str:
    """Return the word of a level of completion; of none, what is lacking: milestones, or the
    source's word.
    """
    return (
        str(Level(level).label)
        if level
        else _("Sin dato en su fuente")
        if is_claimed
        else _("Sin hitos registrados")
    )


def _state(card: Card) -> tuple[str, str]:
    """Return the words of the state and the mark that stands beside them."""
    if card.kind == "commitment":
        told = (
            _("Según el gobierno: %(level)s") % {"level": level_word(card.claimed)}
            if card.claimed
            else _("Sin dato de cumplimiento en su fuente")
        )
        words = {
            "complete": _("Cumplido"),
            "under_way": _("En marcha"),
            "late": _("Atrasado"),
            "promised": _("Prometido, aún sin empezar"),
            "withdrawn": _("Retirado"),
            "unfulfilled": _("Cerrado sin cumplirse por completo"),
            "proposed": _("Propuesto: aún no es un compromiso"),
            "told": told,
        }
        return words[card.layout], card.claimed if card.layout == "told" else card.level
    if card.kind == "plan":
        return (
            _("Plan histórico")
            if card.layout == "told"
            else str(PLAN.names[card.layout].label).capitalize()
        ), ""
    if card.kind == "month":
        return _("Informe de %(month)s") % {
            "month": date_format(datetime.date.fromisoformat(card.day), "YEAR_MONTH_FORMAT")
        }, ""
    if card.kind == "session":
        return _("Sesión %(state)s") % {"state": SESSION.names[card.layout].label}, ""
    when = (
        date_format(datetime.date.fromisoformat(card.day), "YEAR_MONTH_FORMAT")
        if card.day
        else str(card.done)
    )
    return (_("Ingresos a %(when)s") if card.progress else _("Presupuesto a %(when)s")) % {
        "when": when
    }, ""


def _figure(card: Card) -> tuple[str, str]:
    """Return the one figure that matters and what it counts."""
    if card.kind == "session":
        return (
            (
                number_format(card.figures[0], force_grouping=True),
                ngettext("asiento presente", "asientos presentes", card.figures[0]),
            )
            if card.figures[0]
            else ("", "")
        )
    if card.kind == "sheet":
        share = money.share(card.figures[0], card.figures[1])
        return money.percent(share), _("ejecutado") if not card.progress else _(
            "recibido de lo previsto"
        )
    of = _("%(done)s de %(all)s") % {
        "done": number_format(card.done, force_grouping=True),
        "all": number_format(card.total, force_grouping=True),
    }
    if not card.total:
        return "", ""
    if card.kind == "plan":
        return of, _("cumplidos según el gobierno") if card.layout == "told" else _(
            "compromisos completos"
        )
    return of, ngettext("hito cumplido", "hitos cumplidos", card.total)


def _lines(card: Card) -> list[str]:
    """Return the facts below the promise."""
    return {
        "commitment": _of_commitment,
        "plan": _of_plan,
        "month": _of_month,
        "session": _of_session,
        "sheet": _of_sheet,
    }[card.kind](card)


def _of_commitment(card: Card) -> list[str]:
    late = _("Debía estar el %(day)s.") % {"day": _day(card.late_since)} if card.late_since else ""
    due = (
        _("Próximo plazo: %(day)s.") % {"day": _day(card.day)}
        if card.day and card.layout in {"promised", "under_way"}
        else ""
    )
    moved = _times_moved(card.moved) if card.moved else ""
    reason = _("Motivo: %(reason)s") % {"reason": card.reason} if card.reason else ""
    without = (
        _("Sin hitos registrados: no se calcula un porcentaje.")
        if not card.total and card.layout != "proposed"
        else ""
    )
    return [late, due, moved, reason, without]


def _times_moved(times: int) -> str:
    return ngettext(
        "Sus fechas se movieron %(n)s vez.", "Sus fechas se movieron %(n)s veces.", times
    ) % {"n": times}


def _of_plan(card: Card) -> list[str]:
    proposed, late = card.figures
    return [
        ngettext("%(n)s compromiso propuesto.", "%(n)s compromisos propuestos.", proposed)
        % {"n": proposed}
        if proposed
        else "",
        ngettext("%(n)s con hitos atrasados.", "%(n)s con hitos atrasados.", late) % {"n": late}
        if late
        else "",
        _times_moved(card.moved) if card.moved else "",
    ]


def _of_month(card: Card) -> list[str]:
    finished, late, moved, silent, registered = card.figures
    return [
        ngettext("%(n)s compromiso registrado.", "%(n)s compromisos registrados.", registered)
        % {"n": registered},
        ngettext(
            "%(n)s hito se cumplió en el mes.", "%(n)s hitos se cumplieron en el mes.", finished
        )
        % {"n": finished}
        if card.total
        else "",
        ngettext("%(n)s hito atrasado.", "%(n)s hitos atrasados.", late) % {"n": late}
        if card.total
        else "",
        ngettext("%(n)s fecha se movió.", "%(n)s fechas se movieron.", moved) % {"n": moved}
        if moved
        else "",
        ngettext("%(n)s compromiso no informado.", "%(n)s compromisos no informados.", silent)
        % {"n": silent}
        if silent
        else "",
    ]


def _of_session(card: Card) -> list[str]:
    agreements = card.figures[1]
    return [
        _day(card.day).capitalize(),
        ngettext("%(n)s acuerdo.", "%(n)s acuerdos.", agreements) % {"n": agreements}
        if agreements
        else "",
        _("Motivo: %(reason)s") % {"reason": card.reason} if card.reason else "",
    ]


def _of_sheet(card: Card) -> list[str]:
    accrued, current, findings = card.figures
    differences = ngettext(
        "%(n)s diferencia al hacer de nuevo las sumas.",
        "%(n)s diferencias al hacer de nuevo las sumas.",
        findings,
    )
    return [
        _("%(accrued)s de %(current)s")
        % {"accrued": money.readable(accrued), "current": money.readable(current)},
        differences % {"n": findings} if findings else "",
    ]


def _bars(card: Card) -> tuple[Bar, ...]:
    """Return the bars of a picture that counts things by level, or money by account."""
    if card.kind == "sheet":
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
    most = max(card.levels, default=0) or 1
    rows = zip(LEVELS, card.levels, strict=False)
    return tuple(
        Bar(
            level_word(level, is_claimed=card.layout == "told"),
            number_format(count, force_grouping=True),
            count / most,
            LEVEL_COLOURS[level],
        )
        for level, count in rows
        if count
    )


def _foot(card: Card) -> tuple[str, ...]:
    """Return source and cut-off: what makes it an account and not an advertisement."""
    source = (
        _("Fuente: %(source)s.") % {"source": card.source}
        if card.source
        else _("Fuente: los registros del portal.")
    )
    return source, _("Datos al %(day)s.") % {"day": _day(card.cut_off_on)}
