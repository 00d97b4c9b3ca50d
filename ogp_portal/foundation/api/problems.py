"""Errors of the API in the form of RFC 9457: a type that can be looked up, a title, a sentence
about this very request.
"""

import json

from django.conf import settings
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from ogp_portal.foundation.runtime import example
from ogp_portal.foundation.sentences import Sentence

MEDIA_TYPE = "application/problem+json"
KINDS: dict[str, tuple[int, Sentence]] = {
    "bad-parameter": (400, _("Un parámetro no se puede usar")),
    "bad-token": (401, _("La llave no es válida")),
    "not-found": (404, _("No existe")),
    "method-not-allowed": (405, _("Solo se puede leer")),
    "address-too-long": (414, _("La dirección es demasiado larga")),
    "too-many-rows": (422, _("Son demasiadas filas para ese formato")),
    "too-many-requests": (429, _("Demasiadas peticiones por minuto")),
    "fault": (500, _("Falló el portal")),
    "unavailable": (503, _("La base de datos no responde")),
}


def document(kind: str, detail: Sentence = "", **more: object) -> dict[str, object]:
    """Return the document for one of KINDS, with `detail` in the reader's language and whatever
    else helps to mend the request.
    """
    status, title = KINDS[kind]
    return {
        "type": f"{settings.PORTAL_URL}/datos/api/#{kind}",
        "title": str(title),
        "status": status,
        "detail": str(detail or title),
        **({"notice": example.NOTICE} if settings.IS_EXAMPLE else {}),
        **more,
    }


def problem(kind: str, detail: Sentence = "", **more: object) -> HttpResponse:
    """Return the answer for one of KINDS where no view of the API is at hand to render it."""
    body = document(kind, detail, **more)
    return HttpResponse(
        json.dumps(body, ensure_ascii=False),
        status=KINDS[kind][0],
        content_type=MEDIA_TYPE,
        headers={"Access-Control-Allow-Origin": "*"},
    )
