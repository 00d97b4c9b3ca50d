"""Loading accounts from files: each file all or nothing, the same one twice changes nothing, a
corrected one stands beside what it replaces.

Files are read and checked first, many at a time written in one transaction: a statement for all
their lines, and the rules once per year.
"""

import datetime
import hashlib
import re
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commitments.organizations.models import Organization
from ogp_portal.foundation.events import journal
from ogp_portal.foundation.refusals import Refusal
from transparency.budgets import amounts, reading
from transparency.budgets.models import BudgetPeriod, BudgetProgram, Side
from transparency.budgets.reading import Balance, Mapping, Problem
from transparency.budgets.states import PERIOD
from transparency.budgets.workflow.checking import check_program
from transparency.budgets.workflow.registering import SUBTOTALS, register_program

BATCH = 36  # files written in one transaction: three years of a programme's months
COLUMNS = (
    "public_id",
    "period_id",
    "row_number",
    "code",
    "account",
    "name",
    "initial_clp",
    "current_clp",
    "committed_clp",
    "accrued_clp",
    "paid_clp",
    "published_pct",
)
CODE = re.compile(r"[0-9A-Za-z-]{0,10}")
When = tuple[str, int, int | None]
NAMES = """
    INSERT INTO transparency_budgetaccount (program_id, side, year, account, name, explanation, who_may_apply)
    SELECT %s, side, year, account, name, '', '' FROM unnest(%s::text[], %s::int[], %s::text[], %s::text[]) AS given (side, year, account, name)
    ON CONFLICT (program_id, side, year, account) DO UPDATE SET name = excluded.name
    WHERE transparency_budgetaccount.name <> excluded.name AND transparency_budgetaccount.explanation = ''"""


@dataclass
class Outcome:
    """What became of a file: `state` is loaded, corrected, same or refused, with its sentence, its
    period and its problems.
    """

    file_name: str
    state: str
    sentence: str
    period: BudgetPeriod | None = None
    problems: list[Problem] = field(default_factory=list)
    balance: Balance | None = None


@dataclass
class _Read:
    """A file that may be written."""

    file_name: str
    content: bytes
    sha256: str
    balance: Balance

    @property
    def when(self) -> When:
        """Return which side and period it is of."""
        return self.balance.side, self.balance.year, self.balance.month


def look(
    content: bytes,
    *,
    file_name: str,
    organization: Organization,
    program_code: str = "",
    mapping: Mapping | None = None,
) -> Outcome:
    """Return what loading a file would do; nothing is written."""
    try:
        check_code(program_code)
        read = _read(content, file_name=file_name, organization=organization, mapping=mapping)
    except Refusal as refusal:
        return Outcome(file_name, "refused", str(refusal))
    if read.balance.problems:
        return _wrong(read)
    program = BudgetProgram.objects.filter(organization=organization, code=program_code).first()
    held = _Held.of([read], program=program)
    known = held.known(read, organization=organization)
    if known:
        return known
    before = held.standing.get(read.when)
    sentence = (
        gettext("reemplaza a la edición %(edition)s, que queda a la vista")
        % {"edition": before.edition}
        if before
        else gettext("es nuevo")
    )
    return Outcome(file_name, "corrected" if before else "loaded", sentence, balance=read.balance)


def load_files(
    files: Sequence[tuple[str, bytes]],
    *,
    organization: Organization,
    role: str,
    program_code: str = "",
    mapping: Mapping | None = None,
) -> Iterator[Outcome]:
    """Load files of one institution's programme and yield what became of each, batch by batch.

    Refused files leave nothing behind.
    """
    for start in range(0, len(files), BATCH):
        yield from _load_batch(
            files[start : start + BATCH],
            organization=organization,
            role=role,
            program_code=program_code,
            mapping=mapping,
        )


def _load_batch(
    files: Sequence[tuple[str, bytes]],
    *,
    organization: Organization,
    role: str,
    program_code: str,
    mapping: Mapping | None,
) -> list[Outcome]:
    check_code(program_code)
    outcomes: list[Outcome | _Read] = []
    for file_name, content in files:
        try:
            read = _read(content, file_name=file_name, organization=organization, mapping=mapping)
            outcomes.append(_wrong(read) if read.balance.problems else read)
        except Refusal as refusal:
            outcomes.append(Outcome(file_name, "refused", str(refusal)))
    return _write(outcomes, organization=organization, role=role, program_code=program_code)


