"""Giving and revoking keys of the API."""

from django.db import transaction
from django.utils.translation import gettext as _

from commitments.organizations.access import role_of
from ogp_portal.foundation.events import journal
from ogp_portal.foundation.permissions import rights
from ogp_portal.foundation.refusals import Refusal
from ogp_portal.models import User
from transparency.tokens import keys
from transparency.tokens.models import ApiToken


@transaction.atomic
def issue_token(token: ApiToken, *, by: User) -> str:
    """Save `token` and return its key, which is shown this once. Raises NotAllowed."""
    if not rights.may_at_all(ApiToken, "create", by):
        raise rights.NotAllowed
    key = keys.make()
    token.digest = keys.digest(key)
    token.save()
    journal.record("issue_token", token, role=role_of(by), is_public=False)
    return key


@transaction.atomic
def revoke_token(token: ApiToken, *, by: User, reason: str) -> ApiToken:
    """End a key at once. Raises NotAllowed, MoveNotAllowed, Refusal without a reason."""
    if not reason.strip():
        raise Refusal(_("Escriba por qué se revoca."), field="reason")
    locked = rights.fetch_for_move("revoke_token", token, by=by)
    locked.state = ApiToken.machine.target("revoke_token", state=locked.state)
    locked.state_reason = reason.strip()
    locked.save(update_fields=["state", "state_reason"])
    journal.record("revoke_token", locked, role=role_of(by), reason=reason, is_public=False)
    return locked
