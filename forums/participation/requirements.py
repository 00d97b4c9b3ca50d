"""OGP's minimum requirements and clocks as lights that fill themselves: facts in, a state, its date
and how it was worked out. No query, no clock.

Only what was read in OGP's own pages is judged: Participation and Co-Creation Standards (2021;
requirements 1.1, 2.1, 2.2), the forms of OGP Local (inception and end-of-commitment assessments)
and the articles on acting contrary to process. Where the exact words could not be confirmed the
light shows the fact and judges nothing.
"""

import datetime
from dataclasses import dataclass

from django.utils.translation import gettext as _

from forums.sessions.representation import add_months
from ogp_portal.foundation import dates

SOON = datetime.timedelta(days=30)
FORUM_MONTHS = 6
LOCAL_WEB_MONTHS = 4
REPOSITORY_MONTHS = 6
INCEPTION_MONTHS = 2
COMMITMENT_MONTHS = 1
NEXT_PLAN_MONTHS = 12


@dataclass(frozen=True)
class Facts:
    """What exists about a plan on the day it is looked at."""

    today: datetime.date
    is_local: bool
    is_public: bool = True
    last_session_on: datetime.date | None = None
    government_seats: int = 0
    other_seats: int = 0
    has_rules: bool = False
    last_change_on: datetime.date | None = None
    last_evidence_on: datetime.date | None = None
    submitted_on: datetime.date | None = None
    has_inception: bool = False
    closed_without_assessment: tuple[tuple[str, datetime.date], ...] = ()
    last_plan_ended_on: datetime.date | None = None
    first_stage_on: datetime.date | None = None
    outreach_acts: int = 0
    doors: int = 0  # calls and surveys
    contributions: int = 0
    unanswered: int = 0
    accountability_sessions: int = 0  # in the last twelve months


@dataclass(frozen=True)
class Light:
    """One requirement: its state (ok, soon, late, none: nothing to judge by; fact: shown and not
    judged), what is seen, and until when.
    """

    code: str
    title: str
    state: str
    says: str
    due_on: datetime.date | None = None
    how: str = ""

    @property
    def word(self) -> str:
        """Return the state in words."""
        return {
            "ok": _("al día"),
            "soon": _("por vencer"),
            "late": _("vencido"),
            "none": _("sin datos"),
            "fact": _("se muestra, no se juzga"),
        }[self.state]


def clock(due: datetime.date, *, today: datetime.date) -> str:
    """Return the state of something due on a day."""
    if due < today:
        return "late"
    return "soon" if due - today <= SOON else "ok"


def lights(facts: Facts) -> list[Light]:
    """Return every light of a plan, in the order of OGP's standards."""
    found = [_forum(facts), _forum_rules(facts), _website(facts), _repository(facts)]
    if facts.is_local:
        found += _local_clocks(facts)
    if not facts.is_local:
        found += _next_plan(facts)
    return [*found, *_shown(facts)]


def _since(
    code: str,
    title: str,
    last: datetime.date | None,
    months: int,
    *,
    today: datetime.date,
    none: str,
    says: str,
) -> Light:
    """Return the light of something that must happen again within some months of the last time."""
    if last is None:
        return Light(code, title, "none", none)
    due = add_months(last, months)
    how = _("%(last)s más %(months)s meses: %(due)s") % {
        "last": dates.say(last),
        "months": months,
        "due": dates.say(due),
    }
    return Light(code, title, clock(due, today=today), says % {"last": dates.say(last)}, due, how)


def _forum(facts: Facts) -> Light:
    return _since(
        "1.1",
        _("El foro se reúne al menos cada seis meses"),
        facts.last_session_on,
        FORUM_MONTHS,
        today=facts.today,
        none=_("No consta una sesión realizada con fecha."),
        says=_("La última sesión fue el %(last)s."),
    )


def _forum_rules(facts: Facts) -> Light:
    title = _("El foro reúne a gobierno y sociedad civil, y sus reglas son públicas")
    seats = _("Asientos con voto: %(government)s del gobierno y %(others)s de otros sectores") % {
        "government": facts.government_seats,
        "others": facts.other_seats,
    }
    if not facts.government_seats and not facts.other_seats:
        return Light("1.1", title, "none", _("No constan asientos con voto."))
    rules = _("con reglas publicadas") if facts.has_rules else _("sin reglas publicadas")
    is_ok = facts.has_rules and facts.government_seats > 0 and facts.other_seats > 0
    return Light("1.1", title, "ok" if is_ok else "late", f"{seats}, {rules}.")


def _website(facts: Facts) -> Light:
    if not facts.is_local:
        state = "ok" if facts.is_public else "none"
        says = (
            _("El último cambio publicado fue el %(last)s.")
            % {"last": dates.say(facts.last_change_on)}
            if facts.last_change_on
            else _("Sin cambios publicados.")
        )
        return Light(
            "2.1",
            _("Hay un sitio público y mantenido"),
            state if facts.last_change_on else "none",
            says,
        )
    return _since(
        "2.1",
        _("El sitio se actualiza al menos cada cuatro meses (OGP Local)"),
        facts.last_change_on,
        LOCAL_WEB_MONTHS,
        today=facts.today,
        none=_("Sin cambios publicados."),
        says=_("El último cambio publicado fue el %(last)s."),
    )


