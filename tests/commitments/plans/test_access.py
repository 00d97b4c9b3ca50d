"""Who runs a plan: the coordinators of its consortium, and of nobody who only watches it."""

import pytest

from commitments.plans.models import Commitment, Plan, PlanMember
from ogp_portal.foundation.permissions import rights
from tests.factories.commitments import commitment
from tests.people import person

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("part", sorted(set(PlanMember.Part.values) - {"lead"}))
def test_a_plan_is_run_by_coordinators_of_its_consortium_and_not_of_who_monitors_it(cast, part):
    PlanMember.objects.filter(organization=cast.watcher).update(part=part)
    coordinator = person("coordinadora.monitoreo", cast.watcher, "coordinator")
    editor = person("editora.monitoreo", cast.watcher, "editor")
    is_of_the_consortium = part == "member"
    assert rights.may(coordinator, "run", cast.plan) == is_of_the_consortium
    assert rights.may(coordinator, "close", commitment(cast)) == is_of_the_consortium
    assert rights.may(editor, "add_commitment", cast.plan) == is_of_the_consortium
    assert not rights.may(editor, "run", cast.plan)


def test_whoever_carries_out_what_another_promised_reports_on_it_too(cast):
    row = commitment(cast, implementer=cast.stranger)
    for reporter in (cast.editor, cast.other_editor):
        assert Commitment.objects.allowing("report_progress", reporter).filter(pk=row.pk).exists()
    assert not Commitment.objects.allowing("report_progress", cast.coordinator).exists()
    assert not Plan.objects.allowing("run", cast.other_editor).exists()


@pytest.mark.parametrize(("state", "may"), [("draft", True), ("in_review", False)])
def test_a_draft_is_proposed_and_what_is_being_reviewed_is_not(cast, state, may):
    row = commitment(cast, state)
    Plan.objects.filter(pk=cast.plan.pk).update(state="co_creation")
    assert rights.may(cast.coordinator, "propose", row) == may
