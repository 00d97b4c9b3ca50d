"""Reports of periods in order: the latest wins, an older one fills its own month, and one that
contradicts a later one is refused in words.
"""

import datetime

import pytest
import time_machine

from commitments.plans import workflow as plans
from commitments.plans.models import Commitment, Milestone
from commitments.progress import workflow
from commitments.progress.models import ProgressUpdate
from ogp_portal.foundation.permissions import four_eyes
from ogp_portal.foundation.refusals import Refusal
from tests.factories.commitments import PNG, commitment, update

pytestmark = pytest.mark.django_db
SEPTEMBER, OCTOBER, NOVEMBER = (datetime.date(2026, month, 1) for month in (9, 10, 11))


@pytest.fixture(autouse=True)
def december():
    with time_machine.travel(datetime.datetime(2026, 12, 20, 12, tzinfo=datetime.UTC), tick=True):
        yield


@pytest.fixture
def promise(cast):
    return commitment(cast, milestones=1)


def told(cast, promise, month, progress, *, level="", on=None):
    """Return the report of a month, sent to review: one claim, with evidence if it is complete."""
    milestone = promise.milestones.get()
    row = workflow.begin_update(promise, month=month, by=cast.editor)
    row = workflow.save_update(
        row,
        by=cast.editor,
        version=row.version,
        changes={
            "is_nil": False,
            "narrative": f"Lo de {month:%m}.",
            "source_note": "Acta",
            "claimed_level": level,
        },
        claims=[workflow.Claim(milestone, progress, on)],
    )
    if on:
        workflow.add_evidence(
            row,
            by=cast.editor,
            title="Foto",
            content=PNG,
            file_name="a.png",
            milestones=[milestone],
        )
    return workflow.submit_update(row, by=cast.editor)


def approve(cast, row):
    return workflow.approve_update(
        row, read=four_eyes.as_read("approve_update", row), by=cast.coordinator
    )


def figures(promise):
    row = Commitment.objects.get(pk=promise.pk)
    return row.computed_progress, row.claimed_level, row.last_report_on


def test_an_older_report_approved_later_fills_its_month_and_lowers_nothing(cast, promise, client):
    approve(cast, told(cast, promise, NOVEMBER, 60, level="substantial"))
    approve(cast, told(cast, promise, OCTOBER, 20, level="limited"))
    assert figures(promise) == (60, "substantial", datetime.date(2026, 11, 30))
    page = client.get(f"/compromisos/{promise.slug}/").content.decode()
    assert page.index("Lo de 11.") < page.index("Lo de 10.")


def test_in_order_the_later_report_moves_it(cast, promise):
    approve(cast, told(cast, promise, OCTOBER, 20, level="limited"))
    assert figures(promise) == (20, "limited", datetime.date(2026, 10, 31))
    approve(cast, told(cast, promise, NOVEMBER, 60))
    assert figures(promise) == (60, "limited", datetime.date(2026, 11, 30))


def test_an_older_report_that_says_more_than_a_later_one_says_which_milestone_and_what_to_do(
    cast, promise
):
    approve(cast, told(cast, promise, NOVEMBER, 30))
    approve(cast, told(cast, promise, SEPTEMBER, 30))
    with pytest.raises(Refusal, match=r"Hito 1.*«31 %».*noviembre de 2026.*«30 %».*lo reemplaza"):
        told(cast, promise, OCTOBER, 31)


def test_what_was_sent_before_the_later_one_came_out_is_refused_at_its_approval(cast, promise):
    waiting = told(cast, promise, OCTOBER, 31)
    approve(cast, told(cast, promise, NOVEMBER, 30))
    with pytest.raises(Refusal, match=r"Hito 1"):
        approve(cast, waiting)
    assert figures(promise)[0] == 30


@pytest.mark.parametrize(
    ("october", "on", "is_refused"),
    [
        (100, datetime.date(2026, 10, 19), True),  # another day
        (90, None, True),  # not complete in the very month in which it was
        (100, datetime.date(2026, 10, 20), False),
    ],
)
def test_a_completion_told_later_binds_the_report_of_its_month(
    cast, promise, october, on, is_refused
):
    approve(cast, told(cast, promise, NOVEMBER, 100, on=datetime.date(2026, 10, 20)))
    if is_refused:
        with pytest.raises(Refusal, match="cumplido el 20 de octubre"):
            told(cast, promise, OCTOBER, october, on=on)
        return
    approve(cast, told(cast, promise, OCTOBER, october, on=on))
    assert figures(promise)[0] == 100


def test_the_month_before_a_completion_may_say_less(cast, promise):
    approve(cast, told(cast, promise, NOVEMBER, 100, on=datetime.date(2026, 11, 3)))
    approve(cast, told(cast, promise, OCTOBER, 90))
    assert figures(promise)[0] == 100


def test_a_report_does_not_undo_what_is_complete_the_coordination_reopens_it(cast, promise):
    approve(cast, told(cast, promise, OCTOBER, 100, on=datetime.date(2026, 10, 20)))
    waiting = told(cast, promise, NOVEMBER, 50)
    with pytest.raises(Refusal, match=r"Hito 1.*«Reabrir»"):
        approve(cast, waiting)
    plans.reopen_milestone(
        Milestone.objects.get(), by=cast.coordinator, reason="No abre.", progress=40
    )
    waiting = ProgressUpdate.objects.get(pk=waiting.pk)
    approve(cast, waiting)
    assert figures(promise)[0] == 50


