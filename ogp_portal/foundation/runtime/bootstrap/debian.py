"""Packages of Debian: installed as root, or unpacked under var/ by an ordinary user."""

import os
import shutil
from collections.abc import Sequence
from pathlib import Path

from ogp_portal.foundation.runtime.bootstrap.steps import CannotSetUp, call


def apt_install(packages: Sequence[str]) -> None:
    """Install packages as root, with apt's lists renewed if need be. Raises CannotSetUp."""
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    words = ["apt-get", "install", "--yes", "-qq", "--no-install-recommends", *packages]
    if shutil.which("apt-get") is None or (
        call(words, quiet=True, environment=environment) != 0
        and (
            call(["apt-get", "update", "-qq"], quiet=True) != 0
            or call(words, quiet=True, environment=environment) != 0
        )
    ):
        message = f"apt-get no pudo instalar {', '.join(packages)}."
        raise CannotSetUp(message)


def apt_unpack(packages: Sequence[str], target: Path) -> Path:
    """Download Debian packages as an ordinary user, with a private state of apt, and unpack them
    into `target`.
    """
    if shutil.which("apt-get") is None or shutil.which("dpkg") is None:
        message = f"Esta máquina no tiene apt: pida {', '.join(packages)} a quien la administra."
        raise CannotSetUp(message)
    state = target.with_name(f"{target.name}.apt")
    for folder in ("lists/partial", "archives/partial"):
        (state / folder).mkdir(parents=True, exist_ok=True)
    (
        state / "status"
    ).touch()  # as if nothing were installed: apt then brings what the packages need, too
    apt = [
        "apt-get",
        "-qq",
        "-o",
        f"Dir::State={state}",
        "-o",
        f"Dir::State::status={state / 'status'}",
        "-o",
        f"Dir::Cache={state}",
        "-o",
        "Debug::NoLocking=1",
    ]
    if (
        call([*apt, "update"], quiet=True) != 0
        or call(
            [*apt, "install", "--yes", "--download-only", "--no-install-recommends", *packages],
            quiet=True,
        )
        != 0
    ):
        message = f"apt no pudo bajar {', '.join(packages)}."
        raise CannotSetUp(message)
    fresh = target.with_name(f"{target.name}.new")
    shutil.rmtree(fresh, ignore_errors=True)
    for package in sorted((state / "archives").glob("*.deb")):
        if not package.name.startswith(
            ("libc6_", "libc-bin_", "libgcc-s1_", "libstdc++")
        ):  # never beside the system's own
            call(["dpkg", "-x", str(package), str(fresh)], quiet=True)
    shutil.rmtree(target, ignore_errors=True)
    fresh.rename(target)
    shutil.rmtree(state, ignore_errors=True)
    return target
