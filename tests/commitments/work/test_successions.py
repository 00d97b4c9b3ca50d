"""People leave: one act of two administrators gives a person's roles, and what she has in hand by
them, to a successor; what was said stays under the name of who said it.
"""

import datetime
import re

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from commitments.organizations.models import Membership
from commitments.progress.models import ProgressUpdate
from commitments.work import workflow
from commitments.work.models import Succession
from ogp_portal.foundation.permissions import four_eyes
from ogp_portal.foundation.permissions.rights import NotAllowed
from ogp_portal.foundation.refusals import Refusal
from ogp_portal.models import Notice, User
from tests.factories.commitments import update
from tests.people import administrator

pytestmark = pytest.mark.django_db
LOCKING = r" FOR (NO KEY )?UPDATE"


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


def confirm(row: Succession, *, by: User) -> int:
    return workflow.confirm_succession(row, by=by, read=four_eyes.as_read("confirm", row))


def give(cast, person, role: str, **days: int) -> Membership:
    today = timezone.localdate()
    facts = {name: today + datetime.timedelta(days=shift) for name, shift in days.items()}
    return Membership.objects.create(user=person, organization=cast.partner, role=role, **facts)


def may_edit(person, row) -> bool:
    return ProgressUpdate.objects.allowing("edit", person).filter(pk=row.pk).exists()


def test_two_administrators_hand_over_what_a_person_has_in_hand(cast, second):
    draft = update(cast, "draft")
    sent = update(cast, "submitted")
    row = propose(cast)
    assert may_edit(cast.editor, draft)
    assert not may_edit(cast.member, draft)  # it gives nothing until it is confirmed
    assert confirm(row, by=second) == 1
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
        confirm(row, by=cast.administrator)
    with pytest.raises(NotAllowed):
        confirm(row, by=cast.coordinator)
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
        confirm(row, by=second)
    assert Membership.objects.get(user=cast.editor).ends_on is None


def test_a_successor_who_has_the_role_keeps_it_and_the_other_one_ends(cast, second):
    confirm(propose(cast, successor=cast.colleague), by=second)
    assert Membership.objects.get(user=cast.colleague).ends_on is None
    assert Membership.objects.get(user=cast.editor).ends_on == timezone.localdate()


def test_a_succession_in_the_future_changes_nothing_before_its_day(cast, second):
    draft = update(cast, "draft")
    confirm(propose(cast, days=10), by=second)
    assert may_edit(cast.editor, draft)
    assert not may_edit(cast.member, draft)


def test_a_role_given_after_the_succession_was_read_is_not_handed_over_unread(cast, second):
    row = propose(cast)
    read = four_eyes.as_read("confirm", row)
    more = give(cast, cast.editor, "coordinator", starts_on=-1)
    with pytest.raises(four_eyes.ChangedSinceRead) as told, transaction.atomic():
        workflow.confirm_succession(row, by=second, read=read)
    assert str(more) in str(told.value.stands)
    assert not Membership.objects.filter(user=cast.member).exists()
    assert confirm(row, by=second) == 2


def test_a_role_that_has_not_begun_passes_whole_and_who_leaves_keeps_none(cast, second):
    later = give(cast, cast.editor, "editor", starts_on=20, ends_on=40)
    confirm(propose(cast, days=10), by=second)
    given = Membership.objects.get(user=cast.member, organization=cast.partner)
    assert (given.starts_on, given.ends_on) == (later.starts_on, later.ends_on)
    later.refresh_from_db()
    assert later.ends_on == later.starts_on
    last = timezone.localdate() + datetime.timedelta(days=10)
    assert not Membership.objects.going_on(cast.editor, day=last).exists()


def test_a_role_that_ended_or_was_undone_is_neither_handed_over_nor_made_longer(cast, second):
    row = propose(cast, days=10)
    ended = give(cast, cast.editor, "editor", starts_on=-9, ends_on=10)
    undone = give(cast, cast.editor, "overseer", starts_on=20, ends_on=20)
    assert confirm(row, by=second) == 1
    for role in (ended, undone):
        before = role.ends_on
        role.refresh_from_db()
        assert role.ends_on == before


def test_roles_are_locked_before_people_and_all_of_each_at_once(cast, second):
    give(cast, cast.editor, "coordinator", starts_on=-1)
    row = propose(cast)
    with CaptureQueriesContext(connection) as asked:
        confirm(row, by=second)
    locks = [query["sql"] for query in asked if re.search(LOCKING, query["sql"])]
    tables = [sql.split('FROM "')[1].split('"')[0] for sql in locks]
    assert tables[:3] == ["commitments_succession", "commitments_membership", "ogp_portal_user"]
    assert "commitments_membership" not in tables[3:]
    assert all("ORDER BY" in sql for sql in locks[1:3])


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
    shown = client.get(answer["Location"])
    assert "Confirmar el relevo" in shown.content.decode()
    row = Succession.objects.get()
    read = re.search(rf'name="{four_eyes.field_of(row)}" value="([^"]+)"', shown.content.decode())
    assert client.post(answer["Location"], {"confirm": ""}).status_code == 409
    sent = {"confirm": "", four_eyes.field_of(row): read[1]}
    assert client.post(answer["Location"], sent).status_code == 302
    assert Membership.objects.get(user=cast.editor).ends_on == timezone.localdate()


def test_what_nobody_confirms_is_forgotten(cast):
    row = propose(cast)
    assert workflow.forget_successions(before=row.proposed_at) == 0
    later = row.proposed_at + datetime.timedelta(seconds=1)
    assert workflow.forget_successions(before=later) == 1
