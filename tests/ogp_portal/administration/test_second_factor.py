"""Whoever coordinates or administers accounts enters with a second factor, or sets one up before
any other page; a lost one is taken away by two people, or on the server.
"""

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth
from django.core.management import call_command
from django.urls import reverse

from commitments.organizations.models import Membership
from ogp_portal.administration import workflow
from ogp_portal.foundation.permissions import second_factor
from ogp_portal.foundation.refusals import Refusal
from ogp_portal.models import JournalEntry, Letter, User
from tests.people import KEY, LONG_AGO, NAMES, administrator

pytestmark = pytest.mark.django_db
SET_UP = "/cuenta/segundo-factor/activar/"
NEED = {"coordinator", "second_coordinator", "other_coordinator", "administrator"}


def now(key: str = KEY) -> str:
    """Return the code that an application shows."""
    return auth.format_hotp_value(auth.hotp_value(key, next(auth.yield_hotp_counters_from_time())))


def enter(client, person: User):
    """Enter with the code mailed to somebody and return the answer to it."""
    client.post(reverse("account_request_login_code"), {"email": person.email})
    letter = Letter.objects.filter(recipient=person.email, template="account_code").latest("pk")
    (code,) = re.findall(r"^[A-Z0-9]+-[A-Z0-9]+$", letter.text, re.MULTILINE)
    return client.post(reverse("account_confirm_login_code"), {"code": code})


@pytest.mark.parametrize("role", NAMES)
def test_coordinators_and_administrators_alone_are_led_to_set_it_up(client, cast, role):
    Authenticator.objects.all().delete()
    client.force_login(cast.roles()[role])
    answer = client.get(reverse("my_work"))
    assert (answer.status_code, answer.get("Location")) == (
        (302, SET_UP) if role in NEED else (200, None)
    )


def test_without_it_no_page_opens_but_those_to_set_it_up_or_leave(client, cast):
    second_factor.remove(cast.coordinator)
    client.force_login(cast.coordinator)
    addresses = ("/admin/", "/mi-trabajo/", "/", "/cuenta/mis-datos/", "/cuenta/correo/")
    for address in (*addresses, "/en/mi-trabajo/"):
        for answer in (client.get(address), client.post(address, {"x": "1"})):
            assert answer.status_code == 302, address
            assert answer["Location"].endswith(SET_UP), address
    for address in (SET_UP, "/cuenta/salir/", "/cuenta/sesiones/", "/en" + SET_UP):
        assert client.get(address).status_code == 200
    assert client.get("/api/v1/commitments/").status_code == 200  # asks nobody who they are


def test_the_day_a_role_begins_its_holder_needs_it_and_not_before(client, cast):
    Membership.objects.create(
        user=cast.member, organization=cast.city, role="coordinator", starts_on="2999-01-01"
    )
    client.force_login(cast.member)
    assert client.get(reverse("my_work")).status_code == 200
    cast.member.memberships.update(starts_on=LONG_AGO)
    assert client.get(reverse("my_work")).status_code == 302


def test_it_is_set_up_with_a_code_of_the_key_shown_and_gives_ten_recovery_codes(client, cast):
    second_factor.remove(cast.coordinator)
    client.force_login(cast.coordinator)
    page = client.get(SET_UP).content.decode()
    key = re.search(r"<code>([A-Z2-7]{32})</code>", page)[1]
    assert "data:image/svg+xml;base64," in page
    assert client.post(SET_UP, {"code": "000000"}).status_code == 200
    assert second_factor.is_missing(cast.coordinator)
    answer = client.post(SET_UP, {"code": now(key)}, follow=True)
    assert len(re.findall(r"<code>\d{8}</code>", answer.content.decode())) == 10
    assert client.get("/admin/").status_code == 200
    kept = Authenticator.objects.get(user=cast.coordinator, type="totp")
    assert key not in str(kept.data)


def test_the_mailed_code_alone_does_not_enter_where_there_is_a_second_factor(client, cast):
    answer = enter(client, cast.administrator)
    assert answer["Location"] == reverse("mfa_authenticate")
    assert client.get(reverse("my_work"))["Location"].startswith("/cuenta/login/")
    assert client.post(answer["Location"], {"code": "000000"}).status_code == 200
    assert client.get(reverse("my_work")).status_code == 302
    assert client.post(answer["Location"], {"code": now()}).status_code == 302
    assert client.get("/admin/").status_code == 200


def test_whoever_needs_none_enters_with_the_mailed_code(client, cast):
    enter(client, cast.editor)
    assert client.get(reverse("my_work")).status_code == 200


def test_a_lost_factor_is_taken_away_by_two_and_its_person_is_told(client, cast):
    second = administrator("segunda@prueba.example")
    client.force_login(cast.coordinator)
    change = workflow.propose_second_factor(cast.coordinator, by=cast.administrator)
    assert second_factor.has(cast.coordinator)
    own = administrator("administradora+dos@prueba.example")
    with pytest.raises(Refusal, match="no lo confirma"):
        workflow.confirm_change(change, by=own)
    workflow.confirm_change(change, by=second)
    assert not second_factor.has(cast.coordinator)
    assert client.get(reverse("my_work"))["Location"].startswith("/cuenta/login/")
    letter = Letter.objects.get(template="account_second_factor_removed")
    assert letter.recipient == cast.coordinator.email
    assert JournalEntry.objects.filter(act="remove_second_factor", is_public=False).count() == 1
    with pytest.raises(Refusal, match="no tiene"):
        workflow.propose_second_factor(cast.coordinator, by=cast.administrator)


def test_on_the_server_the_only_administrator_gets_in_again(cast):
    call_command("administrator", cast.administrator.email)
    assert second_factor.has(cast.administrator)
    call_command("administrator", cast.administrator.email, "--lost-second-factor")
    assert not second_factor.has(cast.administrator)
    assert User.objects.get(pk=cast.administrator.pk).is_administrator


def test_after_the_portal_s_secret_changed_no_code_is_right(cast, settings):
    settings.SECRET_KEY = "otra"
    factor = Authenticator.objects.get(user=cast.administrator).wrap()
    assert not factor.validate_code(now())
    assert not factor.validate_code(now("A" * 32))
