"""P25: a workshop behind one address is let in whole, also while somebody sends what is heavy, and
nothing slow is done while others wait for a row.
"""

import concurrent.futures
import io
import random
import time
import uuid
from pathlib import Path
from urllib.parse import quote

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from PIL import Image

from commitments.progress import workflow as progress
from forums.bodies.models import CITIZENS
from forums.drafts import workflow as drafts
from forums.proposals import workflow as proposals
from forums.proposals.models import Attachment, Call, Proposal
from forums.sessions import workflow as sessions
from ogp_portal.foundation.documents import sandbox
from ogp_portal.foundation.events import rates
from tests.databases import PREFIX
from tests.factories import forums as made
from tests.factories.commitments import PNG, update
from tests.promises import serving

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("workshop"),
    pytest.mark.skipif(not settings.EMBEDDED, reason="needs the embedded database"),
]
HELD = """
SELECT count(*) FROM pg_locks WHERE pid = pg_backend_pid() AND locktype = 'relation'
AND mode IN ('RowShareLock', 'RowExclusiveLock')
"""


@pytest.fixture
def port(request, tmp_path, settings):
    """The web program on the database of this test."""
    worker = getattr(request.config, "workerinput", {}).get("workerid", "alone")
    place = connection.settings_dict
    url = (
        f"postgresql://{place['USER']}@{quote(place['HOST'], safe='')}/{PREFIX}_committed_{worker}"
    )
    (tmp_path / "static").symlink_to(settings.STATIC_ROOT)
    with serving.web(
        tmp_path,
        DATABASE_URL=url,
        SECRET_KEY=settings.SECRET_KEY,
        PORTAL_VAR=str(tmp_path),
    ) as found:
        yield found


def noise(width: int, height: int, kind: str, **how) -> bytes:
    """Return a picture that does not compress, as photographs do not."""
    pixels = random.Random(width).randbytes(width * height)
    output = io.BytesIO()
    Image.frombytes("L", (width, height), pixels).save(output, kind, **how)
    return output.getvalue()


def heavy_picture() -> bytes:
    """Return a PNG of 30 megapixels, the largest that is taken, and about 8 MB."""
    tile = Image.frombytes("L", (6000, 1333), random.Random(1).randbytes(6000 * 1333))
    whole = Image.new("L", (6000, 5000))
    whole.paste(tile, (0, 0))
    output = io.BytesIO()
    whole.save(output, "PNG", compress_level=1)
    return output.getvalue()


def send(port: int, call: Call, number: int, picture: bytes = b"", name: str = "foto.jpg"):
    """Send a proposal as a browser does and return the status and the seconds it took."""
    data = {
        "title": f"Idea {number}",
        "problem": "Hay plazas sin uso.",
        "solution": "Un huerto en cada una.",
        "sector": CITIZENS,
        "email": f"vecina{number}@prueba.example",
        "key": str(uuid.uuid4()),
        "website": "",
        "csrfmiddlewaretoken": "a" * 32,
    }
    if picture:
        data["files"] = SimpleUploadedFile(name, picture)
    headers = {
        "Host": "localhost",
        "Content-Type": MULTIPART_CONTENT,
        "Cookie": f"csrf={'a' * 32}",
    }
    began = time.monotonic()
    answer = serving.ask(
        port,
        f"/convocatorias/{call.slug}/proponer/",
        headers,
        method="POST",
        body=encode_multipart(BOUNDARY, data),
    )
    return answer.status, time.monotonic() - began


def test_a_workshop_of_forty_behind_one_address_half_with_photographs_is_accepted(
    port, cast, record_property
):
    call = made.call(cast)
    photograph = noise(4000, 3000, "JPEG", quality=20)
    with concurrent.futures.ThreadPoolExecutor(40) as people:
        sent = list(
            people.map(
                lambda number: send(port, call, number, photograph if number % 2 else b""),
                range(40),
            )
        )
    record_property("accepted", sum(status == 302 for status, _seconds in sent))
    record_property("slowest", max(seconds for _status, seconds in sent))
    assert [status for status, _seconds in sent] == [302] * 40
    assert Proposal.objects.count() == 40
    assert Attachment.objects.count() == 20
    assert links() <= 50  # of the hundred that the embedded server takes


