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
