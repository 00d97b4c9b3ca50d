"""A session that ends while somebody writes loses no word: what was sent is kept until she has
entered again, for her alone, and is sent by one button. A typed word outlives another button.
"""

import datetime
import re
import uuid

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from forums.drafts.models import Comment
from forums.sessions.models import Minutes, Observation
from ogp_portal.foundation.permissions import four_eyes, interrupted
from ogp_portal.models import InterruptedWriting
from tests.factories import forums as made

WORDS = "¿Por qué se dejó fuera la plaza?"


def write(client, row, *, by):
    """Open the form of a comment and let the session end; the browser forgets its cookie then."""
    page = f"/consultas/{row.slug}/comentar/"
    client.force_login(by)
    client.get(page)
    end_session(client)
    return page, {"kind": "doubt", "text": WORDS, "key": str(uuid.uuid4())}


def end_session(client):
    client.session.flush()
    del client.cookies[settings.SESSION_COOKIE_NAME]


@pytest.mark.django_db
def test_what_was_sent_without_a_session_is_shown_after_entering_and_sent_by_a_button(client, cast):
    row = made.consultation(cast)
    page, body = write(client, row, by=cast.member)
    answer = client.post(page, body)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/cuenta/login/")
    assert answer.cookies[interrupted.COOKIE]["httponly"]
    client.force_login(cast.member)
    shown = client.get(page).content.decode()
    assert WORDS in shown
    again = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', shown))
    assert {name: again[name] for name in body} == body
    assert client.post(page, body)["Location"].startswith(f"/consultas/{row.slug}/")
    assert Comment.objects.get().text == WORDS
    assert not InterruptedWriting.objects.exists()
    assert WORDS not in client.get(page).content.decode()


@pytest.mark.django_db
def test_it_is_shown_to_nobody_else_and_on_no_other_page(client, cast):
    row = made.consultation(cast)
    page, body = write(client, row, by=cast.member)
    assert client.post(page, body).status_code == 302
    assert InterruptedWriting.objects.get().user == cast.member
    assert WORDS not in client.get(page, follow=True).content.decode(), "nobody is signed in"
    code = client.cookies[interrupted.COOKIE].value
    client.force_login(cast.chair)
    client.cookies[interrupted.COOKIE] = code
    assert WORDS not in client.get(page).content.decode(), "it was another's session"
    client.force_login(cast.member)
    client.cookies[interrupted.COOKIE] = code
    assert WORDS not in client.get("/mi-trabajo/").content.decode()
    assert WORDS in client.get(page).content.decode()
    del client.cookies[interrupted.COOKIE]
    assert WORDS not in client.get(page).content.decode(), "another browser"


@pytest.mark.django_db
def test_what_nobody_known_sent_is_not_kept_for_whoever_signs_in_next(client, cast):
    page, body = write(client, made.consultation(cast), by=cast.member)
    for marker in (None, "", "7", f"{cast.chair.pk}:{'A' * 43}"):
        client.cookies.pop(interrupted.WRITER_COOKIE, None)
        if marker is not None:
            client.cookies[interrupted.WRITER_COOKIE] = marker
        assert client.post(page, body).status_code == 302
    assert not InterruptedWriting.objects.exists()
    client.force_login(cast.chair)
    assert WORDS not in client.get(page).content.decode()


@pytest.mark.django_db
def test_what_the_last_one_at_a_browser_sent_is_hers_and_not_of_who_was_there_before(client, cast):
    write(client, made.consultation(cast), by=cast.chair)
    page, body = write(client, made.consultation(cast), by=cast.member)
    client.post(page, body)
    assert InterruptedWriting.objects.get().user == cast.member


@pytest.mark.django_db
def test_pages_for_everybody_give_no_cookie(client, cast):
    assert interrupted.WRITER_COOKIE not in client.get("/compromisos/").cookies
    client.force_login(cast.member)
    assert interrupted.WRITER_COOKIE not in client.get("/api/v1/commitments/").cookies
    given = client.get("/mi-trabajo/").cookies[interrupted.WRITER_COOKIE]
    assert given["httponly"]
    assert interrupted.WRITER_COOKIE not in client.get("/mi-trabajo/").cookies, "it has it"


@pytest.mark.django_db
def test_it_can_be_forgotten_instead(client, cast):
    page, body = write(client, made.consultation(cast), by=cast.member)
    client.post(page, body)
    client.force_login(cast.member)
    assert client.post(page, {interrupted.DISCARD: ""})["Location"] == page
    assert not InterruptedWriting.objects.exists()
    assert not Comment.objects.exists()
    assert client.get(page).status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize(("minutes", "is_there"), [(29, True), (30, False)])
def test_it_is_kept_half_an_hour_and_no_longer(client, cast, minutes, is_there):
    page, body = write(client, made.consultation(cast), by=cast.member)
    client.post(page, body)
    back = timezone.now() - datetime.timedelta(minutes=minutes)
    InterruptedWriting.objects.update(kept_at=back)
    client.force_login(cast.member)
    assert (WORDS in client.get(page).content.decode()) == is_there
    interrupted.forget(now=timezone.now())
    assert InterruptedWriting.objects.exists() == is_there


@pytest.mark.django_db
@pytest.mark.parametrize(("size", "is_kept"), [(699_000, True), (700_001, False)])
def test_what_is_kept_is_bounded(client, cast, size, is_kept):
    page, body = write(client, made.consultation(cast), by=cast.member)
    client.post(page, {**body, "text": "a" * size})
    assert InterruptedWriting.objects.exists() == is_kept


