"""What root gives to the account that stands in for it, and what it never gives."""

import os
import pwd
import tempfile
from pathlib import Path

import pytest

from ogp_portal.foundation.runtime import accounts

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="only root has something to give")


def owner(path: Path) -> str:
    return pwd.getpwuid(path.lstat().st_uid).pw_name


def test_what_root_writes_is_its_owners_and_no_link_leads_out_of_the_folder(tmp_path):
    kept, outside = tmp_path / "files", tmp_path / "outside"
    (kept / "informes").mkdir(parents=True)
    outside.mkdir()
    (outside / "secret").write_text("x")
    accounts.hand_over(kept, "nobody")
    (kept / "informes" / "nuevo.pdf").write_text("%PDF")
    (kept / "link").symlink_to(outside)
    (kept / "hard").hardlink_to(outside / "secret")
    accounts.share_with_owner(kept)
    assert {owner(path) for path in (kept, kept / "informes", kept / "informes/nuevo.pdf")} == {
        "nobody"
    }
    assert {owner(path) for path in (outside, outside / "secret", kept / "hard")} == {"root"}


def test_a_folder_of_root_keeps_what_is_in_it(tmp_path):
    (tmp_path / "file").write_text("x")
    accounts.share_with_owner(tmp_path)
    assert owner(tmp_path / "file") == "root"


def test_an_account_that_cannot_reach_the_project_says_what_it_cannot_reach():
    with tempfile.TemporaryDirectory() as closed:  # 0700
        found = accounts.obstacle("nobody", root=Path(closed), environment={})
    assert "Permission denied" in found


def test_the_account_finds_its_own_home():
    assert accounts.variables("nobody")["HOME"] == pwd.getpwnam("nobody").pw_dir != "/root"
