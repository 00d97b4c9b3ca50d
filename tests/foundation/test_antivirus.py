"""An antivirus, where there is one, has looked at every file that is kept; where there is none the
portal says so.
"""

import contextlib
import datetime
import shutil
import socket
import struct
import subprocess
import threading
import time
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from forums.drafts import reading
from ogp_portal.foundation.documents import antivirus, sheets, uploads
from ogp_portal.foundation.refusals import Refusal
from tests import made_files as made
from tests.factories import forums, proposals
from tests.waiting import until

INFECTED = b"comuna,monto\nRenca,5\n" + made.EICAR
CLEAN = b"comuna,monto\nRenca,5\n"
LIMITS = sheets.Limits(size=10_000, rows=10, columns=10)


@contextlib.contextmanager
def daemon(answer=None):
    """Serve clamd's INSTREAM at a port: what it received whole is judged, or `answer` is said."""
    listening = socket.create_server(("127.0.0.1", 0))
    received: list[bytes] = []

    def serve():
        with contextlib.suppress(OSError):
            while True:
                connection, _address = listening.accept()
                with connection, connection.makefile("rb") as stream:
                    assert stream.read(10) == b"zINSTREAM\0"
                    content = b""
                    while length := struct.unpack("!I", stream.read(4))[0]:
                        content += stream.read(length)
                    received.append(content)
                    found = b"Eicar-Test-Signature FOUND" if made.EICAR in content else b"OK"
                    connection.sendall(b"stream: " + found + b"\0" if answer is None else answer)

    threading.Thread(target=serve, daemon=True).start()
    try:
        yield f"tcp://127.0.0.1:{listening.getsockname()[1]}", received
    finally:
        listening.shutdown(socket.SHUT_RDWR)
        listening.close()


def test_a_file_that_the_antivirus_knows_is_refused_and_a_clean_one_says_when_it_was_scanned(
    settings,
):
    with daemon() as (settings.ANTIVIRUS, received):
        kept = uploads.accept(CLEAN, file_name="a.csv")
        with pytest.raises(antivirus.Infected, match="peligroso"):
            uploads.accept(INFECTED, file_name="a.csv")
    assert isinstance(kept.scanned_at, datetime.datetime)
    assert received == [CLEAN, INFECTED]


def test_all_of_a_large_file_is_scanned(settings):
    content = CLEAN + b"x" * (64 * 1024 * 2 + 1)
    with daemon() as (settings.ANTIVIRUS, received):
        assert antivirus.scan(content)
    assert received == [content]


def test_what_is_scanned_is_what_came_and_not_what_is_left_of_it(settings):
    def carry(new):
        new.attachments["virus.txt"] = made.EICAR

    with daemon() as (settings.ANTIVIRUS, _received), pytest.raises(antivirus.Infected):
        uploads.accept(made.pdf(carry), file_name="a.pdf")


@pytest.mark.parametrize(
    "answer", [b"", b"INSTREAM size limit exceeded. ERROR\0", b"OK", b"x" * 5_000]
)
def test_an_antivirus_that_does_not_say_ok_keeps_files_out(settings, answer):
    with daemon(answer) as (settings.ANTIVIRUS, _received), pytest.raises(antivirus.Away) as away:
        antivirus.scan(CLEAN)
    assert away.value.status == 503


@pytest.mark.parametrize(
    "address", ["tcp://127.0.0.1:9", "unix:/nowhere/clamd.ctl", "clamd", "tcp://", "unix:"]
)
def test_an_antivirus_that_is_away_keeps_files_out(settings, address):
    settings.ANTIVIRUS = address
    with pytest.raises(antivirus.Away, match="no responde"):
        uploads.accept(CLEAN, file_name="a.csv")


def test_an_antivirus_that_stalls_is_waited_for_only_so_long(settings, monkeypatch):
    monkeypatch.setattr(antivirus, "SECONDS", 1)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings.ANTIVIRUS = f"tcp://127.0.0.1:{silent.getsockname()[1]}"
        started = time.monotonic()
        with pytest.raises(antivirus.Away):
            antivirus.scan(CLEAN)
    assert time.monotonic() - started < 3


