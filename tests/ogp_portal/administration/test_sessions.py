"""An account is its person's: nobody changes its address alone, and what changes who may enter ends
the sessions there are.
"""

import datetime

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from commitments.organizations import workflow as organizations
from commitments.organizations.models import RoleProposal
from ogp_portal.administration import workflow
from ogp_portal.foundation.permissions import accounts
from ogp_portal.foundation.refusals import Refusal
from ogp_portal.models import JournalEntry, User
from tests.people import administrator

pytestmark = pytest.mark.django_db


def devices(person: User) -> list[Client]:
    """Return two browsers in which somebody is signed in."""
    both = [Client(), Client()]
    for device in both:
        device.force_login(person)
    return both


def is_in(device: Client) -> bool:
    return device.get(reverse("my_work")).status_code == 200


def role(cast, who: User) -> RoleProposal:
    return RoleProposal(
        user=who, organization=cast.city, role="editor", starts_on=timezone.localdate()
    )


@pytest.fixture
def second(cast) -> User:
    return administrator("segunda@prueba.example")


def test_a_person_closes_her_sessions_on_every_device_and_nobody_else_s(cast):
    own, other = devices(cast.editor)
    (strange, _second) = devices(cast.colleague)
    assert own.get(reverse("account_sessions")).status_code == 200
    assert is_in(own)
    assert is_in(other)
    answer = own.post(reverse("account_sessions"), follow=True)
    assert "cerrada en todos los dispositivos" in answer.content.decode()
    assert not is_in(own)
    assert not is_in(other)
    assert is_in(strange)
    entry = JournalEntry.objects.get(act="close_sessions")
    assert not entry.is_public


def test_a_visitor_has_no_sessions_to_close(client, db):
    assert client.post(reverse("account_sessions")).status_code == 302
    assert not JournalEntry.objects.filter(act="close_sessions").exists()


@pytest.mark.parametrize("what", ["is_active", "is_administrator"])
def test_closing_an_account_or_its_administration_ends_its_sessions(cast, second, what):
    (device, _other) = devices(second)
    assert is_in(device)
    setattr(second, what, False)
    workflow.save_person(second, by=cast.administrator)
    assert not is_in(device)


def test_a_changed_name_ends_no_session(cast):
    (device, _other) = devices(cast.editor)
    cast.editor.name = "Otro cargo"
    workflow.save_person(cast.editor, by=cast.administrator)
    assert is_in(device)


def test_a_role_that_is_given_or_ended_ends_the_sessions_of_its_holder(cast, second):
    (device, _other) = devices(cast.coordinator)
    given = organizations.confirm_role(
        organizations.propose_role(role(cast, cast.coordinator), by=cast.administrator), by=second
    )
    assert not is_in(device)
    (device, _other) = devices(User.objects.get(pk=cast.coordinator.pk))
    given.ends_on = given.starts_on + datetime.timedelta(days=1)
    organizations.save_membership(given, by=cast.administrator)
    assert not is_in(device)


def test_nobody_changes_the_address_of_an_account_alone(client, cast):
    address = cast.coordinator.email
    cast.coordinator.email = "mia@prueba.example"
    with pytest.raises(Refusal, match="entre dos personas"):
        workflow.save_person(cast.coordinator, by=cast.administrator)
    client.force_login(cast.administrator)
    change = reverse("admin:ogp_portal_user_change", args=[cast.coordinator.pk])
    typed = {"email": "mia@prueba.example", "name": "x", "is_active": "on"}
    assert client.post(change, typed).status_code == 302
    kept = User.objects.get(pk=cast.coordinator.pk)
    assert (kept.email, kept.name) == (address, "x")


@pytest.mark.parametrize("is_confirmed", [True, False])
def test_a_confirmed_address_in_common_is_one_person(cast, is_confirmed):
    other = User.objects.create_user("otra@prueba.example")
    EmailAddress.objects.create(user=other, email=cast.administrator.email, verified=is_confirmed)
    assert accounts.is_same_person(other, cast.administrator) == is_confirmed


def test_people_of_one_domain_are_not_one_person(cast):
    assert not accounts.is_same_person(cast.editor, cast.administrator)
    assert accounts.is_same_person(cast.editor, User.objects.get(pk=cast.editor.pk))
