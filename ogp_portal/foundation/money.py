"""Amounts and percentages as people read them: whole units of the currency, thousands, millions.

The setting MONEY_SIGNS says what stands before each ("$", "M$" and "MM$": $2.000, M$12.693.714,
MM$12.694); separators are those of the reader's language. Amounts are whole units everywhere; only
what is shown is in thousands or millions, rounded half up.
"""

from decimal import ROUND_HALF_UP, Decimal

from django.conf import settings
from django.core import checks
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from ogp_portal.foundation import numbers

THOUSAND, MILLION = 1_000, 1_000_000


def whole(amount: int) -> str:
    """Return an amount to the unit: $12.693.714.000."""
    return _signed(settings.MONEY_SIGNS[0], amount)


def thousands(amount: int) -> str:
    """Return an amount in thousands: M$12.693.714."""
    return _signed(settings.MONEY_SIGNS[1], _units(amount, THOUSAND))


def millions(amount: int) -> str:
    """Return an amount in millions: MM$12.694."""
    return _signed(settings.MONEY_SIGNS[2], _units(amount, MILLION))


def readable(amount: int) -> str:
    """Return an amount in the largest unit in which three figures of it are still seen: millions,
    thousands or whole units.
    """
    size = abs(amount)
    if size >= 100 * MILLION:
        return millions(amount)
    return thousands(amount) if size >= 100 * THOUSAND else whole(amount)


def understood(text: str) -> str:
    """Return how an amount that somebody writes is read, or what of it is not understood; "" where
    nothing is written.
    """
    amount, sentence = numbers.read(text)
    if sentence:
        return f"{capfirst(sentence)}."
    if amount is None:
        return ""
    words = {"amount": whole(amount), "readable": readable(amount)}
    if words["amount"] == words["readable"]:
        return _("Se lee %(amount)s.") % words
    return _("Se lee %(amount)s, esto es %(readable)s.") % words


def check_money_signs(app_configs: object, **_options: object) -> list[checks.CheckMessage]:
    """Refuse signs that are not three: an amount in millions would be shown as something else."""
    if len(settings.MONEY_SIGNS) == 3:
        return []
    return [
        checks.Error(
            f"MONEY_SIGNS={','.join(settings.MONEY_SIGNS)!r}: write three between commas, before "
            f"whole units, thousands and millions, as $,M$,MM$.",
            id="portal.E005",
        )
    ]


def share(part: int, whole: int, *, digits: int = 2) -> Decimal | None:
    """Return `part` of `whole` in percent, rounded half up to `digits` decimals;

    None when there is no whole.
    """
    if not whole:
        return None
    return (Decimal(part) * 100 / Decimal(whole)).quantize(
        Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP
    )


def percent(value: Decimal | None) -> str:
    """Return a percentage with its own decimals, its sign never parted from it: 94,91 %; a dash
    when there is none.
    """
    return "—" if value is None else f"{numbers.write(value)}\u00a0%"


def _units(amount: int, unit: int) -> int:
    return int((Decimal(amount) / unit).quantize(Decimal(1), rounding=ROUND_HALF_UP))


def _signed(sign: str, value: int) -> str:
    minus = numbers.MINUS if value < 0 else ""
    return f"{minus}{sign}{numbers.write(abs(value))}"
