"""A plan's commitments as CSV or XLSX, in the shape that can be edited and imported again; formulas are neutralised."""

import io
from collections.abc import Iterator
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Prefetch
from openpyxl import Workbook

from commitments.plans.datasets import COMMITMENTS
from commitments.plans.models import Commitment, Milestone, Plan
from ogp_portal.foundation import datasets
from ogp_portal.foundation.rights import Person

PUBLIC = AnonymousUser()


def _rows(plan: Plan, user: Person) -> Iterator[list[Any]]:
    rows = (
        Commitment.objects.allowing("view", user)
        .filter(plan=plan)
        .select_related("axis", "responsible")
        .prefetch_related(Prefetch("milestones", Milestone.objects.order_by("position")))
        .defer("search")
        .order_by("number", "sort_key", "pk")
    )
    for row in rows.iterator(chunk_size=1000):
        yield COMMITMENTS.values(row)


def to_csv(plan: Plan, *, user: Person = PUBLIC) -> str:
    """Return what `user` may see of the plan as CSV."""
    return datasets.to_csv(COMMITMENTS.header, _rows(plan, user))


def to_xlsx(plan: Plan, *, user: Person = PUBLIC) -> bytes:
    """Return what `user` may see of the plan as XLSX."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(COMMITMENTS.name)
    sheet.append(COMMITMENTS.header)
    for row in _rows(plan, user):
        sheet.append([datasets.neutral(cell) for cell in row])
    output = io.BytesIO()
    book.save(output)
    return output.getvalue()
