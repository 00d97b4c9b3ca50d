"""How a message to a webhook is signed, so that its receiver knows it is ours, whole and recent
(the Standard Webhooks scheme).
"""

import base64
import hashlib
import hmac
import uuid
from collections.abc import Iterable

SPACE = uuid.UUID("5a9a2f3e-6c1f-4a58-9a3e-2f4f6d1f7b10")


def secret(master: str, *, webhook: int, number: int) -> str:
    """Return the secret of a webhook, derived from the portal's own key: nothing of it
    is stored.
    """
    raw = hmac.new(master.encode(), f"webhook:{webhook}:{number}".encode(), hashlib.sha256).digest()
    return f"whsec_{base64.b64encode(raw).decode()}"


def signature(key: str, *, message_id: str, timestamp: int, body: bytes) -> str:
    """Return the signature of a message: HMAC-SHA256 over its id, its instant and its body."""
    raw = base64.b64decode(key.removeprefix("whsec_"))
    signed = f"{message_id}.{timestamp}.".encode() + body
    return f"v1,{base64.b64encode(hmac.new(raw, signed, hashlib.sha256).digest()).decode()}"


def message_id(webhook: int, entries: Iterable[str]) -> str:
    """Return the id of a message: the same changes sent again to the same receiver have the same
    id.
    """
    return f"msg_{uuid.uuid5(SPACE, ' '.join([str(webhook), *entries]))}"
