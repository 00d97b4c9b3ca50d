"""The portal on a device's start screen: its name, its colours, its icons, all of them its own."""

import io

from django.contrib.staticfiles import finders
from PIL import Image

from ogp_portal.foundation import branding


def test_the_manifest_names_the_portal_in_each_language_and_opens_its_first_page(client, settings):
    settings.PORTAL_NAME, settings.PORTAL_COLOR_DEEP = "Renca Abierta", "#4a1038"
    for prefix, tag in (("", "es-CL"), ("/en", "en")):
        answer = client.get(f"{prefix}/portal.webmanifest")
        assert answer["Content-Type"] == "application/manifest+json"
        manifest = answer.json()
        assert (manifest["name"], manifest["lang"]) == ("Renca Abierta", tag)
        assert manifest["start_url"] == f"{prefix}/"
        assert manifest["theme_color"] == "#4a1038"
        assert {icon["sizes"] for icon in manifest["icons"]} == {
            "any",
            "180x180",
            "192x192",
            "512x512",
        }
        assert all(icon["src"].startswith("/static/") for icon in manifest["icons"])


def test_the_example_is_installed_as_an_example(client, settings):
    settings.IS_EXAMPLE = True
    assert client.get("/portal.webmanifest").json()["short_name"] == "Ejemplo"


def test_each_icon_is_there_in_its_size_and_is_drawn_of_the_institutions_logo(settings, tmp_path):
    for size in branding.ICON_SIZES:
        with Image.open(finders.find(f"img/icon-{size}.png")) as icon:
            assert icon.size == (size, size)
    drawn = tmp_path / "logo.svg"
    drawn.write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 4">'
        '<rect width="4" height="4" fill="#7a1f5c"/></svg>'
    )
    settings.PORTAL_LOGO = str(drawn)
    with Image.open(io.BytesIO(branding.icon(180))) as icon:
        middle, corner = (
            icon.convert("RGB").getpixel((90, 90)),
            icon.convert("RGB").getpixel((2, 2)),
        )
    assert middle == (0x7A, 0x1F, 0x5C)
    assert corner == (255, 255, 255)
