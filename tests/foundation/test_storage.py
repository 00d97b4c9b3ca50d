"""Kept files: whole or not at all, named after COMMIT, swept when no row names them, checked when
given; a full disk is told as one.
"""

import contextlib
import datetime
import errno
import hashlib
import os
import resource
import subprocess
import sys
import threading
import uuid
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.utils import timezone

from forums.proposals.models import Attachment, Proposal
from forums.proposals.workflow import attaching, intake
from ogp_portal.foundation.documents import storage
from tests import made_files
from tests.factories import proposals as made

CONTENT = made_files.kept_pdf(50_000)
DIGEST = hashlib.sha256(CONTENT).hexdigest()


def files(root):
    """Return the paths of every file under a folder."""
    return sorted(str(path.relative_to(root)) for path in Path(root).rglob("*") if path.is_file())


@contextlib.contextmanager
def disk_of(size):
    """Let this process write no file longer than `size`, as on a disk with no more room."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def age(root, *, days):
    """Make every file under a folder as old as that."""
    for name in files(root):
        then = timezone.now().timestamp() - days * 86_400
        os.utime(Path(root, name), (then, then))


@pytest.mark.django_db(transaction=True)
def test_a_file_has_its_name_only_after_commit_and_is_read_before(settings):
    with transaction.atomic():
        name = default_storage.save("propuestas/a.pdf", ContentFile(CONTENT))
        assert files(settings.MEDIA_ROOT) == [".aside/propuestas/a.pdf"]
        assert default_storage.open(name).read() == CONTENT
        assert default_storage.size(name) == len(CONTENT)
    assert files(settings.MEDIA_ROOT) == ["propuestas/a.pdf"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("is_undone", "left"), [(True, []), (False, ["propuestas/a.pdf"])])
def test_an_undone_savepoint_leaves_no_file_and_one_that_stands_does(settings, is_undone, left):
    whole, part = transaction.atomic(), transaction.atomic()
    with storage.without_leftovers(), whole, contextlib.suppress(ValueError), part:
        default_storage.save("propuestas/a.pdf", ContentFile(CONTENT))
        if is_undone:
            raise ValueError
    assert files(settings.MEDIA_ROOT) == left


@pytest.mark.django_db(transaction=True)
def test_two_that_save_under_one_name_at_once_have_a_file_each(settings):
    barrier = threading.Barrier(8)
    names = []

    def save(number):
        barrier.wait()
        name = default_storage.save("propuestas/a.pdf", ContentFile(b"%d" % number))
        names.append((name, b"%d" % number))
        connection.close()

    threads = [threading.Thread(target=save, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({name for name, _content in names}) == 8
    assert all(default_storage.open(name).read() == content for name, content in names)
    assert not [name for name in files(settings.MEDIA_ROOT) if name.startswith(".aside")]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("room", "is_kept"), [(len(CONTENT), True), (len(CONTENT) - 1, False)])
def test_where_there_is_no_room_no_part_of_a_file_is_left(settings, room, is_kept):
    expected = contextlib.nullcontext() if is_kept else pytest.raises(storage.DiskIsFull)
    with disk_of(room), expected:
        default_storage.save("propuestas/a.pdf", ContentFile(CONTENT))
    assert files(settings.MEDIA_ROOT) == (["propuestas/a.pdf"] if is_kept else [])


@pytest.fixture
def tiny(tmp_path):
    """A file system of 64 KiB."""
    folder = tmp_path / "tiny"
    folder.mkdir()
    words = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(folder)]
    mounted = os.geteuid() == 0 and subprocess.run(words, capture_output=True, check=False)
    if not mounted or mounted.returncode:
        pytest.skip("no right to mount a tmpfs here")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


@pytest.mark.django_db(transaction=True)
def test_a_really_full_disk_is_told_and_has_no_half_a_file(settings, tiny):
    settings.MEDIA_ROOT = tiny
    default_storage.save("propuestas/a.pdf", ContentFile(b"x" * 20_000))
    with pytest.raises(storage.DiskIsFull) as told:
        default_storage.save("propuestas/b.pdf", ContentFile(CONTENT))
    assert told.value.__cause__.errno == errno.ENOSPC
    assert told.value.status == 503
    assert files(tiny) == ["propuestas/a.pdf"]


@pytest.mark.django_db(transaction=True)
def test_a_file_is_given_only_while_it_is_the_one_that_was_kept(settings):
    name = default_storage.save("propuestas/a.pdf", ContentFile(CONTENT))
    path = Path(settings.MEDIA_ROOT, name)
    with storage.open_whole(name, DIGEST) as file:
        assert file.read() == CONTENT
    path.write_bytes(CONTENT[:8_192])
    with pytest.raises(storage.Damaged):
        storage.open_whole(name, DIGEST)
    path.write_bytes(CONTENT)
    storage.open_whole(name, DIGEST).close()
    path.unlink()
    with pytest.raises(storage.Damaged):
        storage.open_whole(name, DIGEST)


@pytest.mark.django_db(transaction=True)
def test_a_file_that_a_row_names_and_nobody_finds_is_told_as_damaged(settings):
    name = default_storage.save("actas/uno.txt", ContentFile(b"Acta"))
    with default_storage.open(name) as file:
        assert file.read() == b"Acta"
    Path(default_storage.path(name)).unlink()
    with pytest.raises(storage.Damaged, match=r"actas/uno\.txt"):
        default_storage.open(name)


def test_a_file_is_read_through_once_and_not_at_each_request(settings):
    name = default_storage.save("propuestas/a.pdf", ContentFile(CONTENT))
    before = storage._digest.cache_info()
    for _turn in range(5):
        storage.open_whole(name, DIGEST).close()
    after = storage._digest.cache_info()
    assert (after.misses - before.misses, after.hits - before.hits) == (1, 4)


KILLED = """
import os, sys
import django
django.setup()
from django.conf import settings
settings.MEDIA_ROOT = sys.argv[1]
from django.db import connection
connection.settings_dict["NAME"] = sys.argv[2]
from django.core.files.base import ContentFile
from django.db import transaction
from forums.proposals.models import Attachment, Proposal
from forums.proposals.workflow import attaching, intake
from ogp_portal.foundation.documents import storage
if sys.argv[4] == "after":
    storage.WholeFileStorage.settle = lambda self, name: os.kill(os.getpid(), 9)
