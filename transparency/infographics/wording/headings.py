"""The words of a card's state, and the one figure that matters."""

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commitments.plans.states import PLAN
from forums.sessions.states import SESSION
from ogp_portal.foundation import money
from transparency.infographics.cards import Card, Kind, Layout
from transparency.infographics.wording.words import level_word, month_words


def state_words(card: Card) -> tuple[str, str]:
    """Return the words of the state and the mark that stands beside them."""
    if card.kind == Kind.COMMITMENT:
        return _of_commitment(card), card.claimed if card.layout == Layout.TOLD else card.level
    if card.kind == Kind.PLAN:
        return _of_plan(card), ""
    if card.kind == Kind.MONTH:
        return _("Informe de %(month)s") % {"month": month_words(card.day)}, ""
    if card.kind == Kind.SESSION:
        return _("Sesión %(state)s") % {"state": SESSION.names[card.layout].label}, ""
    when = month_words(card.day) if card.day else str(card.done)
    words = _("Ingresos a %(when)s") if card.progress else _("Presupuesto a %(when)s")
    return words % {"when": when}, ""


def _of_commitment(card: Card) -> str:
    if card.layout == Layout.TOLD:
        if not card.claimed:
            return _("Sin dato de cumplimiento en su fuente")
        return _("Según el gobierno: %(level)s") % {"level": level_word(card.claimed)}
    words = {
        Layout.COMPLETE: _("Cumplido"),
        Layout.UNDER_WAY: _("En marcha"),
        Layout.LATE: _("Atrasado"),
        Layout.PROMISED: _("Prometido, aún sin empezar"),
        Layout.WITHDRAWN: _("Retirado"),
        Layout.UNFULFILLED: _("Cerrado sin cumplirse por completo"),
        Layout.PROPOSED: _("Propuesto: aún no es un compromiso"),
    }
    return words[Layout(card.layout)]


def _of_plan(card: Card) -> str:
    if card.layout == Layout.TOLD:
        return _("Plan histórico")
    return str(PLAN.names[card.layout].label).capitalize()


def figure_words(card: Card) -> tuple[str, str]:
    """Return the one figure that matters and what it counts."""
    if card.kind == Kind.SESSION:
        return _seats(card.figures[0])
    if card.kind == Kind.SHEET:
        share = money.share(card.figures[0], card.figures[1])
        counted = _("recibido de lo previsto") if card.progress else _("ejecutado")
        return money.percent(share), counted
    if not card.total:
        return "", ""
    figure = _("%(done)s de %(all)s") % {
        "done": number_format(card.done, force_grouping=True),
        "all": number_format(card.total, force_grouping=True),
    }
    if card.kind != Kind.PLAN:
        return figure, ngettext("hito cumplido", "hitos cumplidos", card.total)
    is_told = card.layout == Layout.TOLD
    return figure, _("cumplidos según el gobierno") if is_told else _("compromisos completos")


def _seats(present: int) -> tuple[str, str]:
    """Return how many seats were present at a session."""
    if not present:
        return "", ""
    return (
        number_format(present, force_grouping=True),
        ngettext("asiento presente", "asientos presentes", present),
    )
