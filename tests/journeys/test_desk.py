"""The admin at 360 and 1280 px: nothing for axe to say, no sideways scroll, everything by keys."""

import pytest

from commitments.plans.models import Milestone
from tests.factories.commitments import commitment
from tests.journeys.conftest import NARROW_AND_WIDE

pytestmark = [pytest.mark.browser, pytest.mark.nightly, pytest.mark.xdist_group("browser")]


def test_every_kind_of_page_of_the_desk_is_read_and_fits(visitor, transactional_db, cast):
    someone = visitor(*NARROW_AND_WIDE)
    someone.enter(cast.coordinator)
    draft = commitment(cast, "draft", title="Abrir los datos del agua", milestones=3)
    reviewed = commitment(cast, "in_review")
    public = commitment(cast)
    step = public.milestones.get(position=1)
    for name, path in {
        "index": "",
        "list": "commitments/commitment/",
        "draft": f"commitments/commitment/{draft.pk}/change/",
        "read-only": f"commitments/commitment/{public.pk}/change/",
        "adding": "commitments/commitment/add/",
        "whole-lists": "commitments/commitment/add/?listas=1",
        "plan": f"commitments/plan/{cast.plan.pk}/change/",
        "milestone": f"commitments/milestone/{step.pk}/change/",
        "act": f"commitments/milestone/{step.pk}/acto/reschedule/",
        "history": f"commitments/commitment/{draft.pk}/history/",
        "institution": f"commitments/organization/{cast.city.pk}/change/",
        "import": "commitments/importjob/add/",
    }.items():
        someone.open(f"/admin/{path}")
        someone.check(f"desk-{name}")
    page = someone.open("/admin/commitments/commitment/")
    page.locator(f"input[name=_selected_action][value='{reviewed.pk}']").check()
    page.locator(f"input[name=_selected_action][value='{draft.pk}']").check()
    page.locator("select[name=action]").select_option("bulk_publish")
    page.locator("button[name=index]").click()
    page.locator("input[name=confirm]").wait_for()
    someone.check("desk-bulk")


def test_milestones_change_places_by_keys(visitor, transactional_db, cast):
    someone = visitor(1280)
    someone.enter(cast.coordinator)
    row = commitment(cast, "draft", milestones=3)
    page = someone.open(f"/admin/commitments/commitment/{row.pk}/change/")
    page.locator("#milestones-0").get_by_role("button", name="Bajar").focus()
    page.keyboard.press("Enter")
    assert page.locator("#id_milestones-0-ORDER").input_value() == "2"
    assert page.locator("#id_milestones-1-ORDER").input_value() == "1"
    page.keyboard.press("Enter")
    assert page.locator("#milestones-group output").first.inner_text() == "Lugar 3 de 4"
    page.locator("input[name=_save]").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/admin/commitments/commitment/")
    rows = Milestone.objects.filter(commitment=row).order_by("position")
    assert [step.title for step in rows] == ["Hito 2", "Hito 3", "Hito 1"]
    assert someone.complaints == []