def links() -> int:
    """Return how many links to this test's database are open, idle ones included."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()")
        return cursor.fetchone()[0]


@pytest.mark.nightly  # forty people with photographs are there at each push
def test_eight_honest_proposals_are_accepted_while_a_heavy_picture_is_drawn(port, cast):
    call = made.call(cast)
    heavy = heavy_picture()
    assert 7_500_000 < len(heavy) < 10_000_000
    with concurrent.futures.ThreadPoolExecutor(9) as people:
        burden = people.submit(send, port, call, 100, heavy, "mapa.png")
        time.sleep(0.2)
        honest = list(people.map(lambda number: send(port, call, number), range(8)))
        assert [status for status, _seconds in honest] == [302] * 8
        assert burden.result()[0] in {302, 422}
    assert Proposal.objects.filter(title__startswith="Idea ").count() >= 8


def test_the_sixtieth_of_a_minute_is_looked_at_and_the_next_is_asked_to_wait(client, cast):
    where = f"/convocatorias/{made.call(cast).slug}/proponer/"
    rates.count(f"propose {rates.by_address('127.0.0.1')}", units=59, limit=60)
    assert client.post(where, {"similar": "", "title": "x"}).status_code == 200
    sixtieth, next_one = (client.post(where, {"title": "Se guarda"}) for _turn in range(2))
    assert sixtieth.status_code == 422
    assert next_one.status_code == 429
    assert "Se guarda" in next_one.content.decode()


def test_nobody_is_counted_inside_the_transaction_of_a_form(cast):
    with transaction.atomic(), pytest.raises(RuntimeError):
        rates.count("quien-sea", units=1, limit=1)
    assert rates.count("quien-sea", units=1, limit=1).left == 0


def test_in_excess_whoever_sends_is_asked_to_come_back_and_keeps_the_words(
    client, cast, monkeypatch, settings, tmp_path
):
    settings.VAR_DIR = tmp_path
    monkeypatch.setattr(sandbox, "PLACES", 0)
    call = made.call(cast)
    data = {
        "title": "Idea que no se pierde",
        "problem": "Uno.",
        "solution": "Dos.",
        "sector": CITIZENS,
        "email": "vecina@prueba.example",
        "key": str(uuid.uuid4()),
        "files": SimpleUploadedFile("a.png", PNG),
    }
    answer = client.post(f"/convocatorias/{call.slug}/proponer/", data)
    page = answer.content.decode()
    assert answer.status_code == 503
    assert "Envía otra vez en un momento" in page
    assert "Idea que no se pierde" in page
    assert not Proposal.objects.exists()
    monkeypatch.setattr(sandbox, "PLACES", 1)
    data["files"] = SimpleUploadedFile("a.png", PNG)
    assert client.post(f"/convocatorias/{call.slug}/proponer/", data).status_code == 302
    assert Attachment.objects.count() == 1


def test_a_place_in_line_is_given_back_also_by_who_fails(monkeypatch, settings, tmp_path):
    settings.VAR_DIR = Path(tmp_path)
    monkeypatch.setattr(sandbox, "PLACES", 1)
    for _turn in range(2):
        with pytest.raises(sandbox.Failed):
            sandbox.run("picture", b"no picture", {"format": "PNG"})


@pytest.fixture
def row_locks(monkeypatch):
    """How many tables the transaction holds rows of whenever a file is worked on."""
    found = []

    def run(_job, content, _options):
        with connection.cursor() as cursor:
            cursor.execute(HELD)
            found.append(cursor.fetchone()[0])
        return content

    monkeypatch.setattr(sandbox, "run", run)
    return found


def test_no_row_is_held_while_a_file_is_worked_on(cast, row_locks):
    paper = {"title": "Foto", "content": PNG, "file_name": "a.png"}
    proposal = made.proposal(cast)
    report = update(cast, "draft")
    meeting, consultation = made.session(cast), made.consultation(cast)
    row_locks.clear()
    proposals.attach(proposal, by=cast.coordinator, **paper)
    progress.add_evidence(report, by=cast.editor, **paper)
    sessions.add_paper(meeting, by=cast.coordinator, **paper)
    drafts.attach_document(consultation, by=cast.coordinator, **paper)
    proposals.propose(
        proposal.call,
        key=uuid.uuid4(),
        email="vecina@prueba.example",
        language="es-cl",
        files=[SimpleUploadedFile("b.png", PNG)],
        **made.words(),
    )
    proposals.transcribe(
        proposal.call,
        by=cast.coordinator,
        gathering="Encuentro",
        files=[SimpleUploadedFile("c.png", PNG)],
        **made.words(),
    )
    assert row_locks == [0] * 6
