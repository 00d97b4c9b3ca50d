"""Every write on the calendar of co-creation."""

import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from commitments.organizations.access import role_of
from commitments.plans.models import Plan
from forums.process.models import Stage
from ogp_portal.foundation import journal, rights
from ogp_portal.foundation.refusals import Refusal
from ogp_portal.models import User


@transaction.atomic
def register_stage(plan: Plan, *, position: int, role: str, **facts: Any) -> Stage:
    """Return the stage at `position`, made as its document states it if it is new."""
    stage, is_new = Stage.objects.get_or_create(plan=plan, position=position, defaults=facts)
    if is_new:
        journal.record(
            "register_stage", plan, role=role, plan_slug=plan.slug, after={"stage": stage.name, "opens_on": str(stage.opens_on or "")}
        )
    return stage


def open_stage(stage: Stage, *, by: User) -> Stage:
    """Say that the stage has begun."""
    return _move(stage, "open_stage", by=by)


def close_stage(stage: Stage, *, by: User) -> Stage:
    """Say that the stage is over."""
    return _move(stage, "close_stage", by=by)


def report_stage(stage: Stage, *, by: User, reason: str) -> Stage:
    """Say where the results of a closed stage are published."""
    if not reason.strip():
        raise Refusal(_("Escriba dónde se publicaron los resultados."), field="reason")
    return _move(stage, "report_stage", by=by, reason=reason)


@transaction.atomic
def move_stage_dates(stage: Stage, *, opens_on: datetime.date | None, closes_on: datetime.date | None, reason: str, by: User) -> Stage:
    """Change the dates of a stage, with its public reason."""
    if not reason.strip():
        raise Refusal(_("Escriba por qué cambian las fechas: se publica."), field="reason")
    held = rights.fetch("edit", stage, by=by)
    before = {"opens_on": str(held.opens_on or ""), "closes_on": str(held.closes_on or "")}
    held.opens_on, held.closes_on = opens_on, closes_on
    held.save(update_fields=["opens_on", "closes_on"])
    journal.record(
        "move_stage_dates", held.plan, role=role_of(by), reason=reason, plan_slug=held.plan.slug, before={"stage": held.name, **before},
        after={"opens_on": str(opens_on or ""), "closes_on": str(closes_on or "")},
    )  # fmt: skip
    return held


@transaction.atomic
def _move(stage: Stage, act: str, *, by: User, reason: str = "") -> Stage:
    held = rights.fetch_for_move(act, stage, by=by)
    before = held.state
    held.state, held.state_reason = Stage.machine.target(act, state=before), reason.strip()
    held.save(update_fields=["state", "state_reason"])
    journal.record(
        act,
        held.plan,
        role=role_of(by),
        reason=reason,
        plan_slug=held.plan.slug,
        before={"stage": held.name, "state": before},
        after={"state": held.state},
    )
    return held