def test_what_was_reopened_is_complete_again_only_with_evidence_that_came_afterwards(
    cast, promise, client
):
    day = datetime.date(2026, 10, 20)
    approve(cast, told(cast, promise, OCTOBER, 100, on=day))
    with time_machine.travel(datetime.datetime(2026, 12, 21, tzinfo=datetime.UTC)):
        plans.reopen_milestone(
            Milestone.objects.get(), by=cast.coordinator, reason="No abre.", progress=40
        )
    page = client.get(f"/compromisos/{promise.slug}/").content.decode()
    assert "no bastó: el hito se reabrió el 20 de diciembre de 2026" in " ".join(page.split())
    with (
        time_machine.travel(datetime.datetime(2026, 12, 20, 23, tzinfo=datetime.UTC)),
        pytest.raises(Refusal, match="agregado después"),
    ):
        told(cast, promise, NOVEMBER, 100, on=datetime.date(2026, 11, 20))
    with time_machine.travel(datetime.datetime(2026, 12, 22, tzinfo=datetime.UTC)):
        update = ProgressUpdate.objects.get(state="draft")
        workflow.add_evidence(
            update,
            by=cast.editor,
            title="Acta nueva",
            url="https://ciudad.example/acta",
            milestones=[promise.milestones.get()],
        )
        approve(cast, workflow.submit_update(update, by=cast.editor))
    assert figures(promise)[0] == 100


def test_what_another_report_that_nobody_sent_holds_proves_nothing(cast, promise):
    draft = workflow.begin_update(promise, month=NOVEMBER, by=cast.editor)
    workflow.add_evidence(
        draft,
        by=cast.editor,
        title="Acta",
        url="https://ciudad.example/acta",
        milestones=[promise.milestones.get()],
    )
    row = workflow.begin_update(promise, month=OCTOBER, by=cast.editor)
    row = workflow.save_update(
        row,
        by=cast.editor,
        version=row.version,
        changes={"is_nil": False, "narrative": "Lo de 10.", "source_note": "Acta"},
        claims=[workflow.Claim(promise.milestones.get(), 100, datetime.date(2026, 10, 20))],
    )
    with pytest.raises(Refusal, match="necesita un medio de verificación"):
        workflow.submit_update(row, by=cast.editor)


def test_what_older_reports_left_at_odds_binds_only_the_reports_that_name_it(cast):
    promise = commitment(cast, milestones=2)
    odd, other = promise.milestones.order_by("position")
    update(cast, "approved", of=promise, month=NOVEMBER, claims=[workflow.Claim(odd, 60)])
    late = [workflow.Claim(odd, 100, datetime.date(2026, 10, 20))]
    update(cast, "approved", of=promise, month=OCTOBER, claims=late)
    sent = update(
        cast, "submitted", of=promise, month=SEPTEMBER, claims=[workflow.Claim(other, 30)]
    )
    approve(cast, sent)
    stood = {step.pk: (step.state, step.progress) for step in Milestone.objects.all()}
    assert stood == {odd.pk: ("complete", 100), other.pk: ("in_progress", 30)}
    again = update(cast, "submitted", of=promise, month=NOVEMBER, claims=[workflow.Claim(odd, 70)])
    with pytest.raises(Refusal, match=r"Hito 1.*«Reabrir»"):
        approve(cast, again)


def test_a_report_replaced_within_its_month_leaves_what_the_new_one_says(cast, promise, client):
    approve(cast, told(cast, promise, NOVEMBER, 60))
    approve(cast, told(cast, promise, NOVEMBER, 45))
    assert figures(promise)[0] == 45
    page = client.get(f"/compromisos/{promise.slug}/").content.decode()
    assert page.count("Lo de 11.") == 2
    assert page.count("reemplazado") == 1


def test_a_month_told_late_begins_with_what_stood_then_and_sends_what_changed_in_it(
    cast, promise, client
):
    approve(cast, told(cast, promise, SEPTEMBER, 10))
    approve(cast, told(cast, promise, NOVEMBER, 60))
    workflow.begin_update(promise, month=OCTOBER, by=cast.editor)
    client.force_login(cast.editor)
    address = f"/mi-trabajo/reportes/{promise.slug}/2026-10/"
    page = client.get(address)
    (_milestone, form), *_rest = page.context["claims"]
    assert form.initial["progress"] == 10
    sent = {
        "is_nil": "",
        "narrative": "Lo de 10.",
        "source_note": "Acta",
        "version": page.context["form"].initial["version"],
        "m1-progress": "10",
        "m1-completed_on": "",
        "submit": "1",
    }
    assert client.post(address, sent).status_code == 302
    row = ProgressUpdate.objects.get(state="submitted")
    assert not row.claims.exists()  # as it stood: nothing is said of it
    approve(cast, row)
    assert figures(promise) == (60, "", datetime.date(2026, 11, 30))
