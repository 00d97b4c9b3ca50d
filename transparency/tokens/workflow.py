"""Giving and revoking keys of the API."""

import hashlib
import secrets

from django.db import transaction
from django.utils.translation import gettext as _

from commitments.organizations.access import role_of
from ogp_portal.foundation import journal, rights
from ogp_portal.foundation.refusals import Refusal
from ogp_portal.models import User
from transparency.tokens.models import ApiToken

PREFIX = "ogp_"  # so that a leaked key is found by whoever searches for it


def digest(key: str) -> str:
    """Return what is kept of a key: 256 random bits need no slow hash."""
    return hashlib.sha256(key.encode()).hexdigest()


@transaction.atomic
def issue_token(token: ApiToken, *, by: User) -> str:
    """Save `token` and return its key, which is shown this once. Raises NotAllowed."""
    if not rights.may_at_all(ApiToken, "create", by):
        raise rights.NotAllowed
    key = PREFIX + secrets.token_urlsafe(32)
    token.digest = digest(key)
    token.save()
    journal.record("issue_token", token, role=role_of(by), is_public=False)
    return key


@transaction.atomic
def revoke_token(token: ApiToken, *, by: User, reason: str) -> ApiToken:
    """End a key at once. Raises NotAllowed, MoveNotAllowed, Refusal without a reason."""
    if not reason.strip():
        raise Refusal(_("Escriba por qué se revoca."), field="reason")
    held = rights.fetch_for_move("revoke_token", token, by=by)
    held.state, held.state_reason = ApiToken.machine.target("revoke_token", state=held.state), reason.strip()
    held.save(update_fields=["state", "state_reason"])
    journal.record("revoke_token", held, role=role_of(by), reason=reason, is_public=False)
    return held
