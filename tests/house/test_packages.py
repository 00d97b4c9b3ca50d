"""The lock files of the packages."""

import re

from tests.house.source import ROOT, read


def test_the_lock_files_hold_hashes_and_no_address():
    for name in ("requirements.txt", "requirements-dev.txt", "requirements-boot.txt"):
        text = read(ROOT / name)
        assert "--hash=sha256:" in text
        assert not re.search(r"https?://|--index|--extra-index|--find-links", text)
