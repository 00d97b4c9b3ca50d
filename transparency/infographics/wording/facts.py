"""The facts below the promise, one line each."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ogp_portal.foundation import money
from transparency.infographics.cards import Card, Kind, Layout
from transparency.infographics.wording.words import day_words


def facts(card: Card) -> list[str]:
    """Return the facts of a card, "" for those that it has not."""
    return {
        Kind.COMMITMENT: _of_commitment,
        Kind.PLAN: _of_plan,
        Kind.MONTH: _of_month,
        Kind.SESSION: _of_session,
        Kind.SHEET: _of_sheet,
    }[Kind(card.kind)](card)


def _of_commitment(card: Card) -> list[str]:
    is_waited_for = card.layout in {Layout.PROMISED, Layout.UNDER_WAY}
    late = day_words(card.late_since)
    due = day_words(card.day) if is_waited_for else ""
    is_without_milestones = not card.total and card.layout != Layout.PROPOSED
    return [
        _("Debía estar el %(day)s.") % {"day": late} if late else "",
        _("Próximo plazo: %(day)s.") % {"day": due} if due else "",
        _times_moved(card.moved) if card.moved else "",
        _("Motivo: %(reason)s") % {"reason": card.reason} if card.reason else "",
        _("Sin hitos registrados: no se calcula un porcentaje.") if is_without_milestones else "",
    ]


def _times_moved(times: int) -> str:
    return ngettext(
        "Sus fechas se movieron %(n)s vez.", "Sus fechas se movieron %(n)s veces.", times
    ) % {"n": times}


def _of_plan(card: Card) -> list[str]:
    proposed, late = card.figures
    proposals = ngettext("%(n)s compromiso propuesto.", "%(n)s compromisos propuestos.", proposed)
    with_late = ngettext("%(n)s con hitos atrasados.", "%(n)s con hitos atrasados.", late)
    return [
        proposals % {"n": proposed} if proposed else "",
        with_late % {"n": late} if late else "",
        _times_moved(card.moved) if card.moved else "",
    ]


def _of_month(card: Card) -> list[str]:
    finished, late, moved, silent, registered = card.figures
    has_milestones = bool(card.total)
    return [
        ngettext("%(n)s compromiso registrado.", "%(n)s compromisos registrados.", registered)
        % {"n": registered},
        ngettext(
            "%(n)s hito se cumplió en el mes.", "%(n)s hitos se cumplieron en el mes.", finished
        )
        % {"n": finished}
        if has_milestones
        else "",
        ngettext("%(n)s hito atrasado.", "%(n)s hitos atrasados.", late) % {"n": late}
        if has_milestones
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
        day_words(card.day).capitalize(),
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