def _repository(facts: Facts) -> Light:
    return _since(
        "2.2",
        _("El repositorio recibe pruebas al menos dos veces al año"),
        facts.last_evidence_on,
        REPOSITORY_MONTHS,
        today=facts.today,
        none=_("Todavía no hay pruebas publicadas."),
        says=_("La última prueba es del %(last)s."),
    )


def _local_clocks(facts: Facts) -> list[Light]:
    found = []
    title = _("Evaluación de inicio a más tardar dos meses después de presentar el plan")
    if facts.submitted_on is None:
        found.append(
            Light(
                "OGP Local",
                title,
                "none",
                _("No consta que el plan se haya presentado: el plazo aún no corre."),
            )
        )
    elif facts.has_inception:
        found.append(Light("OGP Local", title, "ok", _("Está publicada.")))
    else:
        found.append(
            _since(
                "OGP Local",
                title,
                facts.submitted_on,
                INCEPTION_MONTHS,
                today=facts.today,
                none="",
                says=_("El plan se presentó el %(last)s y aún no está publicada."),
            )
        )
    title = _("Evaluación a más tardar un mes después de cumplir cada compromiso")
    if facts.closed_without_assessment:
        name, closed_on = facts.closed_without_assessment[0]
        says = _("Falta la de «%(name)s», cerrado el %(last)s") % {
            "name": name.replace("%", "%%"),
            "last": "%(last)s",
        }
        found.append(
            _since(
                "OGP Local",
                title,
                closed_on,
                COMMITMENT_MONTHS,
                today=facts.today,
                none="",
                says=f"{says}.",
            )
        )
    else:
        found.append(
            Light("OGP Local", title, "none", _("Ningún compromiso cerrado espera su evaluación."))
        )
    return found


def _next_plan(facts: Facts) -> list[Light]:
    if facts.last_plan_ended_on is None:
        return []
    title = _("Un nuevo plan antes de doce meses del término del anterior")
    if facts.submitted_on:
        return [Light(_("Proceso"), title, "ok", _("El plan está presentado."))]
    return [
        _since(
            _("Proceso"),
            title,
            facts.last_plan_ended_on,
            NEXT_PLAN_MONTHS,
            today=facts.today,
            none="",
            says=_("El plan anterior terminó el %(last)s."),
        )
    ]


def _shown(facts: Facts) -> list[Light]:
    """Return what OGP also asks for in words that could not be confirmed: the fact, without
    judgement.
    """
    first = (
        _("La primera etapa comenzó el %(day)s.") % {"day": dates.say(facts.first_stage_on)}
        if facts.first_stage_on
        else _("El calendario no dice cuándo comienza.")
    )
    return [
        Light("3.1", _("Calendario de la cocreación publicado con anticipación"), "fact", first),
        Light(
            "3.2",
            _("Difusión para que la gente sepa y participe"),
            "fact",
            _("Actos de difusión con prueba: %(n)s.") % {"n": facts.outreach_acts},
        ),
        Light(
            "3.3",
            _("Un mecanismo para recibir aportes"),
            "fact",
            _("Convocatorias y consultas abiertas hasta hoy: %(n)s.") % {"n": facts.doors},
        ),
        Light(
            "4.1",
            _("Respuesta a lo que se aportó"),
            "fact",
            _(
                "De %(all)s aportes (propuestas confirmadas y comentarios a borradores), "
                "%(n)s aún sin respuesta con su motivo."
            )
            % {"all": facts.contributions, "n": facts.unanswered},
        ),
        Light(
            "5.1",
            _("Reuniones para rendir cuentas y recoger comentarios"),
            "fact",
            _("Sesiones de rendición en los últimos doce meses: %(n)s.")
            % {"n": facts.accountability_sessions},
        ),
    ]


def legal(
    *, today: datetime.date, kind: str, has_registered_text: bool, website: str
) -> list[Light]:
    """Return the dates of Chilean law that were read in official texts; the others are not shown
    until they are confirmed.
    """
    in_force = datetime.date(2026, 12, 1)
    privacy = (
        _("Rige desde el %(day)s.") if today >= in_force else _("Entra en vigencia el %(day)s.")
    )
    found = [
        Light(
            "Ley 21.719",
            _("Protección de datos personales"),
            "fact",
            privacy % {"day": dates.say(in_force)},
            in_force,
        ),
        Light(
            "Ley 20.285",
            _("Transparencia activa, con actualización mensual (artículo 7)"),
            "fact",
            _("Se cumple en el sitio oficial: %(site)s. Este portal no lo comprueba.")
            % {"site": website or _("sin enlace registrado")},
        ),
    ]
    if kind == "programme":
        says = _("Consta su fuente.") if has_registered_text else _("No consta su fuente.")
        found.append(
            Light(
                "Ley 21.073",
                _("Programa inscrito por la candidatura a la gobernación"),
                "ok" if has_registered_text else "none",
                says,
            )
        )
    return found
