"""Files of accounts, read and checked before anything is written: what each holds, and what the
portal already has of it.
"""

import datetime
import enum
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commitments.organizations.models import Organization
from ogp_portal.foundation import numbers
from ogp_portal.foundation.refusals import Refusal
from transparency.budgets import reading
from transparency.budgets.models import BudgetPeriod, BudgetProgram
from transparency.budgets.reading import Balance, Mapping, Problem
from transparency.budgets.states import Measure, PeriodState

CODE = re.compile(r"[0-9A-Za-z-]{0,10}")
LONGEST_FILE_NAME = 200
PREFIXES = (
    "ilustre_municipalidad_de_",
    "i_municipalidad_de_",
    "municipalidad_de_",
    "gobierno_regional_de_",
    "gobierno_regional_",
    "gobierno_de_",
)
When = tuple[str, int, int | None]  # side, year, month


class Result(enum.StrEnum):
    """What became of a file."""

    LOADED = "loaded"
    CORRECTED = "corrected"
    SAME = "same"
    REFUSED = "refused"


@dataclass
class Outcome:
    """What became of a file, with its sentence, its period and its problems."""

    file_name: str
    state: Result
    sentence: str
    period: BudgetPeriod | None = None
    problems: list[Problem] = field(default_factory=list)
    balance: Balance | None = None


@dataclass
class BudgetFile:
    """A file that may be written."""

    name: str
    content: bytes
    sha256: str
    balance: Balance

    @property
    def when(self) -> When:
        """Return which side and period it is of."""
        return self.balance.side, self.balance.year, self.balance.month

    @classmethod
    def read(
        cls, content: bytes, *, name: str, organization: Organization, mapping: Mapping | None
    ) -> "BudgetFile":
        """Return a file with its balance, which may still have problems.

        Raises Refusal where it is no balance, or not one of `organization` for a period begun.
        """
        balance = reading.read(content, file_name=name, mapping=mapping)
        if datetime.date(balance.year, balance.month or 12, 1) > timezone.localdate():
            raise Refusal(
                _("Las cuentas son de un período que aún no empieza: revise la fecha."),
                field="file",
            )
        _refuse_strangers(balance, organization)
        for measure, values in balance.measures.items():
            if not balance.problems and abs(sum(value or 0 for value in values)) > numbers.LARGEST:
                raise Refusal(
                    _("La suma de «%(name)s» es imposible de tan grande.")
                    % {"name": Measure(measure).label}
                )
        return cls(name[:LONGEST_FILE_NAME], content, hashlib.sha256(content).hexdigest(), balance)

    def refused(self) -> Outcome:
        """Return the outcome of a file with problems."""
        count = len(self.balance.problems)
        return Outcome(
            self.name,
            Result.REFUSED,
            gettext("no se cargó: %(count)s celdas o filas con errores") % {"count": count},
            problems=self.balance.problems[: reading.MOST_PROBLEMS],
            balance=self.balance,
        )


def _refuse_strangers(balance: Balance, organization: Organization) -> None:
    """Raise Refusal for accounts that name another institution."""
    ours = {
        reading.normalize(name)
        for name in (organization.name, organization.short_name, organization.slug)
        if name
    }
    if organization.territory_id and organization.territory:
        ours |= {reading.normalize(organization.territory.name), organization.territory.code}
    strangers = [
        name for name in balance.institutions if not _is_ours(reading.normalize(name), ours)
    ]
    if strangers:
        raise Refusal(
            _(
                "El archivo es de otra institución: dice «%(theirs)s» y se está cargando en "
                "%(ours)s."
            )
            % {"theirs": strangers[0][:80], "ours": organization},
            field="file",
        )


def _is_ours(theirs: str, ours: set[str]) -> bool:
    """Say whether a name is ours, with or without "municipalidad de" or the like before it."""
    return theirs in ours or any(
        theirs.removeprefix(prefix) in {name.removeprefix(prefix) for name in ours}
        for prefix in PREFIXES
    )


def check_code(code: str) -> None:
    """Raise Refusal for a programme's code that is none: letters, digits and hyphens,
    ten at most.
    """
    if not CODE.fullmatch(code):
        raise Refusal(
            _("El código del programa son hasta diez letras, números o guiones."),
            field="program_code",
        )


@dataclass
class Existing:
    """What the portal has of some files: periods made of the same bytes, and those that stand for
    the same months.
    """

    same: dict[str, list[BudgetPeriod]]
    standing: dict[When, BudgetPeriod]
    program: BudgetProgram | None

    @classmethod
    def of(cls, files: Sequence[BudgetFile], *, program: BudgetProgram | None) -> "Existing":
        """Ask the database once for all the files."""
        same: dict[str, list[BudgetPeriod]] = {}
        rows = BudgetPeriod.objects.filter(
            sha256__in=[file.sha256 for file in files]
        ).select_related("program__organization")
        for period in rows.order_by("pk"):
            same.setdefault(period.sha256, []).append(period)
        current = (
            BudgetPeriod.objects.current().filter(
                program=program, year__in={file.balance.year for file in files}
            )
            if program
            else ()
        )
        standing = {(period.side, period.year, period.month): period for period in current}
        return cls(same, standing, program)

    def outcome(self, file: BudgetFile, *, organization: Organization) -> Outcome | None:
        """Return what became of a file whose very bytes were loaded before, None for a new one."""
        for period in self.same.get(file.sha256, ()):
            if period.program.organization_id != organization.pk:
                sentence = gettext("es de otra institución: ya está cargado en %(other)s") % {
                    "other": period.program.organization
                }
                return Outcome(file.name, Result.REFUSED, sentence)
            if self.program and period.program_id == self.program.pk:
                sentence = gettext("ya estaba cargado: nada cambia")
                if period.state != PeriodState.CURRENT:
                    sentence = gettext(
                        "ya estaba cargado y otro archivo lo reemplazó después: nada cambia"
                    )
                return Outcome(file.name, Result.SAME, sentence, period, balance=file.balance)
        return None
