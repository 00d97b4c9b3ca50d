"""Who judges: a counterpart what is public, a monitor the plans that her organization watches."""

import datetime

import pytest

from commitments.assessments.models import Counterpart
from commitments.organizations.models import Membership
from commitments.plans.models import PlanMember
from ogp_portal.foundation.permissions.rights import may
from tests.factories.commitments import assessment, commitment

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("state", "judges"),
    [("draft", False), ("published", True), ("closed", True), ("withdrawn", True)],
)
def test_a_counterpart_judges_what_was_published(cast, state, judges):
    promise = commitment(cast, state)
    assert not may(cast.counterpart, "judge_as_counterpart", promise)
    Counterpart.objects.create(commitment=promise, organization=cast.society)
    assert may(cast.counterpart, "judge_as_counterpart", promise) is judges
    assert not may(cast.other_counterpart, "judge_as_counterpart", promise)


@pytest.mark.parametrize("part", ["lead", "member"])
def test_a_monitor_judges_no_plan_that_her_organization_carries_out(cast, part):
    promise = commitment(cast)
    assert may(cast.monitor, "judge_as_monitor", promise)
    PlanMember.objects.filter(plan=cast.plan).exclude(organization=cast.watcher).delete()
    PlanMember.objects.filter(organization=cast.watcher).update(part=part)
    assert not may(cast.monitor, "judge_as_monitor", promise)


@pytest.mark.parametrize(
    ("kind", "own", "other"),
    [("counterpart", "counterpart", "monitor"), ("independent", "monitor", "counterpart")],
)
def test_a_judgement_is_of_who_has_its_role_in_the_organization_and_no_other_role(
    cast, kind, own, other
):
    row = assessment(cast)
    type(row).objects.filter(pk=row.pk).update(kind=kind, organization=cast.stranger)
    role = Membership.objects.create(
        user=cast.member,
        organization=cast.stranger,
        role=own,
        starts_on=datetime.date(2020, 1, 1),
    )
    assert may(cast.member, "view", row)
    assert may(cast.member, "edit", row)
    Membership.objects.filter(pk=role.pk).update(role=other)
    assert not may(cast.member, "view", row)
    assert not may(cast.member, "edit", row)


def test_an_organization_sees_that_it_is_counterpart_of_what_is_still_a_draft(cast):
    row = Counterpart.objects.create(
        commitment=commitment(cast, "draft"), organization=cast.society
    )
    assert may(cast.counterpart, "view", row)
    assert may(cast.coordinator, "view", row)
    assert not may(cast.other_counterpart, "view", row)
    assert not may(cast.citizen, "view", row)
