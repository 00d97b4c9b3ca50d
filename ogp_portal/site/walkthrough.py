"""The walkthrough of the example: ten things to try, by role, each one a link."""

from dataclasses import dataclass

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ogp_portal.foundation.permissions.decorators import public
from ogp_portal.foundation.sentences import Sentence
from ogp_portal.loaders.example import places


@dataclass(frozen=True)
class Thing:
    """Something to try: what to do, what one will see, and the page (name and slug) it is on."""

    what: Sentence
    then: Sentence
    page: str
    slug: str = ""

    @property
    def address(self) -> str:
        """Return where it is."""
        return reverse(self.page, args=[self.slug] if self.slug else [])


@dataclass(frozen=True)
class Part:
    """What there is to try as somebody, who enters with `email` where an account is needed."""

    title: Sentence
    things: tuple[Thing, ...]
    email: str = ""


PARTS = (
    Part(
        _("Como vecina o vecino, sin cuenta"),
        (
            Thing(
                _("Mira el plan que está en marcha"),
                _("y cuánto de lo prometido avanza, se atrasa o ya está."),
                "plan",
                "segundo-plan",
            ),
            Thing(
                _("Lee por qué se atrasa una promesa"),
                _("que cambió dos veces de fecha, con la causa y quién lo dijo."),
                "commitment",
                "mapa-de-obras",
            ),
            Thing(
                _("Ve qué pasa cuando alguien dice «esto no es así»"),
                _("y tiene razón: lo cumplido vuelve a estar en curso."),
                "commitment",
                "contratos-a-la-vista",
            ),
            Thing(
                _("Sigue lo que pasó con cuarenta propuestas"),
                _("que se unieron, se dividieron o llegaron en papel, cada una con su motivo."),
                "call",
                "que-prometemos",
            ),
            Thing(
                _("Busca lo que no calza en las cuentas"),
                _("que el portal revisa cada mes, y lo que respondió la municipalidad."),
                "finding_list",
            ),
            Thing(
                _("Responde la encuesta que está abierta"),
                _("en un minuto y sin decir tu nombre."),
                "survey",
                "horario-de-la-biblioteca",
            ),
        ),
    ),
    Part(
        _("Como vecina con cuenta"),
        (
            Thing(
                _("Comenta el texto que está en consulta"),
                _("eligiendo las palabras que cambiarías, o súmate a un comentario."),
                "consultation",
                "que-hacemos-con-la-escuela",
            ),
        ),
        places.NEIGHBOUR.format(1),
    ),
    Part(
        _("Como contraparte institucional"),
        (
            Thing(
                _("Informa el avance del mes"),
                _("en «Mi trabajo», y envíalo a revisión."),
                "my_work",
            ),
        ),
        "contraparte@demo.example",
    ),
    Part(
        _("Como coordinación"),
        (
            Thing(
                _("Revisa lo que espera por ti"),
                _("en «Mi trabajo»: una modificación de la ordenanza y una pregunta nueva."),
                "my_work",
            ),
        ),
        "coordinacion@demo.example",
    ),
    Part(
        _("Como sociedad civil"),
        (
            Thing(
                _("Prepara la próxima sesión del foro"),
                _("donde tienes un asiento con voto, o evalúa un compromiso en «Mi trabajo»."),
                "session",
                "sexta-sesion",
            ),
        ),
        "sociedad.civil@demo.example",
    ),
)


@public(cache=3600)
def show(request: HttpRequest) -> HttpResponse:
    """Show what there is to try; a real portal has no such page."""
    if not settings.IS_EXAMPLE:
        raise Http404
    first = 1
    parts = []
    for part in PARTS:
        parts.append((first, part))
        first += len(part.things)
    return render(request, "walkthrough.html", {"parts": parts, "accounts": places.accounts()})