@transaction.atomic
def _write(
    outcomes: list[Outcome | _Read], *, organization: Organization, role: str, program_code: str
) -> list[Outcome]:
    """Write what was read, in its order; two files of one month in the same load are refused, since
    neither can be known to be the better.
    """
    Organization.objects.select_for_update().get(
        pk=organization.pk
    )  # one load of an institution at a time
    program = BudgetProgram.objects.filter(organization=organization, code=program_code).first()
    held = _Held.of([one for one in outcomes if isinstance(one, _Read)], program=program)
    done: list[Outcome] = []
    fresh: list[_Fresh] = []
    for one in outcomes:
        known = held.known(one, organization=organization) if isinstance(one, _Read) else one
        if known or not isinstance(one, _Read):
            done.append(known or one)  # type: ignore[arg-type] # what was refused when it was read
            continue
        if one.when in {other.read.when for other in fresh}:
            done.append(
                Outcome(
                    one.file_name,
                    "refused",
                    gettext(
                        "hay otro archivo del mismo mes en esta misma carga: deje solo el bueno"
                    ),
                )
            )
            continue
        program = program or _program(organization, code=program_code, role=role)
        before = held.standing.get(one.when)
        fresh.append(_Fresh(one, _period(program, one, before=before), before))
        sentence = (
            gettext("reemplaza a la edición anterior, que queda a la vista")
            if before
            else gettext("cargado")
        )
        done.append(
            Outcome(
                one.file_name,
                "corrected" if before else "loaded",
                sentence,
                fresh[-1].period,
                balance=one.balance,
            )
        )
    if program and fresh:
        _keep(program, fresh)
        for new in fresh:
            after = {
                "file": new.read.file_name,
                "sha256": new.read.sha256,
                "lines": new.period.lines_count,
                "edition": new.period.edition,
            }
            journal.record("import_budget", new.period, role=role, after=after)
        for year in sorted({new.period.year for new in fresh}):
            check_program(program, year=year)
    return done


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
class _Fresh:
    """A file that is being written: its period, and the one it replaces."""

    read: _Read
    period: BudgetPeriod
    before: BudgetPeriod | None


@dataclass
class _Held:
    """What the portal holds of some files: periods made of the same bytes, and those that stand for
    the same months.
    """

    same: dict[str, list[BudgetPeriod]]
    standing: dict[When, BudgetPeriod]
    program: BudgetProgram | None

    @classmethod
    def of(cls, files: Sequence[_Read], *, program: BudgetProgram | None) -> "_Held":
        """Ask the database once for all the files."""
        same: dict[str, list[BudgetPeriod]] = {}
        found = BudgetPeriod.objects.filter(
            sha256__in=[file.sha256 for file in files]
        ).select_related("program__organization")
        for period in found.order_by("pk"):
            same.setdefault(period.sha256, []).append(period)
        current = (
            BudgetPeriod.objects.current().filter(
                program=program, year__in={file.balance.year for file in files}
            )
            if program
            else ()
        )
        return cls(
            same, {(period.side, period.year, period.month): period for period in current}, program
        )

    def known(self, read: _Read, *, organization: Organization) -> Outcome | None:
        """Return what to say of a file whose very bytes were loaded before, None for a new one."""
        for period in self.same.get(read.sha256, ()):
            if period.program.organization_id != organization.pk:
                sentence = gettext("es de otra institución: ya está cargado en %(other)s") % {
                    "other": period.program.organization
                }
                return Outcome(read.file_name, "refused", sentence)
            if self.program and period.program_id == self.program.pk:
                sentence = gettext("ya estaba cargado: nada cambia")
                if period.state != "current":
                    sentence = gettext(
                        "ya estaba cargado y otro archivo lo reemplazó después: nada cambia"
                    )
                return Outcome(read.file_name, "same", sentence, period, balance=read.balance)
        return None


