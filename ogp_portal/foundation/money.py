"""Pesos and percentages as people read them in Chile: $2.000, M$12.693.714 (thousands), MM$12.694
(millions), 94,91 %.

Amounts are whole pesos everywhere; only what is shown is in thousands or millions, rounded half up.
"""

from decimal import ROUND_HALF_UP, Decimal

from django.utils.formats import number_format

THOUSAND, MILLION = 1_000, 1_000_000
MINUS = "−"


def pesos(clp: int) -> str:
    """Return an amount to the peso: $12.693.714.000."""
    return _signed(clp, "$", clp)


def thousands(clp: int) -> str:
    """Return an amount in thousands of pesos: M$12.693.714."""
    return _signed(clp, "M$", _units(clp, THOUSAND))


def millions(clp: int) -> str:
    """Return an amount in millions of pesos: MM$12.694."""
    return _signed(clp, "MM$", _units(clp, MILLION))


def readable(clp: int) -> str:
    """Return an amount in the largest unit in which three figures of it are still seen: millions,
    thousands or pesos.
    """
    size = abs(clp)
    return (
        millions(clp)
        if size >= 100 * MILLION
        else thousands(clp)
        if size >= 100 * THOUSAND
        else pesos(clp)
    )


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
    return (
        "—"
        if value is None
        else f"{number_format(value, use_l10n=True, force_grouping=True)}\u00a0%"
    )


def _units(clp: int, unit: int) -> int:
    return int((Decimal(clp) / unit).quantize(Decimal(1), rounding=ROUND_HALF_UP))


def _signed(clp: int, sign: str, value: int) -> str:
    figure = number_format(abs(value), use_l10n=True, force_grouping=True)
    return f"{MINUS if clp < 0 else ''}{sign}{figure}"
