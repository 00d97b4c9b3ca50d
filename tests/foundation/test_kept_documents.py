"""Documents made once and kept: ordered by whoever asks first, made by one worker, whole or made
again; no reading of a page waits for one.
"""

import datetime
import threading
import time
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from forums.drafts.documents import kept
from ogp_portal.foundation.events import kept_documents
from ogp_portal.foundation.events.kept_documents import DocumentKind, Outdated
from ogp_portal.models import KeptDocument
from tests.factories import drafts as made

pytestmark = pytest.mark.django_db
FACTS = {"of": 1}


@pytest.fixture
def kind(monkeypatch):
    """A kind of document whose makings are counted."""
    makings = []

    def make(facts):
        makings.append(facts)
        if facts.get("is_gone"):
            raise Outdated
        if facts.get("is_wrong"):
            raise ValueError
        return b"%PDF " + str(facts["of"]).encode() * 20_000

    found = DocumentKind("test.document", make, "application/pdf", a_minute=3)
    monkeypatch.setitem(kept_documents.KINDS, found.name, found)
    found_makings = makings
    return found, found_makings


def ask(rf, kind, facts=FACTS, address="/x/"):
    request = rf.get(address)
    request.user = None
    return kept_documents.give(request, kind, facts, name="x.pdf")


def test_who_asks_first_is_told_that_it_is_being_prepared_and_later_has_it(rf, kind):
    kind, makings = kind
    first = ask(rf, kind)
    assert (first.status_code, first["Refresh"]) == (202, "3")
    assert "Se está preparando" in first.content.decode()
    assert makings == []
    assert kept_documents.make_waiting() == 1
    second = ask(rf, kind)
    assert second.status_code == 200
    assert b"".join(second.streaming_content) == b"%PDF " + b"1" * 20_000
    assert makings == [FACTS]


def test_however_many_ask_it_is_made_once_and_other_facts_are_another(rf, kind):
    kind, makings = kind
    for number in range(8):
        assert ask(rf, kind, address=f"/x/?x={number}").status_code == 202
    assert KeptDocument.objects.count() == 1
    ask(rf, kind, {"of": 2})
    assert kept_documents.make_waiting() == 2
    assert kept_documents.make_waiting() == 0
    assert makings == [FACTS, {"of": 2}]


@pytest.mark.parametrize(("asked", "status"), [(3, 202), (4, 429)])
def test_one_address_orders_so_many_a_minute_and_no_more(rf, kind, asked, status):
    kind, _makings = kind
    answers = [ask(rf, kind, {"of": number}) for number in range(asked)]
    assert answers[-1].status_code == status


@pytest.mark.parametrize(("waiting", "status"), [(99, 202), (100, 503)])
def test_a_hundred_wait_and_no_more(rf, kind, waiting, status):
    kind, _makings = kind
    KeptDocument.objects.bulk_create(
        KeptDocument(kind=kind.name, key=f"{number}") for number in range(waiting)
    )
    assert ask(rf, kind).status_code == status


@pytest.mark.parametrize(("minutes", "status"), [(59, 503), (61, 202)])
def test_what_cannot_be_made_is_tried_three_times_and_again_in_an_hour(rf, kind, minutes, status):
    kind, makings = kind
    facts = {"is_wrong": True}
    ask(rf, kind, facts)
    for _turn in range(5):
        assert kept_documents.make_waiting(most=1) == 0
    assert len(makings) == 3
    answer = ask(rf, kind, facts)
    assert answer.status_code == 503
    assert "No se pudo preparar" in answer.content.decode()
    assert not answer.has_header("Refresh")
    then = timezone.now() - datetime.timedelta(minutes=minutes)
    KeptDocument.objects.update(asked_at=then)
    assert ask(rf, kind, facts).status_code == status


def test_what_is_no_longer_so_is_not_kept(rf, kind):
    kind, _makings = kind
    ask(rf, kind, {"is_gone": True})
    assert kept_documents.make_waiting() == 0
    assert not KeptDocument.objects.exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("damage", ["cut", "changed", "gone"])
