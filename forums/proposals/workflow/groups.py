"""Working groups: held, who came counted, results published."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commitments.organizations.access import role_of
from commitments.organizations.models import Territory
from forums.proposals.models import GroupHeadcount, WorkingGroup
from ogp_portal.foundation.events import journal
from ogp_portal.foundation.permissions import rights
from ogp_portal.foundation.refusals import Refusal
from ogp_portal.models import User


@transaction.atomic
def save_group(group: WorkingGroup, *, by: User) -> WorkingGroup:
    """Make or edit a working group of a call. Raises NotAllowed."""
    rights.fetch("edit", group.call, by=by)
    is_new = not group.pk
    group.save()
    _record(
        "create_group" if is_new else "edit",
        group,
        by=by,
    )
    return group


@transaction.atomic
def count_group(
    group: WorkingGroup,
    *,
    by: User,
    sector: str,
    people: int,
    organization_name: str = "",
    territory: Territory | None = None,
) -> GroupHeadcount:
    """Write how many people came, by sector and organization; said again, the figure is
    corrected.
    """
    group = rights.fetch("edit", group, by=by)
    headcount, _is_new = GroupHeadcount.objects.update_or_create(
        group=group,
        sector=sector,
        organization_name=organization_name.strip(),
        territory=territory,
        defaults={"people": people},
    )
    _record(
        "count_public",
        group,
        by=by,
        after={"sector": sector, "people": people},
    )
    return headcount


@transaction.atomic
def hold_group(group: WorkingGroup, *, by: User) -> WorkingGroup:
    """Say that it met, on its date. Raises Refusal."""
    group = rights.fetch_for_move("hold_group", group, by=by)
    if group.held_on is None or group.held_on > timezone.localdate():
        raise Refusal(_("Escriba la fecha en que se realizó."), field="held_on")
    return _move(group, "hold_group", by=by)


@transaction.atomic
def report_group(group: WorkingGroup, *, by: User) -> WorkingGroup:
    """Publish what resulted: its text and who came are needed. Raises Refusal."""
    group = rights.fetch_for_move("report_group", group, by=by)
    if not group.results.strip():
        raise Refusal(_("Escriba qué resultó de la mesa."), field="results")
    if not group.headcounts.exists():
        raise Refusal(_("Anote quiénes asistieron, por sector."))
    return _move(group, "report_group", by=by)


def _move(group: WorkingGroup, act: str, *, by: User) -> WorkingGroup:
    before = group.state
    group.state = WorkingGroup.machine.target(act, state=before)
    group.save(update_fields=["state"])
    _record(
        act,
        group,
        by=by,
        before={"state": before},
        after={"state": group.state},
    )
    return group


def _record(act: str, group: WorkingGroup, *, by: User, **facts: Any) -> None:
    """Write an act in the journal: in public from when everybody sees the group's call."""
    journal.record(
        act,
        group,
        role=role_of(by),
        plan_slug=group.call.plan.slug,
        is_public=group.call.announced_at is not None,
        **facts,
    )
