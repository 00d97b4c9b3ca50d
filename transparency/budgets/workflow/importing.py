"""Loading accounts from files: each file all or nothing, the same one twice changes nothing, a
corrected one stands beside what it replaces.

Files are read and checked first, many at a time written in one transaction: a statement for all
their lines, and the rules once per year.
"""

from collections.abc import Iterator, Sequence

from django.db import transaction
from django.utils.translation import gettext

from commitments.organizations.models import Organization
from ogp_portal.foundation.events import journal
from ogp_portal.foundation.refusals import Refusal
from transparency.budgets.models import BudgetProgram
from transparency.budgets.reading import Mapping
from transparency.budgets.workflow.checking import check_program
from transparency.budgets.workflow.copying import NewPeriod, insert_periods
from transparency.budgets.workflow.files import BudgetFile, Existing, Outcome, Result, check_code
from transparency.budgets.workflow.registering import register_program

BATCH = 36  # files written in one transaction: three years of a programme's months


def preview_file(
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
        file = BudgetFile.read(content, name=file_name, organization=organization, mapping=mapping)
    except Refusal as refusal:
        return Outcome(file_name, Result.REFUSED, str(refusal))
    if file.balance.problems:
        return file.refused()
    program = BudgetProgram.objects.filter(organization=organization, code=program_code).first()
    existing = Existing.of([file], program=program)
    loaded_before = existing.outcome(file, organization=organization)
    if loaded_before:
        return loaded_before
    before = existing.standing.get(file.when)
    if before is None:
        return Outcome(file_name, Result.LOADED, gettext("es nuevo"), balance=file.balance)
    sentence = gettext("reemplaza a la edición %(edition)s, que queda a la vista")
    return Outcome(
        file_name,
        Result.CORRECTED,
        sentence % {"edition": before.edition},
        balance=file.balance,
    )


def load_files(
    contents: Sequence[tuple[str, bytes]],
    *,
    organization: Organization,
    role: str,
    program_code: str = "",
    mapping: Mapping | None = None,
) -> Iterator[Outcome]:
    """Load files (name and content) of one institution's programme and yield what became of each,
    batch by batch.

    Refused files leave nothing behind.
    """
    for start in range(0, len(contents), BATCH):
        batch = read_files(
            contents[start : start + BATCH],
            organization=organization,
            program_code=program_code,
            mapping=mapping,
        )
        yield from write_files(
            batch, organization=organization, role=role, program_code=program_code
        )


def read_files(
    contents: Sequence[tuple[str, bytes]],
    *,
    organization: Organization,
    program_code: str = "",
    mapping: Mapping | None = None,
) -> list[Outcome | BudgetFile]:
    """Return what files hold, or why they are refused: slow, and nothing is written.

    Raises Refusal for a programme's code that is none.
    """
    check_code(program_code)
    batch: list[Outcome | BudgetFile] = []
    for name, content in contents:
        try:
            file = BudgetFile.read(content, name=name, organization=organization, mapping=mapping)
            batch.append(file.refused() if file.balance.problems else file)
        except Refusal as refusal:
            batch.append(Outcome(name, Result.REFUSED, str(refusal)))
    return batch


@transaction.atomic
def write_files(
    batch: Sequence[Outcome | BudgetFile],
    *,
    organization: Organization,
    role: str,
    program_code: str,
) -> list[Outcome]:
    """Write what was read, in its order; two files of one month in the same load are refused, since
    neither can be known to be the better.
    """
    # one load of an institution at a time
    Organization.objects.select_for_update().get(pk=organization.pk)
    program = BudgetProgram.objects.filter(organization=organization, code=program_code).first()
    existing = Existing.of(
        [file for file in batch if isinstance(file, BudgetFile)], program=program
    )
    outcomes: list[Outcome] = []
    new: list[NewPeriod] = []
    for file in batch:
        if isinstance(file, Outcome):  # what was refused when it was read
            outcomes.append(file)
            continue
        loaded_before = existing.outcome(file, organization=organization)
        if loaded_before:
            outcomes.append(loaded_before)
            continue
        if file.when in {period.file.when for period in new}:
            sentence = gettext(
                "hay otro archivo del mismo mes en esta misma carga: deje solo el bueno"
            )
            outcomes.append(Outcome(file.name, Result.REFUSED, sentence))
            continue
        program = program or _program(organization, code=program_code, role=role)
        new.append(NewPeriod.of(file, program=program, before=existing.standing.get(file.when)))
        outcomes.append(_loaded(new[-1]))
    if program and new:
        insert_periods(program, new)
        _record(program, new, role=role)
    return outcomes


def _loaded(new: NewPeriod) -> Outcome:
    """Return the outcome of a file that is written."""
    return Outcome(
        new.file.name,
        Result.CORRECTED if new.before else Result.LOADED,
        gettext("reemplaza a la edición anterior, que queda a la vista")
        if new.before
        else gettext("cargado"),
        new.period,
        balance=new.file.balance,
    )


def _record(program: BudgetProgram, new: Sequence[NewPeriod], *, role: str) -> None:
    """Write the loads down in the journal, and do the sums of each year again."""
    for row in new:
        after = {
            "file": row.file.name,
            "sha256": row.file.sha256,
            "lines": row.period.lines_count,
            "edition": row.period.edition,
        }
        journal.record("import_budget", row.period, role=role, after=after)
    for year in sorted({row.period.year for row in new}):
        check_program(program, year=year)


def _program(organization: Organization, *, code: str, role: str) -> BudgetProgram:
    """Return the programme, made if the institution has none of that code: most municipalities have
    one budget and no programmes.
    """
    slug = f"presupuesto-{organization.slug}" + (f"-{code.lower()}" if code else "")
    name = gettext("Programa %(code)s") % {"code": code} if code else gettext("Presupuesto")
    return register_program(slug, organization=organization, code=code, name=name, role=role)
