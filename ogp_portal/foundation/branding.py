"""The institution's colours and logo, from the settings; contrast worked out as WCAG 2.2 does; the
periods in which nothing is promoted.
"""

import base64
import datetime
import functools
import re
from pathlib import Path
from typing import Any

import resvg_py
from django.conf import settings
from django.core import checks

PAPER = "#faf8f3"
CARD = "#ffffff"
INK = "#15233b"
SOFT = "#51607a"
LINE = "#e2ddd1"
CORAL = "#b9321d"  # what is late or moved, and nothing else
BLUE, BLUE_ON_DARK = "#0b4ea2", "#8fbcff"  # as static/css writes them
DEEP, DEEP_ON_DARK = "#083a79", "#0d3468"
DARK_PAPER = "#10182a"
LEAST_CONTRAST = 4.5
COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
LOGOS = {".svg": "image/svg+xml", ".png": "image/png"}
LARGEST_LOGO = 200_000
LOGO_HEIGHT = 100
ICON_SIZES = (180, 192, 512)  # of phones (the first is Apple's), and of their start screens


def luminance(colour: str) -> float:
    """Return the relative luminance of "#rrggbb" (WCAG 2.2)."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(color: str, other: str) -> float:
    """Return the contrast of two colours, from 1 to 21 (WCAG 2.2)."""
    light, dark = sorted((luminance(color), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@functools.cache
def readable_on(colour: str, ground: str, *, least: float = LEAST_CONTRAST) -> str:
    """Return `colour`, with as much white as it needs to be read on the dark `ground`."""
    parts = [int(colour[place : place + 2], 16) for place in (1, 3, 5)]
    for white in range(0, 101, 5):
        mixed = [round(part + (255 - part) * white / 100) for part in parts]
        lighter = "#" + "".join(f"{part:02x}" for part in mixed)
        if contrast(lighter, ground) >= least:
            return lighter
    return "#ffffff"


def in_own_colours(css: str) -> str:
    """Return a style sheet with the institution's colours in place of the portal's own four."""
    own = {
        BLUE: settings.PORTAL_COLOR,
        BLUE_ON_DARK: readable_on(settings.PORTAL_COLOR, DARK_PAPER),
        DEEP: settings.PORTAL_COLOR_DEEP,
        DEEP_ON_DARK: settings.PORTAL_COLOR_DEEP,
    }
    if (settings.PORTAL_COLOR, settings.PORTAL_COLOR_DEEP) == (BLUE, DEEP):
        return css
    return COLOUR.sub(lambda match: own.get(match[0].lower(), match[0]), css)


def logo_file() -> str:
    """Return the institution's logo as an SVG drawing, for pages; empty where there is none."""
    path = settings.PORTAL_LOGO
    if not path:
        return ""
    if path.lower().endswith(".svg"):
        return Path(path).read_text(encoding="utf-8")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {LOGO_HEIGHT} {LOGO_HEIGHT}">'
        f'<image width="{LOGO_HEIGHT}" height="{LOGO_HEIGHT}" href="{logo_address(path)}"/></svg>'
    )


def logo_address(path: str) -> str:
    """Return the logo as a `data:` address: the institution's, or the portal's own when there is
    none.
    """
    place = Path(path) if path else Path(settings.BASE_DIR) / "static" / "img" / "logo.svg"
    return (
        f"data:{LOGOS[place.suffix.lower()]};base64,{base64.b64encode(place.read_bytes()).decode()}"
    )


@functools.cache
def drawn_logo(path: str) -> str:
    """Return the logo as the `data:` address of a small PNG: a picture inside a picture is drawn
    slowly, this one once.
    """
    place = Path(path) if path else Path(settings.BASE_DIR) / "static" / "img" / "logo.svg"
    if place.suffix.lower() != ".svg":
        return logo_address(path)
    drawn: Any = resvg_py.svg_to_bytes(
        svg_string=place.read_text(encoding="utf-8"), height=LOGO_HEIGHT, skip_system_fonts=True
    )
    return f"data:image/png;base64,{base64.b64encode(bytes(drawn)).decode()}"


def icon(size: int) -> bytes:
    """Return the logo as the PNG icon of a device, on white, with the margin that devices cut."""
    margin = size * 3 // 20
    place = logo_address(settings.PORTAL_LOGO)
    drawn: Any = resvg_py.svg_to_bytes(
        svg_string=(
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}">'
            f'<rect width="{size}" height="{size}" fill="{CARD}"/>'
            f'<image x="{margin}" y="{margin}" width="{size - 2 * margin}" '
            f'height="{size - 2 * margin}" href="{place}"/></svg>'
        ),
        width=size,
        skip_system_fonts=True,
    )
    return bytes(drawn)


def quiet_period(on: datetime.date) -> tuple[datetime.date, datetime.date] | None:
    """Return the period without promotion that the day `on` falls in (elections), both ends
    included, or None.
    """
    return next(
        ((first, last) for first, last in settings.QUIET_PERIODS if first <= on <= last), None
    )


def check_branding(app_configs: object, **_options: object) -> list[checks.CheckMessage]:
    """Refuse a colour that is none or that cannot be read, and a logo that cannot be used."""
    messages: list[checks.CheckMessage] = []
    for name in ("PORTAL_COLOR", "PORTAL_COLOR_DEEP"):
        colour = getattr(settings, name)
        if not COLOUR.fullmatch(colour):
            messages.append(
                checks.Error(f"{name}={colour!r}: write a colour as #0b4ea2.", id="portal.E001")
            )
        elif min(contrast(colour, PAPER), contrast(colour, CARD)) < LEAST_CONTRAST:
            messages.append(
                checks.Error(
                    (
                        f"{name}={colour}: too light to be read on paper (contrast under "
                        f"{LEAST_CONTRAST})."
                    ),
                    id="portal.E002",
                )
            )
    logo = Path(settings.PORTAL_LOGO) if settings.PORTAL_LOGO else None
    if logo and (
        logo.suffix.lower() not in LOGOS or not logo.is_file() or logo.stat().st_size > LARGEST_LOGO
    ):
        messages.append(
            checks.Error(
                f"PORTAL_LOGO={logo}: give an SVG or PNG file of at most 200 KB.", id="portal.E003"
            )
        )
    return messages