def test_without_an_antivirus_a_file_says_that_nobody_looked(settings):
    settings.ANTIVIRUS = ""
    assert uploads.accept(INFECTED, file_name="a.csv").scanned_at is None


def test_spreadsheets_and_drafts_that_are_read_are_scanned_too(settings):
    with daemon() as (settings.ANTIVIRUS, _received):
        with pytest.raises(antivirus.Infected):
            sheets.read(INFECTED, limits=LIMITS)
        assert sheets.read(CLEAN, limits=LIMITS).lines == [["comuna", "monto"], ["Renca", "5"]]
        with pytest.raises(antivirus.Infected):
            reading.read(b"# Problema\n\n" + made.EICAR, file_name="a.md", of_commitment=True)


@pytest.mark.django_db
def test_a_page_says_which_files_no_antivirus_has_looked_at(client, cast, settings):
    settings.ANTIVIRUS = ""
    unseen = forums.proposal(cast, "admitted", files=[forums.photograph()])
    with daemon() as (settings.ANTIVIRUS, _received):
        seen = forums.proposal(cast, "admitted", of=unseen.call, files=[forums.photograph()])
    words = "no revisado por antivirus"
    assert words in client.get(f"/propuestas/{unseen.slug}/").content.decode()
    assert words not in client.get(f"/propuestas/{seen.slug}/").content.decode()
    rows = client.get("/api/v1/proposal-attachments/").json()["results"]
    assert sorted(row["scanned_at"] is None for row in rows) == [False, True]


@pytest.mark.django_db
def test_a_proposal_whose_file_cannot_be_scanned_is_not_received_and_its_words_come_back(
    client, cast, settings
):
    settings.ANTIVIRUS = "tcp://127.0.0.1:9"
    call = forums.call(cast)
    page = f"/convocatorias/{call.slug}/proponer/"
    sent = {
        **proposals.words(),
        "email": "vecina@prueba.example",
        "sector": "citizens",
        "key": str(uuid.uuid4()),
    }
    answer = client.post(page, {**sent, "files": SimpleUploadedFile("a.csv", CLEAN)})
    assert answer.status_code == 503
    assert "El antivirus no responde" in answer.content.decode()
    assert proposals.words()["solution"] in answer.content.decode()
    assert not call.proposals.exists()


@pytest.fixture
def clamd(tmp_path):
    """ClamAV's daemon with one signature, that of the test file of EICAR; its socket."""
    program = shutil.which("clamd")
    if not program:
        pytest.skip("clamd is not installed")
    signatures = tmp_path / "signatures"
    signatures.mkdir(mode=0o755)
    (signatures / "eicar.ndb").write_text(f"Eicar-Test-Signature:0:*:{made.EICAR.hex()}\n")
    place = tmp_path / "clamd.ctl"
    (tmp_path / "clamd.conf").write_text(
        f"DatabaseDirectory {signatures}\nLocalSocket {place}\nForeground yes\n"
        f"TemporaryDirectory {tmp_path}\nLogFile {tmp_path}/log\n"
    )
    with subprocess.Popen([program, "-c", tmp_path / "clamd.conf"]) as process:
        try:
            until(place.exists, "clamd at its socket", seconds=60)
            yield f"unix:{place}"
        finally:
            process.terminate()


def test_the_real_daemon_of_clamav_knows_the_test_file_in_all_its_clothes(settings, clamd):
    settings.ANTIVIRUS = clamd
    assert uploads.accept(CLEAN, file_name="a.csv").scanned_at is not None
    for content, name in (
        (INFECTED, "a.csv"),
        (made.docx({"word/media/virus.txt": made.EICAR}), "acta.docx"),
    ):
        with pytest.raises(Refusal, match="peligroso"):
            uploads.accept(content, file_name=name)
