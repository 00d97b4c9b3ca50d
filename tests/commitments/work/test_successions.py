"""People leave: one act of two administrators gives a person's roles, and what she has in hand by
them, to a successor; what was said stays under the name of who said it.
"""

import datetime

import pytest
from django.utils import timezone

from commitments.organizations.models import Membership
from commitments.progress.models import ProgressUpdate
from commitments.work import workflow
from commitments.work.models import Succession
from ogp_portal.foundation.permissions.rights import NotAllowed
from ogp_portal.foundation.refusals import Refusal
from ogp_portal.models import Notice, User
from tests.factories.commitments import update
from tests.people import administrator

pytestmark = pytest.mark.django_db


@pytest.fixture
def second(db) -> User:
    return administrator("segunda@prueba.example")


def propose(cast, *, leaving=None, successor=None, days: int = 0, by=None) -> Succession:
    return workflow.propose_succession(
        leaving=(leaving or cast.editor).email,
        successor=(successor or cast.member).email,
        starts_on=timezone.localdate() + datetime.timedelta(days=days),
        by=by or cast.administrator,
    )


def may_edit(person, row) -> bool:
    return ProgressUpdate.objects.allowing("edit", person).filter(pk=row.pk).exists()


def test_two_administrators_hand_over_what_a_person_has_in_hand(cast, second):
    draft = update(cast, "draft")
    sent = update(cast, "submitted")
    row = propose(cast)
    assert may_edit(cast.editor, draft)
    assert not may_edit(cast.member, draft)  # it gives nothing until it is confirmed
    assert workflow.confirm_succession(row, by=second) == 1
    assert may_edit(cast.member, draft)
    assert not may_edit(cast.editor, draft)
    draft.refresh_from_db()
    sent.refresh_from_db()
    assert (draft.author, sent.author) == (cast.editor, cast.editor)
    assert list(Notice.objects.filter(user=cast.member).values_list("kind", flat=True)) == [
        "role_given"
    ]
    assert not Succession.objects.exists()


def test_whoever_proposes_or_gets_the_roles_does_not_confirm(cast, second):
    row = propose(cast)
    with pytest.raises(NotAllowed):
        workflow.confirm_succession(row, by=cast.administrator)
    with pytest.raises(NotAllowed):
        workflow.confirm_succession(row, by=cast.coordinator)
    with pytest.raises(NotAllowed):
        propose(cast, leaving=cast.colleague, by=cast.coordinator)
    with pytest.raises(Refusal):
        propose(cast, leaving=cast.colleague, successor=cast.administrator)
    assert list(Notice.objects.filter(user=second).values_list("kind", flat=True)) == [
        "succession_proposed"
    ]


def test_roles_that_do_not_go_together_are_refused_and_nothing_changes(cast, second):
    row = propose(cast, successor=cast.monitor)
    with pytest.raises(Refusal):
        workflow.confirm_succession(row, by=second)
    assert Membership.objects.get(user=cast.editor).ends_on is None


def test_a_successor_who_has_the_role_keeps_it_and_the_other_one_ends(cast, second):
    workflow.confirm_succession(propose(cast, successor=cast.colleague), by=second)
    assert Membership.objects.get(user=cast.colleague).ends_on is None
    assert Membership.objects.get(user=cast.editor).ends_on == timezone.localdate()


def test_a_succession_in_the_future_changes_nothing_before_its_day(cast, second):
    draft = update(cast, "draft")
    workflow.confirm_succession(propose(cast, days=10), by=second)
    assert may_edit(cast.editor, draft)
    assert not may_edit(cast.member, draft)


def test_a_day_that_passed_somebody_without_roles_or_without_account_are_refused(cast):
    for facts in ({"days": -1}, {"leaving": cast.chair}, {"successor": User(email="no@x.cl")}):
        with pytest.raises(Refusal):
            propose(cast, **facts)
    assert not Succession.objects.exists()


def test_the_page_shows_what_goes_before_it_is_confirmed_and_only_to_administrators(
    client, cast, second
):
    update(cast, "draft")
    client.force_login(cast.coordinator)
    assert client.get("/mi-trabajo/relevos/").status_code == 404
    client.force_login(cast.administrator)
    answer = client.post(
        "/mi-trabajo/relevos/",
        {
            "leaving": cast.editor.email,
            "successor": cast.member.email,
            "starts_on": timezone.localdate().isoformat(),
        },
    )
    page = client.get(answer["Location"]).content.decode()
    assert "contraparte institucional (edita) · Ciudad" in page
    assert "Reportes por escribir: 1" in page
    assert "Confirmar el relevo" not in page
    assert client.post(answer["Location"], {"confirm": ""}).status_code == 404
    client.force_login(second)
    assert "Confirmar el relevo" in client.get(answer["Location"]).content.decode()
    assert client.post(answer["Location"], {"confirm": ""}).status_code == 302
    assert Membership.objects.get(user=cast.editor).ends_on == timezone.localdate()


def test_what_nobody_confirms_is_forgotten(cast):
    row = propose(cast)
    assert workflow.forget_successions(before=row.proposed_at) == 0
    later = row.proposed_at + datetime.timedelta(seconds=1)
    assert workflow.forget_successions(before=later) == 1
