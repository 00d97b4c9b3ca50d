"""Pango, which lays out the text of PDFs: looked for, fetched, loaded with the packaged fonts."""

import ctypes
import os
import subprocess
import sys
from html import escape
from pathlib import Path

from ogp_portal.foundation.runtime.bootstrap.debian import apt_install, apt_unpack
from ogp_portal.foundation.runtime.bootstrap.steps import ROOT, VAR, CannotSetUp, say

PANGO = ("libpango-1.0.so.0", "libpangoft2-1.0.so.0", "libharfbuzz-subset.so.0")
PANGO_PACKAGES = ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0")


def has_pango() -> bool:
    """Say whether the three libraries that lay out PDF text can be loaded, from the system or from
    var/pango.
    """
    script = f"import ctypes\nfor name in {PANGO!r}: ctypes.CDLL(name)"
    return (
        subprocess.run(  # noqa: S603
            [sys.executable, "-c", script],
            env=inner_environment(),
            capture_output=True,
            check=False,
        ).returncode
        == 0
    )


def fetch_pango() -> None:
    """Bring Pango: with apt as root, unpacked under var/ otherwise; without either, the portal runs
    and reports wait.
    """
    try:
        if os.geteuid() == 0:
            say("Instalando Pango (para los PDF) con apt-get…")
            apt_install(PANGO_PACKAGES)
        else:
            say("Trayendo Pango (para los PDF) sin privilegios a var/pango…")
            apt_unpack(PANGO_PACKAGES, VAR / "pango")
    except CannotSetUp:
        say(
            "Sin Pango no hay PDF: los informes quedan en cola. Pida instalar "
            + ", ".join(PANGO_PACKAGES)
            + "."
        )


def inner_environment() -> dict[str, str]:
    """Return the environment of the second run: where it stands, the unpacked Pango, and only the
    packaged fonts.
    """
    environment = {**os.environ, "PORTAL_INSIDE": str(ROOT), "FONTCONFIG_FILE": str(_fonts())}
    environment.pop("PYTHONHOME", None)
    if (VAR / "pango").exists():
        folders = sorted({str(path.parent) for path in (VAR / "pango").rglob("*.so.*")})
        environment["LD_LIBRARY_PATH"] = ":".join(
            [*folders, *filter(None, [os.environ.get("LD_LIBRARY_PATH", "")])]
        )
    return environment


def _fonts() -> Path:
    """Write the fontconfig file that knows only the packaged fonts, so that a PDF is the same on
    every machine.
    """
    target = VAR / "fonts.conf"
    text = (
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>'
        f"<dir>{escape(str(ROOT / 'static' / 'fonts' / 'print'))}</dir>"
        f"<cachedir>{escape(str(VAR / 'fontcache'))}</cachedir></fontconfig>\n"
    )
    if not target.exists() or target.read_text() != text:
        VAR.mkdir(parents=True, exist_ok=True)
        target.write_text(text)
    return target


def load_pango() -> bool:
    """Say whether this very process can load Pango (asked by the renderer and by the
    status page).
    """
    try:
        for name in PANGO:
            ctypes.CDLL(name)
    except OSError:
        return False
    return True
