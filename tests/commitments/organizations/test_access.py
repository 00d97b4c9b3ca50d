"""What a person's memberships give her, and how she is named by them."""

import datetime

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import translation

from commitments.organizations.access import organizations_of, role_of, roles_of
from commitments.organizations.models import Membership
from ogp_portal.foundation.events import journal
from ogp_portal.models import User

pytestmark = pytest.mark.django_db
COORDINATOR, EDITOR = Membership.Role.COORDINATOR, Membership.Role.EDITOR


def also(user: User, organization, role: str, **dates: datetime.date) -> Membership:
    days = {"starts_on": datetime.date(2020, 1, 1), **dates}
    return Membership.objects.create(user=user, organization=organization, role=role, **days)


def test_the_organizations_of_a_person_are_those_where_she_has_the_roles_asked_for(cast):
    also(cast.coordinator, cast.partner, EDITOR)
    also(cast.coordinator, cast.society, COORDINATOR, ends_on=datetime.date(2021, 1, 1))
    assert list(organizations_of(cast.coordinator, COORDINATOR)) == [cast.city.pk]
    assert list(organizations_of(cast.coordinator, EDITOR)) == [cast.partner.pk]
    both = organizations_of(cast.coordinator, COORDINATOR, EDITOR)
    assert sorted(both) == sorted([cast.city.pk, cast.partner.pk])


@pytest.fixture
def first_account(cast) -> User:
    """The account whose number is 1 coordinates for an institution."""
    account, _is_new = User.objects.get_or_create(pk=1, defaults={"email": "una@prueba.example"})
    also(account, cast.stranger, COORDINATOR)
    return account


def test_a_visitor_and_who_has_no_role_have_no_organization(cast, first_account):
    assert list(organizations_of(first_account, COORDINATOR)) == [cast.stranger.pk]
    for person in (AnonymousUser(), cast.administrator, cast.former_editor, User()):
        assert list(organizations_of(person, COORDINATOR, EDITOR)) == []
        assert roles_of(person) == []


def test_the_journal_names_whoever_acts_by_her_role_and_organization(cast, first_account):
    assert role_of(cast.coordinator) == str(cast.coordinator.memberships.get())
    assert "Ciudad" in role_of(cast.coordinator)
    assert cast.coordinator.name not in role_of(cast.coordinator)
    assert role_of(cast.administrator) == "administración del portal"
    assert role_of(User()) == "ciudadanía"
    assert role_of(cast.former_editor) == "ciudadanía"
    assert role_of(AnonymousUser()) == "portal"


def test_the_record_is_in_the_language_of_the_portal_whatever_that_of_the_page(cast):
    membership = cast.editor.memberships.get()
    role, name = role_of(cast.coordinator), str(membership)
    with translation.override("en"):
        assert str(membership) != name
        entry = journal.record("edit", membership, role=role_of(cast.coordinator))
    assert (entry.actor_role, entry.subject_title) == (role, name)


def test_an_institution_with_the_longest_name_and_no_short_one_acts(cast):
    cast.city.name, cast.city.short_name = "Servicio " + "a" * 191, ""
    cast.city.save()
    entry = journal.record("edit", cast.plan, role=role_of(cast.coordinator))
    assert entry.actor_role.endswith(cast.city.name)


def test_the_roles_of_a_person_are_all_that_are_in_force(cast):
    second = also(cast.coordinator, cast.partner, EDITOR)
    also(cast.coordinator, cast.society, COORDINATOR, ends_on=datetime.date(2021, 1, 1))
    first = cast.coordinator.memberships.get(organization=cast.city)
    assert roles_of(cast.coordinator) == [first, second]
