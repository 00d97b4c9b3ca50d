"""Programmes, sheets and words of accounts: loaded from the documents that state them, and kept by
who answers for them.
"""

import hashlib
import json
import uuid
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.db import connection, transaction

from commitments.organizations.access import role_of
from commitments.organizations.models import Organization, Territory
from commitments.sources.models import SourceDocument
from ogp_portal.foundation.events import journal
from ogp_portal.foundation.permissions import rights
from ogp_portal.models import User
from transparency.budgets.models import (
    BudgetAccount,
    BudgetLine,
    BudgetLink,
    BudgetPeriod,
    BudgetProgram,
    BudgetSubtotal,
    ReferenceValue,
    Side,
)
from transparency.budgets.workflow.checking import check_program


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
    slug: str, *, organization: Organization, code: str, name: str, role: str, **facts: Any
) -> BudgetProgram:
    """Keep a programme as its source states it; twice changes nothing."""
    values = {"organization": organization, "code": code, "name": name, **facts}
    held = BudgetProgram.objects.select_for_update().filter(slug=slug).first()
    if held and all(getattr(held, key) == value for key, value in values.items()):
        return held
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
    **facts: Any,
) -> BudgetAccount:
    """Keep the words of an account from a year on; twice changes nothing."""
    held = BudgetAccount.objects.filter(
        program=program, side=side, year=year, account=account
    ).first()
    values = {"name": name, **facts}
    if held and all(getattr(held, key) == value for key, value in values.items()):
        return held
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
    on: Any,
    value: Any,
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
        before.state = BudgetPeriod.machine.target("supersede_period", state=before.state)
        before.save(update_fields=["state"])
        before.findings.exclude(state="corrected").update(state="corrected")
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
    _subtotal(period)
    for line in lines:
        register_account(
            line.account,
            side=side,
            year=year,
            name=line.name,
            role=role,
            program=program,
            explanation=line.explanation,
            who_may_apply=line.who_may_apply,
            source=source,
        )
    journal.record(
        "register_sheet", period, role=role, after={"lines": len(lines), "sha256": digest}
    )
    check_program(program, year=year)
    return period


def _subtotal(period: BudgetPeriod) -> None:
    with connection.cursor() as cursor:
        cursor.execute(SUBTOTALS, [[period.pk]])


SUBTOTALS = f"""
    INSERT INTO {BudgetSubtotal._meta.db_table} (period_id, account, lines_count, initial_clp, current_clp, committed_clp, accrued_clp, paid_clp)
    SELECT period_id, left(account, 2), count(*), coalesce(sum(initial_clp), 0), coalesce(sum(current_clp), 0), coalesce(sum(committed_clp), 0),
           coalesce(sum(accrued_clp), 0), coalesce(sum(paid_clp), 0)
    FROM {BudgetLine._meta.db_table} WHERE period_id = ANY(%s) GROUP BY period_id, left(account, 2)"""  # noqa: S608 - names of our own tables


@transaction.atomic
def save_program(program: BudgetProgram, *, by: User) -> BudgetProgram:
    """Save the plain words of a programme. Raises NotAllowed."""
    return _save(program, by=by)


@transaction.atomic
def save_account(account: BudgetAccount, *, by: User) -> BudgetAccount:
    """Save the plain words of an account of a programme. Raises NotAllowed."""
    return _save(account, by=by)


@transaction.atomic
def save_link(link: BudgetLink, *, by: User) -> BudgetLink:
    """Join an account to what it pays for. Raises NotAllowed."""
    return _save(link, by=by)


@transaction.atomic
def save_reference(reference: ReferenceValue, *, by: User) -> ReferenceValue:
    """Save a figure of reference. Raises NotAllowed."""
    return _save(reference, by=by)


def _save(row: Any, *, by: User) -> Any:
    """Save a row by whoever may edit it; a new one must be hers to edit once it is there."""
    act = "edit" if row.pk else "create"
    if row.pk:
        rights.fetch("edit", row, by=by)
    row.save()
    if not rights.may(by, "edit", row):
        message = f"{act}: no such row for this person"
        raise rights.NotAllowed(message)
    journal.record(act, row, role=role_of(by))
    return row
