"""Following without an account: confirmed from the mailbox, the same answer to everybody, left in
one click and forgotten.
"""

import datetime
import re

import pytest
import time_machine
from django.utils import timezone

from commitments.plans.models import Commitment, Theme
from forums.bodies.models import Forum
from ogp_portal.foundation.events import outbox
from ogp_portal.foundation.permissions.rights import NotAllowed
from ogp_portal.foundation.refusals import Refusal
from ogp_portal.models import Letter
from tests.factories.commitments import commitment
from tests.transparency.subscriptions.conftest import follower
from transparency.subscriptions import emails, topics, workflow
from transparency.subscriptions.models import Subscriber, Subscription


def link_in(letter: Letter) -> str:
    return re.search(r"http://localhost:8000(/seguir/\S+)", letter.text)[1]


def ask(email: str, row: Commitment, frequency: str = "weekly") -> None:
    workflow.subscribe(
        email=email, kind="commitment", target=row.slug, frequency=frequency, language="es-cl"
    )


def test_a_visitor_follows_confirms_chooses_and_leaves(client, cast):
    row = commitment(cast)
    page = client.get(f"/compromisos/{row.slug}/").content.decode()
    form = f"/seguir/?que=commitment&cual={row.slug}"
    assert form.replace("&", "&amp;") in page
    asked = client.post(form, {"email": "Una@Correo.example", "frequency": "weekly", "website": ""})
    assert "Falta un paso" in asked.content.decode()
    confirm = link_in(Letter.objects.get())
    assert client.get(confirm).status_code == 200
    assert Subscription.objects.get().confirmed_at is None  # looking is not confirming
    done = client.post(confirm).content.decode()
    assert "Listo" in done
    manage = re.search(r'href="(/seguir/mis/[^"]+)"', done)[1]
    listed = client.get(manage)
    assert row.title in listed.content.decode()
    assert listed["Referrer-Policy"] == "same-origin"
    own = str(Subscription.objects.get().public_id)
    assert client.post(manage, {"subscription": own, "frequency": "monthly"}).status_code == 302
    assert Subscription.objects.get().frequency == "monthly"
    assert client.post(manage, {"subscription": own, "frequency": "nunca"}).status_code == 422
    assert client.post(manage, {"subscription": "x"}).status_code == 404
    client.post(manage, {"subscription": own, "leave": ""})
    assert not Subscriber.objects.exists()
    assert client.get(manage).status_code == 404


def test_the_answer_is_the_same_whoever_follows_what(client, cast):
    row = commitment(cast)
    follower("una@correo.example", "commitment", row.slug)
    pages = [
        client.post(
            f"/seguir/?que=commitment&cual={row.slug}",
            {"email": email, "frequency": "weekly", "website": ""},
        ).content
        for email in ("una@correo.example", "otra@correo.example")
    ]
    strip = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]+"')
    assert strip.sub(b"", pages[0]) == strip.sub(b"", pages[1])
    texts = list(Letter.objects.order_by("pk").values_list("text", flat=True))
    assert [
        "Ya sigues" in Letter.objects.order_by("pk")[0].subject,
        "Confirma" in Letter.objects.order_by("pk")[1].subject,
    ] == [True, True]
    assert "/seguir/mis/" in texts[0]


@pytest.mark.parametrize(
    "data",
    [
        {"email": "no"},
        {"email": ""},
        {"email": "a@b.example", "frequency": "x"},
        {"email": "a@b.example", "frequency": "weekly", "website": "x"},
    ],
)
def test_a_wrong_request_is_told_and_nothing_is_kept(client, cast, data):
    row = commitment(cast)
    answer = client.post(
        f"/seguir/?que=commitment&cual={row.slug}", {"frequency": "weekly", "website": "", **data}
    )
    assert answer.status_code == 422
    assert not Subscriber.objects.exists()


@pytest.mark.parametrize(
    "address",
    [
        "",
        "?que=commitment&cual=no",
        "?que=x&cual=y",
        "?que=search&cual=",
        "?que=plan&cual=%01",
        "?que=search&cual=orden%3Dtitulo",
    ],
)
def test_what_is_not_there_cannot_be_followed(client, db, address):
    assert client.get(f"/seguir/{address}").status_code == 404


