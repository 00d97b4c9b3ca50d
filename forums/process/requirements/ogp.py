"""OGP's minimum requirements and clocks.

Only what was read in OGP's own pages is judged: Participation and Co-Creation Standards (2021;
requirements 1.1, 2.1, 2.2), the forms of OGP Local (inception and end-of-commitment assessments)
and the articles on acting contrary to process. Where the exact words could not be confirmed the
fact is shown and nothing is judged.
"""

from django.utils.translation import gettext as _

from forums.process.requirements.status import Facts, Requirement, Status, due_after
from ogp_portal.foundation import dates

FORUM_MONTHS = 6
LOCAL_WEB_MONTHS = 4
REPOSITORY_MONTHS = 6
INCEPTION_MONTHS = 2
COMMITMENT_MONTHS = 1
NEXT_PLAN_MONTHS = 12
OGP_LOCAL = "OGP Local"


def required_by_ogp(facts: Facts) -> list[Requirement]:
    """Return every requirement of a plan, in the order of OGP's standards."""
    return [
        _forum_meets(facts),
        _forum_composition(facts),
        _website(facts),
        _repository(facts),
        *([_inception(facts), _assessments(facts)] if facts.is_local else _next_plan(facts)),
        *_not_judged(facts),
    ]


def _forum_meets(facts: Facts) -> Requirement:
    return due_after(
        ("1.1", _("El foro se reúne al menos cada seis meses")),
        facts.last_session_on,
        FORUM_MONTHS,
        today=facts.today,
        none=_("No consta una sesión realizada con fecha."),
        says=_("La última sesión fue el %(last)s."),
    )


def _forum_composition(facts: Facts) -> Requirement:
    title = _("El foro reúne a gobierno y sociedad civil, y sus reglas son públicas")
    seats = _("Asientos con voto: %(government)s del gobierno y %(others)s de otros sectores") % {
        "government": facts.government_seats,
        "others": facts.other_seats,
    }
    if not facts.government_seats and not facts.other_seats:
        return Requirement("1.1", title, Status.NONE, _("No constan asientos con voto."))
    rules = _("con reglas publicadas") if facts.has_rules else _("sin reglas publicadas")
    is_ok = facts.has_rules and facts.government_seats > 0 and facts.other_seats > 0
    return Requirement("1.1", title, Status.OK if is_ok else Status.LATE, f"{seats}, {rules}.")


def _website(facts: Facts) -> Requirement:
    none = _("Sin cambios publicados.")
    says = _("El último cambio publicado fue el %(last)s.")
    if facts.is_local:
        return due_after(
            ("2.1", _("El sitio se actualiza al menos cada cuatro meses (OGP Local)")),
            facts.last_change_on,
            LOCAL_WEB_MONTHS,
            today=facts.today,
            none=none,
            says=says,
        )
    title = _("Hay un sitio público y mantenido")
    if facts.last_change_on is None:
        return Requirement("2.1", title, Status.NONE, none)
    status = Status.OK if facts.is_public else Status.NONE
    return Requirement("2.1", title, status, says % {"last": dates.say(facts.last_change_on)})


def _repository(facts: Facts) -> Requirement:
    return due_after(
        ("2.2", _("El repositorio recibe pruebas al menos dos veces al año")),
        facts.last_evidence_on,
        REPOSITORY_MONTHS,
        today=facts.today,
        none=_("Todavía no hay pruebas publicadas."),
        says=_("La última prueba es del %(last)s."),
    )


def _inception(facts: Facts) -> Requirement:
    title = _("Evaluación de inicio a más tardar dos meses después de presentar el plan")
    if facts.submitted_on and facts.has_inception:
        return Requirement(OGP_LOCAL, title, Status.OK, _("Está publicada."))
    return due_after(
        (OGP_LOCAL, title),
        facts.submitted_on,
        INCEPTION_MONTHS,
        today=facts.today,
        none=_("No consta que el plan se haya presentado: el plazo aún no corre."),
        says=_("El plan se presentó el %(last)s y aún no está publicada."),
    )


def _assessments(facts: Facts) -> Requirement:
    title = _("Evaluación a más tardar un mes después de cumplir cada compromiso")
    if not facts.closed_without_assessment:
        return Requirement(
            OGP_LOCAL, title, Status.NONE, _("Ningún compromiso cerrado espera su evaluación.")
        )
    name, closed_on = facts.closed_without_assessment[0]
    says = _("Falta la de «%(name)s», cerrado el %(last)s") % {
        "name": name.replace("%", "%%"),
        "last": "%(last)s",
    }
    return due_after(
        (OGP_LOCAL, title), closed_on, COMMITMENT_MONTHS, today=facts.today, says=f"{says}."
    )


def _next_plan(facts: Facts) -> list[Requirement]:
    if facts.last_plan_ended_on is None:
        return []
    code, title = _("Proceso"), _("Un nuevo plan antes de doce meses del término del anterior")
    if facts.submitted_on:
        return [Requirement(code, title, Status.OK, _("El plan está presentado."))]
    return [
        due_after(
            (code, title),
            facts.last_plan_ended_on,
            NEXT_PLAN_MONTHS,
            today=facts.today,
            says=_("El plan anterior terminó el %(last)s."),
        )
    ]


def _not_judged(facts: Facts) -> list[Requirement]:
    """Return what OGP also asks for in words that could not be confirmed: the fact, without
    judgement.
    """
    first = (
        _("La primera etapa comenzó el %(day)s.") % {"day": dates.say(facts.first_stage_on)}
        if facts.first_stage_on
        else _("El calendario no dice cuándo comienza.")
    )
    rows = (
        ("3.1", _("Calendario de la cocreación publicado con anticipación"), first),
        (
            "3.2",
            _("Difusión para que la gente sepa y participe"),
            _("Actos de difusión con prueba: %(n)s.") % {"n": facts.outreach_acts},
        ),
        (
            "3.3",
            _("Un mecanismo para recibir aportes"),
            _("Convocatorias y consultas abiertas hasta hoy: %(n)s.") % {"n": facts.channels},
        ),
        (
            "4.1",
            _("Respuesta a lo que se aportó"),
            _(
                "De %(all)s aportes (propuestas confirmadas y comentarios a borradores), "
                "%(n)s aún sin respuesta con su motivo."
            )
            % {"all": facts.contributions, "n": facts.unanswered},
        ),
        (
            "5.1",
            _("Reuniones para rendir cuentas y recoger comentarios"),
            _("Sesiones de rendición en los últimos doce meses: %(n)s.")
            % {"n": facts.accountability_sessions},
        ),
    )
    return [Requirement(code, title, Status.FACT, says) for code, title, says in rows]
