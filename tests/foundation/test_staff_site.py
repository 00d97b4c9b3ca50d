"""Who enters the admin: whoever works there by a role of today, and who keeps accounts; nobody by a
flag, and nobody longer than the role.
"""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from commitments.organizations.models import Membership
from ogp_portal.models import User
from tests.people import NAMES

pytestmark = pytest.mark.django_db
ENTER = {
    "editor",
    "colleague",
    "other_editor",
    "coordinator",
    "second_coordinator",
    "other_coordinator",
    "administrator",
}
DAY = datetime.timedelta(days=1)


def may_enter(client, person: User) -> bool:
    """Say whether the admin opens, and that "Mi trabajo" offers it to the same people."""
    client.force_login(person)
    status = client.get(reverse("admin:index"), follow=True).status_code
    is_offered = reverse("admin:index") in client.get(reverse("my_work")).content.decode()
    assert status == (200 if is_offered else 403)
    return is_offered


@pytest.mark.parametrize("role", NAMES)
def test_the_admin_opens_to_roles_in_force_alone(client, cast, role):
    assert may_enter(client, cast.roles()[role]) == (role in ENTER)


def test_a_visitor_is_led_to_the_page_where_everybody_enters(client, db):
    for address in (reverse("admin:index"), reverse("admin:login")):
        answer = client.get(address, follow=True)
        assert answer.request["PATH_INFO"] == reverse("account_login")


def test_whoever_is_in_and_asks_to_enter_is_let_in_or_refused(client, cast):
    client.force_login(cast.editor)
    assert client.get(reverse("admin:login")).url == reverse("admin:index")
    client.force_login(cast.monitor)
    assert client.get(reverse("admin:login")).status_code == 403


@pytest.mark.parametrize(
    ("starts", "ends", "enters"),
    [(0, None, True), (1, None, False), (-9, 1, True), (-9, 0, False)],
)
def test_the_door_opens_and_closes_with_the_days_of_the_role(client, cast, starts, ends, enters):
    person = User.objects.create_user("nueva@prueba.example")
    today = timezone.localdate()
    Membership.objects.create(
        user=person,
        organization=cast.city,
        role="editor",
        starts_on=today + starts * DAY,
        ends_on=None if ends is None else today + ends * DAY,
    )
    assert may_enter(client, person) == enters


def test_the_last_role_that_ends_closes_the_door_at_the_next_request(client, cast):
    client.force_login(cast.editor)
    plans = reverse("admin:commitments_commitment_changelist")
    assert client.get(plans).status_code == 200
    cast.editor.memberships.update(ends_on=timezone.localdate())
    assert client.get(plans).status_code == 302
    assert client.get(plans, follow=True).status_code == 403


def test_a_closed_account_enters_nowhere(client, cast):
    client.force_login(cast.coordinator)
    User.objects.filter(pk=cast.coordinator.pk).update(is_active=False)
    assert client.get(reverse("admin:index")).status_code == 302
