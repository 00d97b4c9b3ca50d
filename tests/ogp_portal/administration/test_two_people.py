"""What two administrators decide about an account: that it administers, and its address; and how a
person changes her own address.
"""

import datetime
import re

import pytest
from allauth.account.models import EmailAddress
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from ogp_portal.administration import tasks, workflow
from ogp_portal.foundation.permissions.rights import NotAllowed
from ogp_portal.foundation.refusals import Refusal
from ogp_portal.models import AccountChange, JournalEntry, Letter, User
from tests.people import administrator

pytestmark = pytest.mark.django_db
NEW = "nueva@prueba.example"
PAGE = "/cuenta/correo/"


@pytest.fixture
def second(cast) -> User:
    return administrator("segunda@prueba.example")


def fresh(person: User) -> User:
    return User.objects.get(pk=person.pk)


def test_administration_is_proposed_by_one_and_confirmed_by_another(cast, second):
    change = workflow.propose_administration(cast.member, by=cast.administrator)
    assert not fresh(cast.member).is_administrator
    with pytest.raises(NotAllowed):
        workflow.confirm_change(change, by=cast.administrator)
    workflow.confirm_change(change, by=second)
    assert fresh(cast.member).is_administrator
    acts = JournalEntry.objects.filter(subject_id=cast.member.pk).values_list("act", "is_public")
    assert set(acts) == {("propose_administration", False), ("confirm_administration", False)}


def test_administration_is_given_by_no_form_of_one_person(cast):
    cast.member.is_administrator = True
    with pytest.raises(Refusal, match="entre dos personas"):
        workflow.save_person(cast.member, by=cast.administrator)
    invited = User(email="invitada@prueba.example", is_administrator=True)
    with pytest.raises(Refusal, match="entre dos personas"):
        workflow.save_person(invited, by=cast.administrator)
    assert not User.objects.filter(email=invited.email).exists()


def test_nobody_decides_about_an_account_of_her_own(cast, second):
    own = User.objects.create_user("administradora+dos@prueba.example")
    with pytest.raises(Refusal, match="cuenta suya"):
        workflow.propose_administration(own, by=cast.administrator)
    with pytest.raises(NotAllowed):
        workflow.propose_address(cast.administrator, address=NEW, by=cast.administrator)
    other = User.objects.create_user("segunda+dos@prueba.example")
    change = workflow.propose_administration(other, by=cast.administrator)
    with pytest.raises(Refusal, match="cuenta suya"):
        workflow.confirm_change(change, by=second)


def test_an_address_is_changed_by_two_told_to_both_and_ends_every_session(client, cast, second):
    client.force_login(cast.coordinator)
    before = cast.coordinator.email
    EmailAddress.objects.create(user=cast.coordinator, email=before, verified=True)
    change = workflow.propose_address(cast.coordinator, address=NEW, by=cast.administrator)
    assert fresh(cast.coordinator).email == before
    workflow.confirm_change(change, by=second)
    assert fresh(cast.coordinator).email == NEW
    assert not EmailAddress.objects.filter(email=before).exists()
    assert client.get(reverse("my_work")).status_code == 302
    told = Letter.objects.filter(template="account_address_changed")
    assert {letter.recipient for letter in told} == {before, NEW}
    entry = JournalEntry.objects.get(act="change_address")
    assert not entry.is_public
    assert "@" not in str(entry.after)


@pytest.mark.parametrize("mine", ["administradora+b@prueba.example", "segunda@prueba.example"])
def test_no_account_gets_an_address_of_whoever_decides_it(cast, second, mine):
    first, other = cast.administrator, second
    if mine.startswith("administradora"):
        with pytest.raises(Refusal, match="cuenta suya"):
            workflow.propose_address(cast.coordinator, address=mine, by=first)
        first, other = other, first
    change = workflow.propose_address(cast.coordinator, address=mine, by=first)
    with pytest.raises(Refusal, match="cuenta suya"):
        workflow.confirm_change(change, by=other)


def test_no_account_gets_the_address_of_another(cast, second):
    change = workflow.propose_address(
        cast.coordinator, address=cast.editor.email, by=cast.administrator
    )
    with pytest.raises(Refusal, match="Otra cuenta"):
        workflow.confirm_change(change, by=second)
    assert fresh(cast.coordinator).email == cast.coordinator.email


