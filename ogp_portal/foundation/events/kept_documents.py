"""Documents made once and kept: what takes long is made by a worker, one at a time in the whole
portal, while whoever asked is told that it is being prepared.

A document is known by its kind and by the facts that it is made from: the same facts are the same
document, however many ask and whatever else their address says. Kept documents are public; whether
somebody may have one is the view's to say before it asks.
"""

import contextlib
import datetime
import hashlib
import json
import logging
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.files.base import ContentFile
from django.db import connection, transaction
from django.db.models import F, Q
from django.db.models.fields.files import FieldFile
from django.db.models.functions import Now
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from ogp_portal.foundation.documents import storage, uploads
from ogp_portal.foundation.events import rates
from ogp_portal.models import KeptDocument

Facts = Mapping[str, Any]
ATTEMPTS = 3
MOST_WAITING = 100  # in the whole portal
ASK_AGAIN = 3  # seconds
TRIED_AGAIN_AFTER = datetime.timedelta(hours=1)
LOCK = 7_302_027
TOO_MANY = gettext_lazy(
    "Demasiados archivos en un minuto: espera un momento y vuelve a intentarlo."
)
WAKERS: list[Callable[[], None]] = []
log = logging.getLogger(__name__)


class Outdated(Exception):
    """The facts that a document was asked for are no longer so; nothing is kept."""


