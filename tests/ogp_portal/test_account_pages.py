"""The pages of entering: each opens for whoever is signed in and for whoever is not, and none sends
to an address that does not exist.
"""

import pytest
from allauth.account import urls as library
from django.urls import reverse

from ogp_portal.site import account_urls

OURS = sorted({pattern.name for pattern in account_urls.urlpatterns})
THEIRS = sorted(pattern.name for pattern in library.urlpatterns if not pattern.pattern.regex.groups)


def test_every_name_of_the_library_leads_somewhere():
    assert "account_email" in THEIRS
    assert {reverse(name).split("/")[1] for name in THEIRS} == {"cuenta"}


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("language", ["", "/en"])
@pytest.mark.parametrize("name", OURS)
def test_a_page_of_entering_opens_signed_in_or_not(client, cast, name, language, method):
    client.raise_request_exception = False
    where = language + reverse(name)
    assert getattr(client, method)(where).status_code in {200, 302, 405}
    client.force_login(cast.editor)
    without = {404} if name.startswith("mfa_") else set()  # a factor that she has not
    assert getattr(client, method)(where).status_code in {200, 302, 403, 405, 422} | without


def test_who_is_signed_in_and_has_nothing_to_confirm_goes_to_her_own_work(client, cast):
    client.force_login(cast.editor)
    answer = client.get(reverse("account_email_verification_sent"), follow=True)
    assert answer.redirect_chain[-1] == ("/mi-trabajo/", 302)
    assert answer.status_code == 200


def test_nobody_signed_in_is_asked_to_enter_instead(client, db):
    answer = client.get(reverse("account_email_verification_sent"), follow=True)
    assert answer.redirect_chain == [("/cuenta/login/", 302)]


@pytest.mark.parametrize("where", ["http://[", "https://[::1", "//[x]/", "http://evil.example/"])
@pytest.mark.parametrize("name", ["account_login", "account_request_login_code", "account_signup"])
def test_an_address_to_go_on_to_that_nobody_can_read_leads_nowhere(client, cast, name, where):
    assert client.get(reverse(name), {"next": where}).status_code == 200
    client.force_login(cast.editor)
    assert client.get(reverse(name), {"next": where})["Location"] == "/mi-trabajo/"


def test_who_enters_goes_on_to_the_page_of_this_portal_she_came_from(client, db):
    shown = client.get(reverse("account_login"), {"next": "/compromisos/"}).content.decode()
    assert "/compromisos/" in shown
