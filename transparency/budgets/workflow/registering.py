"""Programmes, sheets and words of accounts, loaded from the documents that state them."""

import datetime
import hashlib
import json
import uuid
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal

from django.db import transaction

from commitments.organizations.models import Organization, Territory
from commitments.sources.models import SourceDocument
from ogp_portal.foundation.events import journal
from transparency.budgets.models import (
    BudgetAccount,
    BudgetLine,
    BudgetPeriod,
    BudgetProgram,
    ReferenceValue,
)
from transparency.budgets.states import FindingState, Side
from transparency.budgets.workflow.checking import check_program
from transparency.budgets.workflow.copying import insert_subtotals


@dataclass(frozen=True)
class SheetLine:
    """A line of a citizen sheet as its document prints it, in whole pesos, with its percentage
    exactly as printed.
    """

    account: str
    name: str
    current_clp: int
    accrued_clp: int
    published_pct: str
    explanation: str = ""
    who_may_apply: str = ""


@transaction.atomic
def register_program(
    slug: str, *, organization: Organization, code: str, name: str, role: str, **facts: object
) -> BudgetProgram:
    """Keep a programme as its source states it; twice changes nothing."""
    values = {"organization": organization, "code": code, "name": name, **facts}
    program = BudgetProgram.objects.select_for_update().filter(slug=slug).first()
    if program and all(getattr(program, key) == value for key, value in values.items()):
        return program
    program, is_new = BudgetProgram.objects.update_or_create(slug=slug, defaults=values)
    journal.record("register" if is_new else "edit", program, role=role)
    return program


@transaction.atomic
def register_account(
    account: str,
    *,
    side: str,
    year: int,
    name: str,
    role: str,
    program: BudgetProgram | None = None,
    **facts: object,
) -> BudgetAccount:
    """Keep the words of an account from a year on; twice changes nothing."""
    row = BudgetAccount.objects.filter(
        program=program, side=side, year=year, account=account
    ).first()
    values = {"name": name, **facts}
    if row and all(getattr(row, key) == value for key, value in values.items()):
        return row
    row, is_new = BudgetAccount.objects.update_or_create(
        program=program, side=side, year=year, account=account, defaults=values
    )
    journal.record("register" if is_new else "edit", row, role=role, is_public=False)
    return row


@transaction.atomic
def register_reference(
    kind: str,
    *,
    territory: Territory | None,
    on: datetime.date,
    value: Decimal,
    source: SourceDocument,
    role: str,
) -> ReferenceValue:
    """Keep a figure of reference with its source; twice changes nothing."""
    row, is_new = ReferenceValue.objects.get_or_create(
        kind=kind, territory=territory, on=on, defaults={"value": value, "source": source}
    )
    if is_new:
        journal.record("register", row, role=role)
    return row


@transaction.atomic
def register_sheet(
    program: BudgetProgram,
    *,
    year: int,
    lines: Sequence[SheetLine],
    totals: tuple[int, int, str],
    unit_clp: int,
    source: SourceDocument,
    role: str,
    side: str = Side.EXPENSE,
) -> BudgetPeriod:
    """Load a citizen sheet as its document prints it, errors included, and do its sums again.

    Twice changes nothing; other figures are another edition.

    `totals` is the current budget, what was executed and the percentage of the whole, as printed.
    """
    body = json.dumps(
        [[asdict(line) for line in lines], totals, year, side, unit_clp],
        ensure_ascii=False,
        sort_keys=True,
    )
    digest = hashlib.sha256(body.encode()).hexdigest()
    BudgetProgram.objects.select_for_update().get(pk=program.pk)
    before = (
        BudgetPeriod.objects.current()
        .filter(program=program, side=side, year=year, month=None)
        .first()
    )
    if before and before.sha256 == digest:
        return before
    if before:
        _supersede(before)
    edition = before.edition + 1 if before else 1
    period = BudgetPeriod.objects.create(
        public_id=uuid.uuid4(),
        slug=f"{program.slug}-{year}" + ("" if edition == 1 else f"-ed{edition}"),
        program=program,
        side=side,
        year=year,
        edition=edition,
        unit_clp=unit_clp,
        source=source,
        sha256=digest,
        lines_count=len(lines),
        published_current_clp=totals[0],
        published_accrued_clp=totals[1],
        published_pct=totals[2],
        computed_current_clp=sum(line.current_clp for line in lines),
        computed_accrued_clp=sum(line.accrued_clp for line in lines),
    )
    _insert_lines(period, lines)
    insert_subtotals([period])
    _register_words(period, lines, role=role)
    journal.record(
        "register_sheet", period, role=role, after={"lines": len(lines), "sha256": digest}
    )
    check_program(program, year=year)
    return period


def _supersede(period: BudgetPeriod) -> None:
    """Put a sheet aside, and what was found in it."""
    period.state = BudgetPeriod.machine.target("supersede_period", state=period.state)
    period.save(update_fields=["state"])
    period.findings.exclude(state=FindingState.CORRECTED).update(state=FindingState.CORRECTED)


def _insert_lines(period: BudgetPeriod, lines: Sequence[SheetLine]) -> None:
    """Write the lines of a sheet; a line's identifier is its period's with the row at its end."""
    BudgetLine.objects.bulk_create(
        BudgetLine(
            public_id=uuid.UUID(int=(period.public_id.int >> 32 << 32) | row),
            period=period,
            row_number=row,
            code=line.account,
            account=line.account,
            name=line.name,
            current_clp=line.current_clp,
            accrued_clp=line.accrued_clp,
            published_pct=line.published_pct,
        )
        for row, line in enumerate(lines, start=1)
    )


def _register_words(period: BudgetPeriod, lines: Sequence[SheetLine], *, role: str) -> None:
    """Keep the words that a sheet gives to its accounts."""
    for line in lines:
        register_account(
            line.account,
            side=period.side,
            year=period.year,
            name=line.name,
            role=role,
            program=period.program,
            explanation=line.explanation,
            who_may_apply=line.who_may_apply,
            source=period.source,
        )