@pytest.mark.django_db
def test_the_administrations_forms_are_kept_too_and_files_are_said_to_be_lost(client, cast):
    from django.core.files.uploadedfile import SimpleUploadedFile

    page = "/admin/commitments/organization/add/"
    client.force_login(cast.administrator)
    client.get(page)
    end_session(client)
    client.post(page, {"name": "Junta de vecinos", "file": SimpleUploadedFile("a.txt", b"a")})
    kept = InterruptedWriting.objects.get()
    assert kept.words["name"] == ["Junta de vecinos"]
    client.force_login(cast.administrator)
    shown = client.get(page).content.decode()
    assert "Junta de vecinos" in shown
    assert "Los archivos no se pueden guardar" in shown


@pytest.mark.django_db
def test_a_page_with_a_long_address_finds_what_was_sent_to_it(client, cast):
    page = f"/admin/commitments/organization/add/?_changelist_filters={'a' * 600}"
    client.force_login(cast.administrator)
    client.get(page)
    end_session(client)
    client.post(page, {"name": "Junta de vecinos"})
    client.force_login(cast.administrator)
    shown = client.get(page).content.decode()
    assert "Junta de vecinos" in shown
    assert 'action="' + page in shown


@pytest.mark.django_db
def test_a_survey_that_is_answered_with_an_account_waits_for_who_was_writing(client, cast):
    row = made.survey(cast, "announced", needs_account=True)
    page = f"/encuestas/{row.slug}/"
    body = {f"q{question.pk}": WORDS for question in row.questions.filter(kind="open")[:1]}
    client.force_login(cast.member)
    client.get(page)
    end_session(client)
    assert client.post(page, body)["Location"].startswith("/cuenta/login/")
    client.force_login(cast.member)
    assert WORDS in client.get(page).content.decode()


@pytest.mark.django_db
def test_who_was_never_here_is_led_to_enter_before_answering_it(client, cast):
    row = made.survey(cast, "announced", needs_account=True)
    answer = client.post(f"/encuestas/{row.slug}/", {"q1": WORDS})
    assert answer["Location"] == f"/cuenta/login/?next=/encuestas/{row.slug}/"
    assert not InterruptedWriting.objects.exists()
    without = made.survey(cast, "announced")
    assert client.post(f"/encuestas/{without.slug}/", {"q1": WORDS}).status_code == 422


OWN = "http://testserver"


@pytest.fixture
def strict(cast):
    """A browser whose tokens against forged forms are looked at, and a form opened in it."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.member)
    row = made.consultation(cast)
    page = f"/consultas/{row.slug}/comentar/"
    token = _token(client.get(page))
    body = {"kind": "doubt", "text": WORDS, "key": str(uuid.uuid4()), "csrfmiddlewaretoken": token}
    return client, page, body


def _token(answer):
    return re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', answer.content.decode())[1]


def enter_elsewhere(client):
    """Enter again in another window of the browser: pages opened before have an old token."""
    client.cookies[settings.CSRF_COOKIE_NAME] = "b" * 32


def test_what_was_typed_before_entering_in_another_window_comes_back_and_is_sent(strict):
    client, page, body = strict
    enter_elsewhere(client)
    answer = client.post(page, body, headers={"Origin": OWN})
    assert answer.status_code == 403
    shown = answer.content.decode()
    assert WORDS in shown
    assert "Entraste o saliste en otra ventana" in shown
    assert not Comment.objects.exists()
    again = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', shown))
    assert again["csrfmiddlewaretoken"] != body["csrfmiddlewaretoken"]
    assert client.post(page, again, headers={"Origin": OWN}).status_code == 302
    assert Comment.objects.get().text == WORDS


def test_a_form_that_needs_no_account_gives_its_words_back_too(cast):
    client = Client(enforce_csrf_checks=True)
    page = f"/convocatorias/{made.call(cast).slug}/proponer/"
    token = _token(client.get(page))
    enter_elsewhere(client)
    answer = client.post(
        page, {"title": WORDS, "csrfmiddlewaretoken": token}, headers={"Origin": OWN}
    )
    assert (answer.status_code, WORDS in answer.content.decode()) == (403, True)


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://testserver:81", None])
def test_a_form_of_another_site_gets_nothing_back_to_press(strict, origin):
    client, page, body = strict
    enter_elsewhere(client)
    answer = client.post(page, body, headers={"Origin": origin} if origin else {})
    assert answer.status_code == 403
    assert WORDS not in answer.content.decode()
    assert not Comment.objects.exists()


@pytest.mark.django_db
def test_a_form_that_needs_no_account_keeps_nothing(client, cast):
    client.post("/cuenta/login/", {"login": cast.member.email})
    client.post(f"/convocatorias/{made.call(cast).slug}/proponer/", {"title": WORDS})
    assert not InterruptedWriting.objects.exists()


@pytest.mark.django_db
def test_an_observation_outlives_the_button_of_conformity_and_goes_by_its_own(client, cast):
    row = made.minutes(cast, "circulated")
    client.force_login(cast.member)
    page = f"/mi-trabajo/sesiones/{row.session.slug}/"
    assert re.search("<noscript>[^<]*<p[^>]*>[^<]*solo su parte", client.get(page).content.decode())
    answer = client.post(page, {"act": "confirm", "text": WORDS})
    assert answer.status_code == 422
    assert WORDS in answer.content.decode()
    assert not Observation.objects.exists()
    assert client.post(page, {"act": "observe", "text": WORDS}).status_code == 302
    assert Observation.objects.get().text == WORDS
    minutes = Minutes.objects.get()
    read = {four_eyes.field_of(minutes): four_eyes.as_read("confirm", minutes)}
    assert client.post(page, {"act": "confirm", "text": " ", **read}).status_code == 302
