"""A finding in plain words: what was expected, what was found, by how much.

In the language of whoever asks.
"""

from decimal import Decimal

from django.utils.dates import MONTHS
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ogp_portal.foundation import money
from transparency.budgets.models import Finding
from transparency.budgets.states import Measure, Side

RECEIVED = gettext_lazy("percibido")


def measure(name: str, *, side: str = Side.EXPENSE) -> str:
    """Return a measure in words."""
    if side == Side.INCOME and name == Measure.PAID:
        return str(RECEIVED)
    return str(Measure(name).label) if name in Measure.values else name


def sentence(finding: Finding) -> str:
    """Return what a finding says, whole."""
    difference = money.whole(int(finding.difference_clp))
    where = (
        _("la cuenta %(account)s") % {"account": finding.account}
        if finding.account
        else _("la ficha entera")
    )
    about = {
        "place": where,
        "difference": difference,
        "measure": measure(finding.measure, side=finding.period.side),
        "expected": _figure(finding, finding.expected),
        "found": _figure(finding, finding.found),
        "when": finding.period.when,
        "before": finding.against.when if finding.against else "",
    }
    words = str(SENTENCES[_kind(finding)]) % about
    return words[:1].upper() + words[1:]


def _kind(finding: Finding) -> str:
    """Return which of the sentences says a finding."""
    if finding.rule == Finding.Rule.R1 and finding.expected is None:
        return "R1-none"
    if finding.rule in {Finding.Rule.R5, Finding.Rule.R6}:
        return f"{finding.rule}-{finding.measure}"
    return finding.rule


def _figure(finding: Finding, value: Decimal | None) -> str:
    """Return a figure of a finding in its unit."""
    if value is None:
        return _("ninguno")
    if finding.unit == "%":
        plain = value.normalize()
        return money.percent(plain.quantize(Decimal(1)) if plain == plain.to_integral() else plain)
    if finding.unit == "CLP":
        return money.whole(int(value))
    if finding.rule == Finding.Rule.R7:
        return str(MONTHS[int(value)])
    return number_format(int(value), use_l10n=True)


SENTENCES = {
    "R1": gettext_lazy(
        "En %(place)s la fuente publica %(found)s, y sus propias cifras dan %(expected)s. La "
        "diferencia equivale a %(difference)s."
    ),
    "R1-none": gettext_lazy(
        "En %(place)s la fuente publica %(found)s, pero no hay presupuesto con qué calcular "
        "un porcentaje. Se ejecutaron %(difference)s."
    ),
    "R2": gettext_lazy(
        "La fuente publica un total de %(found)s en %(measure)s, y sus líneas suman "
        "%(expected)s: una diferencia de %(difference)s."
    ),
    "R3": gettext_lazy(
        "En %(place)s se ejecutaron %(found)s con un presupuesto vigente de %(expected)s: "
        "%(difference)s de más."
    ),
    "R4": gettext_lazy(
        "En %(place)s lo %(measure)s acumulado bajó de %(expected)s (%(before)s) a %(found)s "
        "(%(when)s): %(difference)s menos. Una cifra acumulada solo baja si algo se anuló o "
        "se corrigió."
    ),
    "R5-committed": gettext_lazy(
        "En %(place)s lo devengado (%(found)s) es más que lo comprometido (%(expected)s): "
        "%(difference)s de diferencia."
    ),
    "R5-accrued": gettext_lazy(
        "En %(place)s lo pagado o percibido (%(found)s) es más que lo devengado "
        "(%(expected)s): %(difference)s de diferencia."
    ),
    "R6-repeated": gettext_lazy(
        "%(place)s aparece %(found)s veces y debería estar una sola vez. Entre todas suman "
        "%(difference)s."
    ),
    "R6-unknown": gettext_lazy(
        "El subtítulo de %(place)s no existe en el clasificador de ese año. Tiene %(difference)s."
    ),
    "R6-vanished": gettext_lazy(
        "%(place)s estaba en %(before)s con %(difference)s y ya no aparece en %(when)s."
    ),
    "R7": gettext_lazy(
        "Falta el mes de %(expected)s: hay cuentas publicadas de meses posteriores del mismo año."
    ),
    "R8": gettext_lazy(
        "Los porcentajes de la ficha no siguen una sola regla: unos solo se explican "
        "redondeando y otros solo cortando decimales. Los de la regla menos usada son "
        "%(found)s. No cambia ninguna cuenta."
    ),
}
