"""P13: every door walked as every outsider: pages, the admin and the accounts, the headers of
answers, documents, data and feeds, pages of errors, letters, and what a proxy keeps.
"""

import io
import zipfile

import pytest
from django.test import Client
from pypdf import PdfReader

from commitments.progress.models import Evidence
from ogp_portal.foundation.events import kept_documents, outbox
from ogp_portal.models import Letter, User
from tests.factories.publications import publication
from tests.promises import crawling
from tests.promises.test_canary import CANARY, secrets  # noqa: F401
from tests.promises.test_proxy import origin, site  # noqa: F401

OUTSIDERS = (
    "citizen",
    "other_editor",
    "other_coordinator",
    "former_editor",
    "other_counterpart",
    "other_monitor",
    "overseer",
    "administrator",
    "former_member",
    "other_member",
)
AT_EACH_PUSH = ("citizen",)  # the others by night
OF_THE_ADMINISTRATOR = ("/admin/ogp_portal/user/", "/admin/forums/seat/")  # whom it names is there
WORD = CANARY.encode()
NIGHTLY = [
    name if name in AT_EACH_PUSH else pytest.param(name, marks=pytest.mark.nightly)
    for name in OUTSIDERS
]


def says_the_word(answer: crawling.Answer) -> bool:
    """Say whether an answer holds the word, in its headers or in its body, unpacked and read."""
    headers = str(answer.headers).encode()
    body = answer.body
    if answer.kind == "application/pdf":
        pages = PdfReader(io.BytesIO(answer.body)).pages
        body += "".join(page.extract_text() for page in pages).encode()
    if answer.body[:4] == b"PK\x03\x04":
        with zipfile.ZipFile(io.BytesIO(answer.body)) as packed:
            body += b"".join(name.encode() + packed.read(name) for name in packed.namelist())
    return WORD in headers or WORD in body


@pytest.mark.django_db
@pytest.mark.parametrize("name", NIGHTLY)
def test_no_door_of_an_outsider_says_the_word(client, cast, secrets, name, request):  # noqa: F811
    public, kept, hidden = secrets
    shown = publication(cast, "published")
    if name != "citizen":
        client.force_login(getattr(cast, name))
    client.raise_request_exception = False
    starts = (*crawling.STARTS, f"/publicaciones/{shown.publication.slug}/v/1.pdf")
    of_each = 20 if request.config.getoption("--nightly") else 1
    answers = crawling.crawl(client, of_each=of_each, starts=starts)
    while kept_documents.make_waiting():
        pass
    answers += [crawling.ask(client, found.address) for found in answers if found.status == 202]
    kinds = {answer.kind for answer in answers}
    assert len(answers) > 120
    assert kinds >= {"text/html", "application/json", "text/csv", "application/pdf"}
    hits = [answer.address for answer in answers if says_the_word(answer)]
    if name == "administrator":
        hits = [address for address in hits if not address.startswith(OF_THE_ADMINISTRATOR)]
    assert hits == []
    assert client.get(f"/evidencia/{public.slug}/{kept.sha256}/").status_code == 404
    assert client.get(f"/planes/{hidden.slug}/").status_code == 404
    for proof in Evidence.objects.filter(title=CANARY, commitment__title__startswith="Oculto"):
        address = f"/evidencia/{proof.commitment.slug}/{proof.sha256}/"
        assert client.get(address).status_code == 404


@pytest.mark.django_db
def test_an_address_that_is_not_there_says_nothing_of_what_is(client, cast, secrets):  # noqa: F811
    client.raise_request_exception = False
    public, _kept, hidden = secrets
    for path in (f"/planes/{hidden.slug}/", f"/planes/{hidden.slug}.atom", "/planes/nada/"):
        answer = client.get(path)
        assert (answer.status_code, WORD in answer.content) == (404, False)
    sent = client.post(f"/compromisos/{public.slug}/preguntar/", {"text": ""})
    assert WORD not in sent.content


@pytest.mark.django_db
def test_no_letter_to_an_outsider_says_the_word(cast, secrets):  # noqa: F811
    while outbox.drain():
        pass
    assert Letter.objects.exists()
    strangers = [getattr(cast, name).email for name in OUTSIDERS if name != "citizen"]
    letters = Letter.objects.filter(recipient__in=strangers)
    told = [
        (letter.recipient, letter.subject)
        for letter in letters
        if CANARY in f"{letter.subject}{letter.text}{letter.html}{letter.calendar}"
    ]
    assert told == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.xdist_group("proxy")
def test_what_somebody_inside_read_through_the_proxy_is_kept_for_nobody(site, cast, secrets):  # noqa: F811
    inside = Client()
    inside.force_login(User.objects.get(pk=cast.coordinator.pk))
    cookie = {"Cookie": f"session={inside.cookies['session'].value}"}
    starts = ("/mi-trabajo/", "/admin/", "/")
    read = crawling.crawl(inside, of_each=1, most=90, starts=starts)
    with_word = [
        found.address
        for found in read
        if found.status == 200 and says_the_word(found) and "oembed" not in found.address
    ]  # whose own address is another there
    assert len(with_word) > 5
    for address in with_word:
        inside_says, outside_says = site.ask(address, cookie), site.ask(address)
        assert WORD in inside_says.body + str(inside_says.headers).encode(), address
        assert WORD not in outside_says.body + str(outside_says.headers).encode(), address
