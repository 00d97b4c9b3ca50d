"""The pages that nginx gives by itself, in each language of the portal: what it refuses before the
portal sees it, and what it says while the portal is away.
"""

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from ogp_portal.foundation import languages

FOLDER = "docs/operacion/paginas"
CSS = (
    "body{margin:0;font:1.125rem/1.5 system-ui,sans-serif;color:#1b1b1b;background:#fff}"
    "main{max-width:40rem;margin:0 auto;padding:3rem 1rem}h1{line-height:1.2}a{color:#0b4f8a}"
    "@media(prefers-color-scheme:dark){body{color:#f2f2f2;background:#14181d}a{color:#8ec5ff}}"
)
PAGES: dict[int, tuple[str | Promise, str | Promise]] = {
    400: (
        _("No entendimos esa petición"),
        _("No se puede leer la dirección o lo que se envió: revísalas y prueba de nuevo."),
    ),
    413: (
        _("Es demasiado grande"),
        _(
            "Lo que enviaste pesa más de lo que podemos recibir de una vez, y no se guardó. Vuelve "
            "atrás, acorta el texto o adjunta menos archivos, y envíalo otra vez."
        ),
    ),
    414: (
        _("Esa dirección es demasiado larga"),
        _("Acorta lo que buscas, o quita filtros, y prueba de nuevo."),
    ),
    429: (
        _("Demasiadas peticiones desde tu conexión"),
        _("Espera un momento y vuelve a intentarlo."),
    ),
    503: (
        _("El portal no responde en este momento"),
        _("Vuelve a intentarlo en unos segundos: lo que estaba publicado sigue guardado."),
    ),
}


def pages() -> dict[str, str]:
    """Return every page by its path from the root of the project."""
    found: dict[str, str] = {}
    for code, short in zip(languages.codes(), languages.shorts(), strict=True):
        with translation.override(code):
            for status, (title, sentence) in PAGES.items():
                facts = {
                    "style": SafeString(f"<style>{CSS}</style>"),  # to the letter: it is hashed
                    "status": status,
                    "title": title,
                    "sentence": sentence,
                    "home": "/" if code == languages.own() else f"/{short}/",
                }
                found[f"{FOLDER}/{short}/{status}.html"] = render_to_string(
                    "proxy/page.html", facts
                )
    return found
