"""Nobody approves what they wrote part of or proved, and in any order of edits and approvals only
what was read is approved.
"""

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commitments.organizations.models import Membership
from commitments.plans import workflow as plans
from commitments.progress import workflow as progress
from commitments.progress.models import ProgressUpdate
from forums.sessions import workflow as sessions
from ogp_portal.foundation.permissions import four_eyes, rights
from ogp_portal.foundation.refusals import Refusal
from tests.factories import forums as made
from tests.factories.commitments import commitment, update
from tests.people import LONG_AGO, person

pytestmark = pytest.mark.django_db
ANOTHER = "otra.coordinadora"


def both(cast, name):
    """Return somebody who edits and coordinates for the city."""
    someone = person(name, cast.city, "coordinator")
    Membership.objects.create(
        user=someone, organization=cast.city, role="editor", starts_on=LONG_AGO
    )
    return someone


def test_whoever_added_evidence_to_a_report_does_not_approve_it(cast):
    row = update(cast, "draft")
    helper = both(cast, "ayudante")
    progress.add_evidence(row, by=helper, title="Acta", url="https://ciudad.example/acta")
    row = progress.submit_update(row, by=cast.editor)
    assert not rights.may(helper, "approve_update", row)
    assert rights.may(cast.second_coordinator, "approve_update", row)


def test_whoever_wrote_first_does_not_approve_what_another_corrected_last(cast):
    first, last = both(cast, "primera"), both(cast, "segunda")
    row = progress.begin_update(commitment(cast), month=LONG_AGO.replace(year=2026), by=first)
    for by in (first, last):
        row = progress.save_update(
            row,
            by=by,
            version=row.version,
            changes={"is_nil": False, "narrative": "Algo.", "source_note": "Acta"},
            claims=[],
        )
    row = progress.submit_update(row, by=last)
    assert not rights.may(first, "approve_update", row)
    assert not rights.may(last, "approve_update", row)
    assert rights.may(cast.coordinator, "approve_update", row)


def test_whoever_gave_a_report_back_and_mends_it_is_its_author_and_no_more_its_reviewer(cast):
    row, helper = update(cast, "submitted"), both(cast, "ayudante")
    row = progress.return_update(row, by=helper, reason="Falta el acta.")
    row = progress.save_update(
        row, by=helper, version=row.version, changes={"narrative": "Con su acta."}, claims=[]
    )
    assert (row.author, row.reviewer) == (helper, None)


def test_whoever_drafted_a_commitment_submits_it_and_does_not_publish_it(cast):
    row = commitment(cast, "draft")
    row = plans.edit_commitment(
        row, by=cast.coordinator, version=row.version, changes={"problem": "Otro problema."}
    )
    row = plans.submit_for_review(row, by=cast.coordinator)
    with pytest.raises(Refusal, match="lo dé a una más"):
        plans.publish_commitment(row, by=cast.coordinator, read=four_eyes.as_read("publish", row))
    row = plans.publish_commitment(
        row, by=cast.second_coordinator, read=four_eyes.as_read("publish", row)
    )
    assert row.state == "published"


def test_minutes_are_approved_by_who_wrote_them_only_with_the_conformity_of_another(cast):
    row = made.minutes(cast, "circulated")
    four_eyes.wrote(row, by=cast.coordinator)
    type(row).objects.filter(pk=row.pk).update(closes_at=row.circulated_at)
    with pytest.raises(Refusal, match="nadie más dio su conformidad"):
        sessions.approve_minutes(
            row, by=cast.coordinator, read=four_eyes.as_read("approve_minutes", row)
        )
    other = person(ANOTHER, cast.city, "coordinator")
    approved = sessions.approve_minutes(
        row, by=other, read=four_eyes.as_read("approve_minutes", row)
    )
    assert approved.state == "approved"


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["save", "prove", "submit", "return", "open", "approve"]),
        st.integers(0, 2),
    ),
    min_size=4,
    max_size=14,
)


class OneReport:
    """A report that three people write, prove, open and approve in any order, and a small account
    of what should come of it.
    """

    def __init__(self, cast):
        self.people = [both(cast, "una"), both(cast, "dos"), both(cast, "tres")]
        self.row = progress.begin_update(
            commitment(cast), month=LONG_AGO.replace(year=2026), by=self.people[0]
        )
        self.state, self.text, self.writers = "draft", 0, {0}
        self.opened = {}
        self._save(0)

    def step(self, what, who):
        getattr(self, f"_{what}")(who)

    def _save(self, who):
        if self.state == "draft":
            self.text += 1
            self.writers.add(who)
            self.row = progress.save_update(
                self.row,
                by=self.people[who],
                version=self.row.version,
                changes={"is_nil": False, "narrative": f"{self.text}", "source_note": "Acta"},
                claims=[],
            )

    def _prove(self, who):
        if self.state == "draft":
            self.text += 1
            self.writers.add(who)
            address = f"https://ciudad.example/{self.text}"
            progress.add_evidence(self.row, by=self.people[who], title="Acta", url=address)

    def _submit(self, who):
        if self.state == "draft":
            self.row, self.state = progress.submit_update(self.row, by=self.people[who]), "waiting"

    def _return(self, who):
        if self.state == "waiting" and who not in self.writers:
            self.row = progress.return_update(self.row, by=self.people[who], reason="Falta.")
            self.state = "draft"

    def _open(self, who):
        self.opened[who] = (self.text, four_eyes.as_read("approve_update", self.row))

    def _approve(self, who):
        text, read = self.opened.get(who, (0, ""))
        may = self.state == "waiting" and who not in self.writers
        try:
            with transaction.atomic():
                progress.approve_update(self.row, by=self.people[who], read=read)
        except rights.NotAllowed:
            assert who in self.writers
        except four_eyes.ChangedSinceRead:
            assert may
            assert text != self.text
        except Refusal:
            assert self.state != "waiting"
        else:
            assert may
            assert text == self.text
            self.state = "approved"


@given(steps=STEPS)
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_in_any_order_only_what_was_read_is_approved_and_never_by_who_wrote(cast, steps):
    with transaction.atomic():
        report = OneReport(cast)
        for what, who in steps:
            report.step(what, who)
        kept = ProgressUpdate.objects.get(pk=report.row.pk)
        assert (kept.state == "approved") == (report.state == "approved")
        transaction.set_rollback(True)