def test_a_change_of_an_account_is_withdrawn_or_forgotten_after_thirty_days(cast, second):
    workflow.withdraw_change(
        workflow.propose_administration(cast.member, by=cast.administrator), by=second
    )
    assert not AccountChange.objects.exists()
    workflow.propose_administration(cast.member, by=cast.administrator)
    for days, is_kept in ((29, True), (31, False)):
        AccountChange.objects.update(proposed_at=timezone.now() - datetime.timedelta(days=days))
        tasks.forget()
        assert AccountChange.objects.exists() == is_kept


def test_in_the_admin_one_proposes_an_address_and_another_confirms_it(client, cast, second):
    client.force_login(cast.administrator)
    page = reverse("admin:ogp_portal_user_change", args=[cast.editor.pk])
    ask = reverse("admin:ogp_portal_user_act", args=[cast.editor.pk, "propose_address"])
    assert ask in client.get(page).content.decode()
    assert client.post(ask, {"address": NEW}).status_code == 302
    change = AccountChange.objects.get()
    confirm = reverse("admin:ogp_portal_accountchange_act", args=[change.pk, "confirm"])
    assert client.post(confirm, {"sure": "1"}).status_code == 404
    client.force_login(second)
    assert client.post(confirm, {"sure": "1"}).status_code == 302
    assert fresh(cast.editor).email == NEW


def test_whoever_runs_the_server_makes_the_first_administrator_and_opens_one_that_was_closed(db):
    for _again in range(2):
        call_command("administrator", "Primera@prueba.example")
        first = User.objects.get(email="primera@prueba.example")
        assert (first.is_active, first.is_administrator) == (True, True)
        User.objects.filter(pk=first.pk).update(is_active=False, is_administrator=False)
    assert JournalEntry.objects.filter(act="make_administrator", is_public=False).count() == 2
    with pytest.raises(CommandError, match="correo"):
        call_command("administrator", "nadie")


def code_to(address: str) -> str:
    """Return the last code that was mailed to an address."""
    letter = Letter.objects.filter(recipient=address, template="account_code").latest("pk")
    return re.search(r"^\d{8}$", letter.text, re.MULTILINE)[0]


def test_a_person_changes_her_address_with_a_code_from_the_old_and_one_from_the_new(client, cast):
    old = cast.editor.email
    client.force_login(cast.editor)
    assert client.post(PAGE, {"address": NEW}).status_code == 302
    assert not Letter.objects.filter(recipient=NEW).exists()
    assert client.post(PAGE, {"code": "00000000"}).status_code == 422
    assert client.post(PAGE, {"code": code_to(old)}).status_code == 302
    assert client.post(PAGE, {"code": code_to(old)}).status_code == 422
    assert fresh(cast.editor).email == old
    answer = client.post(PAGE, {"code": code_to(NEW)}, follow=True)
    assert "entra con el nuevo" in answer.content.decode()
    assert fresh(cast.editor).email == NEW
    assert client.get(reverse("my_work")).status_code == 302
    told = Letter.objects.filter(template="account_address_changed")
    assert {letter.recipient for letter in told} == {old, NEW}
    assert JournalEntry.objects.filter(act="change_address", is_public=False).count() == 1


def test_an_address_that_is_another_s_gets_a_letter_and_no_code(client, cast):
    client.force_login(cast.editor)
    client.post(PAGE, {"address": cast.monitor.email})
    answer = client.post(PAGE, {"code": code_to(cast.editor.email)}, follow=True)
    assert "Paso 3 de 3" in answer.content.decode()  # the same as for any other
    letters = Letter.objects.filter(recipient=cast.monitor.email)
    assert [letter.template for letter in letters] == ["account_notice"]


def test_five_wrong_codes_or_ten_minutes_end_the_change(client, cast):
    client.force_login(cast.editor)
    client.post(PAGE, {"address": NEW})
    right = code_to(cast.editor.email)
    for _try in range(5):
        assert client.post(PAGE, {"code": "x"}).status_code == 422
    assert client.post(PAGE, {"code": right}).status_code == 422  # it is asked for an address again
    assert "Paso 1 de 3" in client.get(PAGE).content.decode()
    client.post(PAGE, {"address": NEW})
    session = client.session
    session["address_change"] = {**session["address_change"], "until": 1.0}
    session.save()
    assert "Paso 1 de 3" in client.get(PAGE).content.decode()


def test_a_change_under_way_is_left_and_one_s_own_address_is_none(client, cast):
    client.force_login(cast.editor)
    assert client.post(PAGE, {"address": cast.editor.email}).status_code == 422
    client.post(PAGE, {"address": NEW})
    client.post(PAGE, {"leave": "1"})
    assert "Paso 1 de 3" in client.get(PAGE).content.decode()
