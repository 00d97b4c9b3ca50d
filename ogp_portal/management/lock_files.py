"""The lock files, read: which packages the portal is made of, by version and digest."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

RUNTIME = "requirements.txt"  # what a running portal holds
ALL = (RUNTIME, "requirements-dev.txt", "requirements-boot.txt")
PACKAGE = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)==(?P<version>[^ ;\\]+)")
DIGEST = re.compile(r"--hash=sha256:([0-9a-f]{64})")


@dataclass(frozen=True, order=True)
class Package:
    """One locked package; `digests` are the sha256 of its archives, of which one is installed."""

    name: str
    version: str
    digests: tuple[str, ...] = ()


def read(name: str = RUNTIME) -> list[Package]:
    """Return the packages of a lock file, in the order of their names.

    Raises ValueError for a line that names a package without an exact version.
    """
    text = Path(settings.BASE_DIR, name).read_text(encoding="utf-8")
    return sorted(_packages(text.replace("\\\n", " ")))


def _packages(text: str) -> Iterator[Package]:
    for line in text.splitlines():
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        found = PACKAGE.match(line)
        if found is None:
            message = f"not locked to one version: {line.strip()[:80]}"
            raise ValueError(message)
        yield Package(found["name"].lower(), found["version"], tuple(DIGEST.findall(line)))