def _read(
    content: bytes, *, file_name: str, organization: Organization, mapping: Mapping | None
) -> _Read:
    balance = reading.read(content, file_name=file_name, mapping=mapping)
    if datetime.date(balance.year, balance.month or 12, 1) > timezone.localdate():
        raise Refusal(
            _("Las cuentas son de un período que aún no empieza: revise la fecha."), field="file"
        )
    names = {
        reading.fold(name)
        for name in (organization.name, organization.short_name, organization.slug)
        if name
    }
    if organization.territory_id and organization.territory:
        names |= {reading.fold(organization.territory.name), organization.territory.code}
    strangers = [
        name
        for name in balance.institutions
        if reading.fold(name) not in names and not _is_part(reading.fold(name), names)
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
    for name, values in balance.measures.items():
        if not balance.problems and abs(sum(value or 0 for value in values)) > amounts.LARGEST:
            raise Refusal(
                _("La suma de «%(name)s» es imposible de tan grande.")
                % {"name": reading.MEASURE_NAMES[name]}
            )
    return _Read(file_name[:200], content, hashlib.sha256(content).hexdigest(), balance)


def _is_part(theirs: str, ours: set[str]) -> bool:
    """Say whether a name is ours with "municipalidad de" or the like before it."""
    return any(
        theirs.removeprefix(before) in {name.removeprefix(before) for name in ours}
        for before in PREFIXES
    )


PREFIXES = (
    "ilustre_municipalidad_de_",
    "i_municipalidad_de_",
    "municipalidad_de_",
    "gobierno_regional_de_",
    "gobierno_regional_",
    "gobierno_de_",
)


def _wrong(read: _Read) -> Outcome:
    count = len(read.balance.problems)
    sentence = gettext("no se cargó: %(count)s celdas o filas con errores") % {"count": count}
    return Outcome(
        read.file_name,
        "refused",
        sentence,
        problems=read.balance.problems[: reading.MOST_PROBLEMS],
        balance=read.balance,
    )


def _program(organization: Organization, *, code: str, role: str) -> BudgetProgram:
    """Return the programme, made if the institution has none of that code: most municipalities have
    one budget and no programmes.
    """
    slug = f"presupuesto-{organization.slug}" + (f"-{code.lower()}" if code else "")
    name = gettext("Programa %(code)s") % {"code": code} if code else gettext("Presupuesto")
    return register_program(slug, organization=organization, code=code, name=name, role=role)


def _period(program: BudgetProgram, read: _Read, *, before: BudgetPeriod | None) -> BudgetPeriod:
    """Return the period of a file, not yet saved; its file is kept."""
    balance = read.balance
    words = {Side.EXPENSE: "gastos", Side.INCOME: "ingresos"}
    slug = "-".join(
        filter(
            None,
            [
                program.slug,
                words[Side(balance.side)],
                str(balance.year),
                f"{balance.month:02}" if balance.month else "",
            ],
        )
    )
    edition = before.edition + 1 if before else 1
    place = f"presupuesto/{balance.year}/{program.slug}/{slug}-{edition}{'.xlsx' if read.content[:2] == b'PK' else '.csv'}"
    return BudgetPeriod(
        public_id=uuid.uuid4(),
        slug=slug if edition == 1 else f"{slug}-ed{edition}",
        program=program,
        side=balance.side,
        year=balance.year,
        month=balance.month,
        edition=edition,
        unit_clp=balance.unit_clp,
        pct_of=balance.pct_of,
        pct_decimals=balance.pct_decimals,
        lines_count=len(balance.rows),
        file=default_storage.save(place, ContentFile(read.content)),
        file_name=read.file_name,
        sha256=read.sha256,
        **{
            f"computed_{name}_clp": sum(value or 0 for value in values)
            for name, values in balance.measures.items()
        },
    )


def _keep(program: BudgetProgram, fresh: Sequence[_Fresh]) -> None:
    """Write periods, lines, what each subtítulo adds up to, and names: a statement each, whatever
    the files. What is replaced stands aside first.
    """
    for new in fresh:
        if new.before:
            new.before.state = PERIOD.target("supersede_period", state=new.before.state)
            new.before.state_reason = f"{new.read.file_name} · {new.read.sha256}"
            new.before.save(update_fields=["state", "state_reason"])
    BudgetPeriod.objects.bulk_create([new.period for new in fresh])
    for new in fresh:
        if new.before:
            new.before.findings.exclude(state="corrected").update(
                state="corrected", correction=new.period
            )
    fields = ", ".join(COLUMNS)
    with connection.cursor() as cursor:
        with cursor.copy(f"COPY transparency_budgetline ({fields}) FROM STDIN") as target:
            for new in fresh:
                target.write(_lines(new.read.balance, new.period))
        cursor.execute(SUBTOTALS, [[new.period.pk for new in fresh]])
        names: dict[tuple[str, int, str], str] = {}
        for new in sorted(
            fresh, key=lambda one: one.period.month or 0
        ):  # a later month's name wins
            names |= {
                (new.period.side, new.period.year, account): name
                for account, name in new.read.balance.level_names.items()
            }
        keys = list(names)
        cursor.execute(
            NAMES,
            [
                program.pk,
                [key[0] for key in keys],
                [key[1] for key in keys],
                [key[2] for key in keys],
                list(names.values()),
            ],
        )


def _lines(balance: Balance, period: BudgetPeriod) -> str:
    """Return the lines of a period as PostgreSQL's text format wants them.

    A line's identifier is its period's with the row at its end.
    """
    prefix, pk = period.public_id.hex[:24], period.pk
    nothing: list[int | None] = [None] * len(balance.rows)
    columns = [
        ["\\N" if value is None else value for value in values] if None in values else values
        for values in (balance.measures.get(name, nothing) for name in reading.MEASURES)
    ]
    codes = [" ".join(code.split()) for code in balance.codes]
    names = [name.replace("\\", "\\\\") for name in balance.names]
    table = zip(
        balance.rows, codes, balance.accounts, names, *columns, balance.percentages, strict=True
    )
    return "".join(
        f"{prefix}{row:08x}\t{pk}\t{row}\t{code}\t{account}\t{name}\t{initial}\t{current}\t{committed}\t{accrued}\t{paid}\t{printed}\n"
        for row, code, account, name, initial, current, committed, accrued, paid, printed in table
    )