@dataclass(frozen=True)
class DocumentKind:
    """A kind of document: how it is made from facts that JSON can hold, its media type, and how
    many new ones one address may ask for in a minute (what is kept is given without counting).

    `is_row` keeps what is small and read by pages in its row; others are files. A kind with
    `repairs` makes issued documents again: it gives the name and the digest of the file that is
    put back with the same bytes, and keeps nothing more.
    """

    name: str
    make: Callable[[Facts], bytes]
    media_type: str
    a_minute: int = 30
    refusal: str | Promise = TOO_MANY
    is_row: bool = False
    repairs: Callable[[Facts], tuple[str, str]] | None = None

    def key(self, facts: Facts) -> str:
        """Return what names a document of this kind: the digest of its facts."""
        text = json.dumps([self.name, facts], sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()

    def find(self, facts: Facts) -> KeptDocument | None:
        """Return the row of a document, made or waiting."""
        return KeptDocument.objects.filter(kind=self.name, key=self.key(facts)).first()


KINDS: dict[str, DocumentKind] = {}  # those that subjects declare


def read(kind: DocumentKind, facts: Facts) -> bytes | None:
    """Return a document if it is kept, None if not."""
    document = kind.find(facts)
    if document is None or document.made_at is None:
        return None
    if kind.is_row:
        return bytes(document.body or b"")
    with (
        contextlib.suppress(storage.Damaged),
        storage.open_whole(document.file.name or "", document.sha256) as file,
    ):
        return file.read()
    return None


def give(
    request: HttpRequest, kind: DocumentKind, facts: Facts, *, name: str, is_inline: bool = False
) -> HttpResponseBase:
    """Return a document as a file under `name`, or the page that says that it is being prepared.

    A kept file that is not the one that was kept is made again.
    """
    document = kind.find(facts)
    if document is not None and document.made_at is not None:
        try:
            kept = storage.open_whole(document.file.name or "", document.sha256)
        except storage.Damaged:
            log.exception("Not the file that was kept; it is made again")
            KeptDocument.objects.filter(pk=document.pk).delete()
        else:
            return FileResponse(
                kept, as_attachment=not is_inline, filename=name, content_type=kind.media_type
            )
    return prepare(request, kind, facts)


def give_issued(
    request: HttpRequest,
    file: FieldFile,
    repair: DocumentKind,
    facts: Facts,
    *,
    sha256: str,
    name: str = "",
) -> HttpResponseBase:
    """Return a document that was issued with that digest, as an attachment under `name`.

    One that is damaged is never given: the worker is asked to make its bytes again and to put them
    back, and meanwhile the page says that it is being prepared.
    """
    try:
        return uploads.give(file, sha256=sha256, media_type=repair.media_type, name=name)
    except storage.Damaged:
        log.exception("An issued document is damaged; it is made again")
    repaired_before = KeptDocument.objects.filter(kind=repair.name, key=repair.key(facts))
    repaired_before.exclude(made_at=None).delete()
    return prepare(request, repair, facts)


def beyond_repair() -> list[str]:
    """Return the kinds of the issued documents that are damaged and could not be made again: they
    come back only out of a backup.
    """
    repairs = {kind.name: kind.repairs for kind in KINDS.values() if kind.repairs}
    rows = KeptDocument.objects.filter(kind__in=repairs, made_at=None, attempts__gte=ATTEMPTS)
    return [
        row.kind
        for row in rows.order_by("kind", "pk")
        if not storage.is_whole(*repairs[row.kind](row.facts))
    ]


def give_at_once(
    request: HttpRequest, kind: DocumentKind, facts: Facts, *, name: str
) -> HttpResponseBase:
    """Return a document whose making is short and bounded, made now if it is not kept; shown inside
    the browser. 429 for who had too many made.
    """
    if read(kind, facts) is None:
        try:
            rates.limit(request, kind.name, a_minute=kind.a_minute)
        except rates.TooOften:
            return _refused(kind)
        make_now(kind, facts)
    return give(request, kind, facts, name=name, is_inline=True)


def make_now(kind: DocumentKind, facts: Facts) -> bool:
    """Make a document if it is not kept, once however many want it at the same time; say whether it
    was made. No transaction is open while it is made.
    """
    key = kind.key(facts)
    with _waiting_for(key):
        if read(kind, facts) is not None:
            return False
        content = kind.make(facts)
        with storage.without_leftovers(), transaction.atomic():
            KeptDocument.objects.filter(kind=kind.name, key=key).delete()
            _keep(KeptDocument(kind=kind.name, key=key), kind, content)
    return True


@contextlib.contextmanager
def _waiting_for(key: str) -> Iterator[None]:
    """Have a document for oneself while the block lasts, once whoever makes it has ended."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(hashtext(%s))", (key,))
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(hashtext(%s))", (key,))


def prepare(request: HttpRequest, kind: DocumentKind, facts: Facts) -> HttpResponse:
    """Order a document, once however many ask, and return the page that says so: 202, asked again
    by the browser itself; 503 if it cannot be made or too many wait, 429 for who ordered too many.
    """
    document = kind.find(facts)
    if document is None:
        refused = _may_order(request, kind)
        if refused is not None:
            return refused
        order = KeptDocument(kind=kind.name, key=kind.key(facts), facts=dict(facts))
        KeptDocument.objects.bulk_create([order], ignore_conflicts=True)
        wake()
    elif document.attempts >= ATTEMPTS:
        if document.asked_at > timezone.now() - TRIED_AGAIN_AFTER:
            return _told(request, "failed", status=503)
        KeptDocument.objects.filter(pk=document.pk).update(
            attempts=0, asked_at=Now(), facts=dict(facts)
        )
        wake()
    return _told(request, "waiting", status=202)


def _may_order(request: HttpRequest, kind: DocumentKind) -> HttpResponse | None:
    """Return why no more can be ordered, None if it can."""
    if _waiting()[:MOST_WAITING].count() >= MOST_WAITING:
        return _told(request, "full", status=503)
    try:
        rates.limit(request, kind.name, a_minute=kind.a_minute)
    except rates.TooOften:
        return _refused(kind)
    return None


def _refused(kind: DocumentKind) -> HttpResponse:
    return HttpResponse(str(kind.refusal), status=429, content_type="text/plain; charset=utf-8")


def _told(request: HttpRequest, how: str, *, status: int) -> HttpResponse:
    """Return the page about a document that is not there yet."""
    response = render(request, "preparing.html", {"how": how, "again": ASK_AGAIN}, status=status)
    if how == "waiting":
        response["Refresh"] = str(ASK_AGAIN)
    response["Retry-After"] = str(ASK_AGAIN if how == "waiting" else 60)
    response["X-Robots-Tag"] = "noindex"
    return response


def wake() -> None:
    """Tell the workers that there is something; if the broker is away the calendar finds it."""
    for waker in WAKERS:
        try:
            waker()
        except Exception as error:  # noqa: BLE001 - the row is the truth; the message only wakes
            log.warning("The queue did not take the wake-up of documents: %s", error)


def _waiting() -> Any:
    return KeptDocument.objects.filter(made_at=None, attempts__lt=ATTEMPTS)


def make_waiting(*, most: int = 100) -> int:
    """Make the documents that wait, the first asked first, and return how many were made; none
    while another process is making one.

    No transaction is open while one is made; a process that is killed leaves its document waiting.
    """
    made = 0
    with _alone() as is_alone:
        while is_alone and made < most:
            document = _waiting().order_by("attempts", "asked_at", "pk").first()
            if document is None:
                break
            made += _make(document)
    return made


@contextlib.contextmanager
def _alone() -> Iterator[bool]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", (LOCK,))
        is_alone = bool(cursor.fetchone()[0])
    try:
        yield is_alone
    finally:
        if is_alone:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", (LOCK,))


def _make(document: KeptDocument) -> int:
    """Make one document, its attempt counted before: a poison one is given up."""
    rows = KeptDocument.objects.filter(pk=document.pk, made_at=None)
    rows.update(attempts=F("attempts") + 1)
    kind = KINDS[document.kind]
    try:
        content = kind.make(document.facts)
        with storage.without_leftovers(), transaction.atomic():
            _keep(document, kind, content)
    except Outdated:
        rows.delete()
        return 0
    except Exception as error:
        rows.update(last_error=repr(error)[:2000])
        log.exception("%s could not be made", document)
        return 0
    return 1


def _keep(document: KeptDocument, kind: DocumentKind, content: bytes) -> None:
    facts, document.facts = document.facts, {}
    document.sha256 = hashlib.sha256(content).hexdigest()
    document.size = len(content)
    document.last_error = ""
    document.attempts = 0
    document.made_at = timezone.now()
    if kind.repairs:
        storage.put_back(*kind.repairs(facts), content)
    elif kind.is_row:
        document.body = content
    else:
        ending = kind.media_type.rpartition("/")[2].rpartition(".")[2]
        path = f"{document.key[:2]}/{document.key}.{ending}"
        document.file.save(path, ContentFile(content), save=False)
    document.save()


def forget(*, before: datetime.datetime) -> int:
    """Let go of the documents made `before`, and of those that could not be made; they are made
    again when asked for. Their files are swept. Return how many.
    """
    given_up = Q(made_at=None, asked_at__lt=before)
    count, _by_model = KeptDocument.objects.filter(Q(made_at__lt=before) | given_up).delete()
    return count
