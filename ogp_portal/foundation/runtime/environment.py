"""Every environment variable the portal reads, declared once.

The register makes `.env.example` and `docs/generated/settings.md`; a test compares them. Imports
nothing of ours, so that settings, Celery and the supervisor can all read it.
"""

import datetime
import os
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf.locale import LANG_INFO


class BadSetting(ValueError):
    """A variable holds a value that cannot be used; the message names it and says what
    is expected.
    """


@dataclass(frozen=True)
class Variable:
    """One variable: its name, what it means, and the text used when it is absent."""

    name: str
    meaning: str
    default: str


REGISTER: dict[str, Variable] = {}
SOCKETS = ("unix", "redis+socket")  # addresses that are a path


def read_file(path: Path) -> None:
    """Take what `path` says of variables that the process does not have already."""
    for name, value in entries(path).items():
        os.environ.setdefault(name, value)


def entries(path: Path) -> dict[str, str]:
    """Return what the file `path` (`.env`: NAME=value lines, # comments) says; nothing for none."""
    if not path.is_file():
        return {}
    lines = [line.strip().partition("=") for line in path.read_text(encoding="utf-8").splitlines()]
    return {
        name.strip(): value.strip().strip("\"'")
        for name, equals, value in reversed(lines)  # the first that names it
        if equals and not name.startswith("#")
    }


def text(name: str, *, default: str = "", meaning: str) -> str:
    """Return the variable as text, or `default`; the name with `_FILE` added reads the value from a
    file (secrets).
    """
    REGISTER[name] = Variable(name, meaning, default)
    from_file = os.environ.get(f"{name}_FILE", "")
    if from_file:
        return Path(from_file).read_text(encoding="utf-8").strip()
    return os.environ.get(name, default).strip()


def as_told() -> list[tuple[str, str]]:
    """Return what every variable is read as, from the process or from a file."""
    known = sorted(REGISTER.values(), key=lambda variable: variable.name)
    return [(row.name, text(row.name, default=row.default, meaning=row.meaning)) for row in known]


def flag(name: str, *, default: bool, meaning: str) -> bool:
    """Return the variable as a yes or no. Raises BadSetting for any other word."""
    value = text(name, default="yes" if default else "no", meaning=meaning).lower()
    if value in {"1", "true", "yes", "on", "sí", "si"}:
        return True
    if value in {"0", "false", "no", "off", ""}:
        return False
    message = f"{name}={value!r}: write yes or no."
    raise BadSetting(message)


def number(name: str, *, default: int, meaning: str, least: int = 0, most: int = 2**31) -> int:
    """Return the variable as a whole number between `least` and `most`.

    Raises BadSetting otherwise.
    """
    value = text(name, default=str(default), meaning=meaning)
    if not value.isdigit() or not least <= int(value) <= most:
        message = f"{name}={value!r}: write a whole number from {least} to {most}."
        raise BadSetting(message)
    return int(value)


def address(name: str, *, default: str = "", meaning: str, kinds: tuple[str, ...]) -> str:
    """Return the variable as an address of one of `kinds` (`https`, `unix`…); "" where it is empty.

    Raises BadSetting for what cannot be read as one.
    """
    value = text(name, default=default, meaning=meaning)
    try:
        parts = urlsplit(value)
        is_read = parts.scheme in kinds and bool(
            parts.path if parts.scheme in SOCKETS else parts.hostname and parts.port != 0
        )
    except ValueError:
        is_read = False
    if value and not is_read:
        forms = ", ".join(f"{kind}://…" for kind in kinds)
        message = f"{name}={value!r}: write an address ({forms})."
        raise BadSetting(message)
    return value


def choice(name: str, *, default: str, meaning: str, among: Collection[str]) -> str:
    """Return the variable, which is one of `among`. Raises BadSetting otherwise."""
    value = text(name, default=default, meaning=meaning)
    if value not in among:
        message = f"{name}={value!r}: write {' or '.join(among)}."
        raise BadSetting(message)
    return value


def zone(name: str, *, default: str, meaning: str) -> str:
    """Return the variable, the name of a zone of time. Raises BadSetting where there is none."""
    value = text(name, default=default, meaning=meaning)
    try:
        return ZoneInfo(value).key
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        message = f"{name}={value!r}: write a zone of the IANA database, as Pacific/Auckland."
        raise BadSetting(message) from error


def words(name: str, *, default: str = "", meaning: str) -> list[str]:
    """Return the variable as a list, split at commas."""
    return [
        word.strip()
        for word in text(name, default=default, meaning=meaning).split(",")
        if word.strip()
    ]


def languages(name: str, *, default: str, meaning: str) -> list[tuple[str, str]]:
    """Return the variable as languages Django knows, each with its name in that language.

    Raises BadSetting for a code that is none, and for no language at all.
    """
    found = []
    for code in words(name, default=default, meaning=meaning):
        known = LANG_INFO.get(code.lower()) or LANG_INFO.get(code.lower().partition("-")[0])
        if known is None:
            message = f"{name}={code!r}: write codes of languages as es-cl,en."
            raise BadSetting(message)
        found.append((code.lower(), known["name_local"].capitalize()))
    if not found:
        message = f"{name} is empty: write at least one language, as es-cl."
        raise BadSetting(message)
    return found


def periods(name: str, *, meaning: str) -> list[tuple[datetime.date, datetime.date]]:
    """Return the variable as a list of periods, first and last day, written 2028-09-01/2028-10-30.

    Raises BadSetting otherwise.
    """
    found = []
    for word in words(name, meaning=meaning):
        first, _slash, last = word.partition("/")
        try:
            found.append((datetime.date.fromisoformat(first), datetime.date.fromisoformat(last)))
        except ValueError as error:
            message = f"{name}={word!r}: write the first and the last day as 2028-09-01/2028-10-30."
            raise BadSetting(message) from error
    return found


def example_file() -> str:
    """Return the text of `.env.example`: each variable with its meaning, commented out with its
    default.
    """
    lines = [
        (
            "# Settings of the portal. Copy to .env, change what you need; what stays commented "
            "out keeps its default."
        ),
        "",
    ]
    for variable in REGISTER.values():
        lines += [f"# {variable.meaning}", f"#{variable.name}={variable.default}", ""]
    return "\n".join(lines)