with transaction.atomic():
    row = Attachment(proposal_id=int(sys.argv[3]), title="a", media_type="application/pdf",
                     size=3, sha256="0" * 64)
    row.file.save("a.pdf", ContentFile(b"abc"), save=False)
    row.save()
    if sys.argv[4] == "before":
        os.kill(os.getpid(), 9)
"""


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("killed", "is_kept"), [("before", False), ("after", True)])
def test_a_process_killed_before_commit_leaves_nothing_and_after_it_everything(
    settings, cast, killed, is_kept
):
    proposal = made.proposal(cast)
    name = connection.settings_dict["NAME"]
    words = [sys.executable, "-c", KILLED, str(settings.MEDIA_ROOT), name, str(proposal.pk), killed]
    ended = subprocess.run(words, capture_output=True, check=False, cwd=settings.BASE_DIR)
    assert ended.returncode == -9, ended.stderr
    assert files(settings.MEDIA_ROOT) == [".aside/propuestas/a.pdf"]
    row = Attachment.objects.filter(proposal=proposal).first()
    assert (row is not None) is is_kept
    assert row is None or row.file.open().read() == b"abc"  # read where it stands
    day = timezone.now() - datetime.timedelta(days=1)
    assert storage.sweep(before=day) == (0, 0)  # may still be under way
    age(settings.MEDIA_ROOT, days=2)
    assert storage.sweep(before=day) == ((1, 0) if is_kept else (0, 1))
    assert files(settings.MEDIA_ROOT) == (["propuestas/a.pdf"] if is_kept else [])


@pytest.mark.django_db(transaction=True)
def test_what_no_row_names_any_more_is_swept_and_nothing_else(settings, cast):
    row = made.proposal(cast)
    attachment = attaching.attach(
        row, by=cast.coordinator, title="Plano", content=CONTENT, file_name="plano.pdf"
    )
    loose = default_storage.save("propuestas/nadie.pdf", ContentFile(CONTENT))
    others = default_storage.save("otra-cosa/nadie.pdf", ContentFile(CONTENT))
    age(settings.MEDIA_ROOT, days=2)
    storage.sweep(before=timezone.now() - datetime.timedelta(days=1))
    assert files(settings.MEDIA_ROOT) == sorted([attachment.file.name, others])
    assert not default_storage.exists(loose)


def sent(call, *contents):
    """Return what the form of a proposal sends with these files."""
    names = [f"informe-medico-{number}.pdf" for number in range(len(contents))]
    return {
        **made.words(),
        "email": "vecina@prueba.example",
        "sector": "citizens",
        "key": str(uuid.uuid4()),
        "files": [
            SimpleUploadedFile(name, content) for name, content in zip(names, contents, strict=True)
        ],
    }


@pytest.mark.django_db(transaction=True)
def test_nothing_of_a_refused_form_stays_on_disk_and_of_an_accepted_one_everything(
    client, settings, cast
):
    call = made.call(cast)
    path = f"/convocatorias/{call.slug}/proponer/"
    assert client.post(path, sent(call, CONTENT, b"MZ" * 100)).status_code == 422
    assert files(settings.MEDIA_ROOT) == []
    assert client.post(path, sent(call, CONTENT)).status_code == 302
    assert files(settings.MEDIA_ROOT) == ["propuestas/documento-1.pdf"]


@pytest.mark.django_db(transaction=True)
def test_a_full_disk_gives_the_words_back_and_takes_them_when_there_is_room(client, settings, cast):
    call = made.call(cast)
    path = f"/convocatorias/{call.slug}/proponer/"
    with disk_of(8_192):
        answer = client.post(path, sent(call, CONTENT))
    assert answer.status_code == 503
    page = answer.content.decode()
    assert "no tiene espacio" in page
    assert made.words()["solution"] in page
    assert not Proposal.objects.exists()
    assert files(settings.MEDIA_ROOT) == []
    assert client.post(path, sent(call, CONTENT)).status_code == 302


@pytest.mark.django_db(transaction=True)
def test_a_file_too_large_for_memory_has_no_name_while_it_comes_in(
    client, settings, cast, tmp_path
):
    call = made.call(cast)
    large = made_files.kept_pdf(3_000_000)
    folder = tmp_path / "temporary"
    folder.mkdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("tempfile.tempdir", str(folder))
        seen = []
        keep = intake.keep_files
        patch.setattr(intake, "keep_files", lambda *args: seen.append(files(folder)) or keep(*args))
        path = f"/convocatorias/{call.slug}/proponer/"
        assert client.post(path, sent(call, large)).status_code == 302
        assert seen == [[]]
        with disk_of(1_000_000):
            client.raise_request_exception = False
            answer = client.post(path, sent(call, large))
    assert answer.status_code == 503
    assert "espacio" in answer.content.decode()
    assert Attachment.objects.get().size == len(large)
    assert files(folder) == []


@pytest.mark.django_db(transaction=True)
def test_a_damaged_file_is_never_given(client, settings, cast):
    row = made.proposal(cast, "admitted")
    kept = attaching.attach(
        row, by=cast.coordinator, title="Plano", content=CONTENT, file_name="plano.pdf"
    )
    address = f"/propuestas/{row.slug}/adjuntos/{kept.sha256}/"
    assert b"".join(client.get(address).streaming_content) == CONTENT
    Path(settings.MEDIA_ROOT, kept.file.name).write_bytes(CONTENT[:8_192])
    answer = client.get(address)
    assert answer.status_code == 503
    assert "dañado" in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