def test_a_draft_cannot_be_followed(cast):
    with pytest.raises(NotAllowed):
        ask("una@correo.example", commitment(cast, "draft"))


def test_every_kind_of_topic_is_found_with_its_page(client, cast):
    row = commitment(cast)
    theme = Theme.objects.create(slug="agua", name="Agua")
    Commitment.objects.filter(pk=row.pk).update(theme=theme)
    for kind, target in (
        ("plan", cast.plan.slug),
        ("commitment", row.slug),
        ("institution", cast.city.slug),
        ("forum", Forum.objects.first().slug),
        ("theme", "agua"),
        ("search", "q=plaza&nivel=limited"),
    ):
        topic = topics.find(kind, target)
        assert topic is not None, kind
        assert topic.title
        assert client.get(topic.path).status_code == 200
        assert topics.entries(kind, topic.target) is not None


def test_a_mailbox_is_not_filled_by_the_form(cast):
    rows = [commitment(cast) for _turn in range(8)]
    for row in rows:
        ask("una@correo.example", row)
    assert Letter.objects.count() == 3


def test_a_link_of_confirmation_lasts_seven_days_and_can_be_asked_for_again(cast):
    row = commitment(cast)
    ask("una@correo.example", row)
    code = link_in(Letter.objects.get()).split("/")[-2]
    with time_machine.travel(timezone.now() + datetime.timedelta(days=8), tick=False):
        with pytest.raises(Refusal):
            workflow.confirm_subscription(code)
        assert workflow.forget_requests(now=timezone.now()) == 1
    ask("una@correo.example", row)
    assert Letter.objects.count() == 2
    newest = link_in(Letter.objects.order_by("-pk")[0]).split("/")[-2]
    assert workflow.confirm_subscription(newest) == workflow.confirm_subscription(newest)
    with pytest.raises(NotAllowed):
        workflow.confirm_subscription(code)


def test_one_click_leaves_everything_and_the_address_is_deleted(client, cast):
    row, other = commitment(cast), commitment(cast)
    who = follower("una@correo.example", "commitment", row.slug)
    follower("una@correo.example", "commitment", other.slug, frequency="weekly")
    page = f"/seguir/baja/{emails.token_of(who)}/"
    assert "@" not in page
    assert client.get(page).status_code == 200
    assert Subscriber.objects.exists()  # looking is not leaving
    for _twice in range(2):
        assert client.post(page, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert not Subscriber.objects.exists()
    assert not Subscription.objects.exists()
    assert client.post("/seguir/baja/inventado/").status_code == 404


def test_a_mail_program_leaves_without_a_cookie(cast):
    from django.test import Client

    who = follower("una@correo.example", "commitment", commitment(cast).slug)
    strict = Client(enforce_csrf_checks=True)
    assert (
        strict.post(
            f"/seguir/baja/{emails.token_of(who)}/", {"List-Unsubscribe": "One-Click"}
        ).status_code
        == 200
    )
    assert not Subscriber.objects.exists()


def test_nobody_opens_what_another_follows(client, cast):
    subscriber, other = (
        follower(f"{name}@correo.example", "commitment", commitment(cast).slug)
        for name in ("una", "otra")
    )
    theirs = str(other.subscriptions.get().public_id)
    assert (
        client.post(
            f"/seguir/mis/{emails.token_of(subscriber)}/", {"subscription": theirs, "leave": ""}
        ).status_code
        == 404
    )
    assert other.subscriptions.count() == 1
    assert client.get("/seguir/mis/inventado/").status_code == 404


def test_forty_people_behind_one_address_get_through(client, cast):
    row = commitment(cast)
    answers = [
        client.post(
            f"/seguir/?que=commitment&cual={row.slug}",
            {"email": f"p{n}@correo.example", "frequency": "weekly", "website": ""},
        ).status_code
        for n in range(62)
    ]
    assert answers[:40] == [200] * 40
    assert answers[-1] == 429


def test_the_letter_of_confirmation_is_sent_in_the_language_of_the_form(client, cast, mailoutbox):
    row = commitment(cast)
    client.post(
        f"/en/seguir/?que=commitment&cual={row.slug}",
        {"email": "one@correo.example", "frequency": "weekly", "website": ""},
    )
    outbox.drain()
    assert "follow" in mailoutbox[0].subject.lower()
