"""The secret key: the one that the environment gives, or that of an embedded installation."""

import secrets
from pathlib import Path

from ogp_portal.foundation.runtime import environment
from ogp_portal.foundation.runtime.environment import BadSetting


def find(var: Path, *, is_embedded: bool) -> str:
    """Return the key that signs codes and sessions; an embedded installation makes its own in
    `var`, once. Raises BadSetting where another has none.
    """
    key = environment.text(
        "SECRET_KEY",
        meaning=(
            "Fifty random characters or more; may come from a file through SECRET_KEY_FILE. The "
            "embedded run makes its own in var/."
        ),
    )
    if key:
        return key
    if not is_embedded:
        message = "SECRET_KEY is not set: give the portal fifty random characters or more."
        raise BadSetting(message)
    kept = var / "secret_key"
    if not kept.exists():
        var.mkdir(parents=True, exist_ok=True)
        kept.touch(mode=0o600)
        kept.write_text(secrets.token_urlsafe(50), encoding="ascii")
    return kept.read_text(encoding="ascii").strip()