def test_a_kept_file_that_is_not_the_one_that_was_made_is_made_again(rf, kind, settings, damage):
    kind, makings = kind
    ask(rf, kind)
    kept_documents.make_waiting()
    path = Path(settings.MEDIA_ROOT, KeptDocument.objects.get().file.name)
    whole = path.read_bytes()
    if damage == "gone":
        path.unlink()
    else:
        path.write_bytes(whole[:8_192] if damage == "cut" else b"x" + whole[1:])
    assert ask(rf, kind).status_code == 202
    kept_documents.make_waiting()
    assert b"".join(ask(rf, kind).streaming_content) == whole
    assert len(makings) == 2


@pytest.mark.django_db(transaction=True)
def test_one_is_made_at_a_time_in_the_whole_portal(rf, kind):
    kind, _makings = kind
    ask(rf, kind)
    with kept_documents._alone() as is_alone:
        assert is_alone
        found = []

        def other():
            found.append(kept_documents.make_waiting())
            connection.close()

        thread = threading.Thread(target=other)
        thread.start()
        thread.join()
        assert found == [0]
    assert kept_documents.make_waiting() == 1


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_in_the_middle_leaves_it_waiting(rf, kind, monkeypatch):
    kind, _makings = kind
    ask(rf, kind)

    def die(_facts):
        raise SystemExit

    monkeypatch.setitem(
        kept_documents.KINDS, kind.name, DocumentKind(kind.name, die, kind.media_type)
    )
    with pytest.raises(SystemExit):
        kept_documents.make_waiting()
    monkeypatch.setitem(kept_documents.KINDS, kind.name, kind)
    assert kept_documents.make_waiting() == 1


def test_documents_are_let_go_after_three_months_and_not_before(rf, kind):
    kind, _makings = kind
    ask(rf, kind)
    kept_documents.make_waiting()
    made_at = KeptDocument.objects.get().made_at
    assert kept_documents.forget(before=made_at) == 0
    assert kept_documents.forget(before=made_at + datetime.timedelta(seconds=1)) == 1


@pytest.mark.parametrize(
    ("asked", "led_to"),
    [("?x=1", ""), ("?x=1&vista=lado&y=2", "?vista=lado"), ("?vista=lado&solo=cambios", None)],
)
def test_words_that_the_page_does_not_read_make_no_other_page(client, cast, asked, led_to):
    draft = made.draft(cast, versions=2)
    path = f"/borradores/{draft.slug}/comparar/1/2/"
    answer = client.get(f"{path}{asked}")
    if led_to is None:
        assert answer.status_code == 202
    else:
        assert (answer.status_code, answer["Location"]) == (302, f"{path}{led_to}")
        assert not KeptDocument.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_eight_readers_of_a_comparison_at_once_cost_one_and_nothing_waits_for_it(cast):
    """The draft of three parts of 20 KB of the same few words that stopped a portal."""
    words = "\n".join(["la comuna de Renca publica sus datos cada año"] * 430)
    texts = {"summary": words, "problem": words, "description": words}
    draft = made.draft(cast, versions=2, texts=texts)
    statuses = []
    barrier = threading.Barrier(8)

    def read(number):
        barrier.wait()
        began = time.perf_counter()
        answer = Client().get(f"/borradores/{draft.slug}/comparar/1/2/?x={number}", follow=True)
        statuses.append((answer.status_code, time.perf_counter() - began < 5))
        connection.close()

    threads = [threading.Thread(target=read, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert statuses == [(202, True)] * 8
    assert KeptDocument.objects.filter(kind=kept.COMPARISON.name).count() == 1
    began = time.process_time()
    assert kept_documents.make_waiting() == 1
    assert time.process_time() - began < 3
    page = Client().get(f"/borradores/{draft.slug}/comparar/1/2/?solo=cambios").content.decode()
    assert "que nadie había escrito" in page
