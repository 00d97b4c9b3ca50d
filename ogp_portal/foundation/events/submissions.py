"""Every form with a key: one sending is received once, and its key is bound to what it says.

The same key with the same content is the same receipt; with other content it is a correction, where
the thing may still be corrected, or `ReceivedBefore` (409), which shows both. What is kept of the
content is a keyed digest, for a week: later a key that is already in use says "received before".
"""

import datetime
import hashlib
import hmac
import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import models
from django.utils import timezone

from ogp_portal.models import Submission

KEPT = datetime.timedelta(days=7)


@dataclass(frozen=True)
class Sending:
    """One sending: its key, and the digest of all that it says."""

    key: uuid.UUID
    digest: str


def read(form: str, key: uuid.UUID, facts: Mapping[str, object]) -> Sending:
    """Return the sending of a form: `facts` is everything that was typed, with its files and the
    thing that it was sent about.
    """
    content = json.dumps([form, str(key), _plain(facts)], sort_keys=True, ensure_ascii=False)
    made = hmac.new(settings.SECRET_KEY.encode(), content.encode(), hashlib.sha256)
    return Sending(key, made.hexdigest())


def _plain(value: object) -> object:
    """Return a fact as what JSON can write: line ends and outer blanks of a text say nothing."""
    if isinstance(value, Mapping):
        return {str(name): _plain(part) for name, part in value.items()}
    if isinstance(value, set | frozenset):
        return sorted(str(_plain(part)) for part in value)
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    if isinstance(value, UploadedFile):
        read = hashlib.sha256()
        for chunk in value.chunks():
            read.update(chunk)
        value.seek(0)
        return read.hexdigest()
    if isinstance(value, models.Model):
        return f"{value._meta.label} {value.pk}"
    return "\n".join(str("" if value is None else value).split("\r\n")).strip()


def is_repeated(sending: Sending) -> bool:
    """Say whether the same key came with the same content; holds nothing."""
    return Submission.objects.filter(key=sending.key, digest=sending.digest).exists()


def claim(sending: Sending) -> bool:
    """Hold the key until the transaction ends, bind it to this content, and say whether it came
    with the same before.

    Others that send it at the same time wait here. What is refused afterwards is rolled back, and
    the binding with it.
    """
    kept, is_new = Submission.objects.select_for_update().get_or_create(
        key=sending.key,
        defaults={"digest": sending.digest, "received_on": timezone.localdate()},
    )
    if is_new or kept.digest == sending.digest:
        return not is_new
    kept.digest = sending.digest
    kept.received_on = timezone.localdate()
    kept.save(update_fields=["digest", "received_on"])
    return False


def forget(*, before: datetime.date) -> int:
    """Forget what was sent before a day and return how many sendings (every night)."""
    return Submission.objects.filter(received_on__lt=before).delete()[0]
