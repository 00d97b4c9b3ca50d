"""Personal data of the upper floors, declared field by field with purpose and retention (Ley
19.628, Ley 21.719).
"""

from django.utils.translation import gettext_lazy as _

from ogp_portal.foundation.personal_data import declare

TEAM = _("El equipo del plan; nunca el público.")
WHILE_CONTACT = _(
    "Mientras la persona responda por el compromiso; en planes históricos, hasta que la "
    "institución pida retirarlos."
)

declare(
    "commitments.contact",
    name=(
        _("Saber a quién dirigirse dentro del Estado."),
        WHILE_CONTACT,
        _("Coordinación e institución responsable; el público ve el cargo."),
    ),
    email=(
        _("Coordinar el cumplimiento del compromiso."),
        WHILE_CONTACT,
        _("Coordinación e institución responsable."),
    ),
    phone=(
        _("Coordinar el cumplimiento del compromiso."),
        WHILE_CONTACT,
        _("Coordinación e institución responsable."),
    ),
)
declare(
    "commitments.membership",
    user=(
        _("Dar los derechos que corresponden a un rol."),
        _("Cinco años desde que el rol termina."),
        _("Quien administra cuentas."),
    ),
)
declare(
    "commitments.progressupdate",
    author=(_("Que nadie apruebe su propio reporte."), _("Mientras el plan esté publicado."), TEAM),
    reviewer=(
        _("Que nadie apruebe su propio reporte."),
        _("Mientras el plan esté publicado."),
        TEAM,
    ),
)
declare(
    "commitments.inquiry",
    email=(
        _("Avisar la respuesta a quien preguntó u objetó, si lo pidió."),
        _("Un año desde que llegó, ya respondida."),
        _("Nadie."),
    ),
    email_confirmed_at=(
        _("Escribir solo a un correo que su dueño confirmó."),
        _("Un año desde que llegó, ya respondida."),
        _("Nadie."),
    ),
    tracking_digest=(
        _("Que solo quien la hizo la siga o la retire: es un resumen con clave."),
        _("Mientras exista la pregunta."),
        _("Nadie."),
    ),
    confirmation_digest=(
        _("Que solo quien recibe el correo confirme: es un resumen con clave."),
        _("Mientras exista la pregunta."),
        _("Nadie."),
    ),
    prepared_by=(
        _("Que nadie apruebe su propia respuesta."),
        _("Mientras el plan esté publicado."),
        TEAM,
    ),
    approved_by=(
        _("Que nadie apruebe su propia respuesta."),
        _("Mientras el plan esté publicado."),
        TEAM,
    ),
)
declare("commitments.inquiryfile")
declare(
    "transparency.publicationversion",
    author=(_("Que nadie publique lo que escribió."), _("Mientras la publicación exista."), TEAM),
    reviewer=(_("Que nadie publique lo que escribió."), _("Mientras la publicación exista."), TEAM),
)
declare(
    "transparency.subscriber",
    email=(
        _("Enviar novedades de lo que la persona pidió seguir."),
        _("Hasta que deja de seguir; sin confirmar, siete días."),
        _("Nadie."),
    ),
)
declare(
    "transparency.subscription",
    confirmation_digest=(
        _("Que solo quien recibe el correo confirme: es un resumen con clave."),
        _("Mientras exista la suscripción."),
        _("Nadie."),
    ),
)
declare("transparency.digest")
declare("transparency.mailing")
for shown in ("infographic", "publication", "disseminationchannel"):
    declare(f"transparency.{shown}")
declare(
    "commitments.importjob", requested_by=(_("Saber quién cargó una planilla."), _("Un año."), TEAM)
)
for free in (
    "actor",
    "assessment",
    "axis",
    "commitment",
    "commitmentversion",
    "counterpart",
    "evidence",
    "milestone",
    "milestoneclaim",
    "organization",
    "plan",
    "planmember",
    "policyarea",
    "publishedtotal",
    "reschedule",
    "rubric",
    "sourcedocument",
    "territory",
    "theme",
    "value",
):
    declare(f"commitments.{free}")
AUTHOR = _("La persona y quien coordina el plan; nunca el público.")
declare(
    "forums.seat",
    user=(
        _("Que cada asiento vote y reciba sus convocatorias."),
        _("Cinco años desde que el asiento termina."),
        _("La persona y la secretaría del foro; el público ve a quién representa."),
    ),
)
declare(
    "forums.proposal",
    email=(
        _("Confirmar la propuesta y contar qué pasa con ella, también meses después."),
        _("Un año desde que termina el plan; sin confirmar, catorce días."),
        AUTHOR,
    ),
    author_name=(
        _("Firmar la propuesta, solo si la persona lo pide."),
        _("Un año desde que termina el plan, si no se publicó."),
        _("El público, si la persona lo pidió; si no, quien coordina el plan."),
    ),
    facilitator=(
        _("Saber quién transcribió una propuesta en papel."),
        _("Mientras el plan esté publicado."),
        TEAM,
    ),
    tracking_digest=(
        _("Que solo quien propuso siga o retire su propuesta: es un resumen con clave."),
        _("Mientras exista la propuesta."),
        _("Nadie."),
    ),
    confirmation_digest=(
        _("Que solo quien recibe el correo confirme: es un resumen con clave."),
        _("Mientras exista la propuesta."),
        _("Nadie."),
    ),
)
declare(
    "forums.support",
    user=(
        _("Que cada cuenta apoye una sola vez."),
        _("Mientras exista la cuenta; se retira cuando se quiera."),
        _("La persona."),
    ),
)
declare(
    "forums.voice",
    user=(
        _(
            "Que quien comentó corrija o retire lo suyo y reciba su respuesta; el público ve "
            "un número."
        ),
        _("Un año desde que termina el plan; después queda solo el número."),
        _("La persona."),
    ),
)
declare(
    "forums.concurrence",
    user=(
        _("Que cada cuenta adhiera una sola vez."),
        _("Mientras exista la cuenta; se retira mientras la consulta está abierta."),
        _("La persona."),
    ),
)
declare(
    "forums.comment",
    assigned_to=(
        _("Repartir el trabajo de responder."),
        _("Mientras el plan esté publicado."),
        TEAM,
    ),
)
declare(
    "forums.response",
    written_by=(
        _("Que nadie apruebe su propia respuesta."),
        _("Mientras el plan esté publicado."),
        TEAM,
    ),
    approved_by=(
        _("Que nadie apruebe su propia respuesta."),
        _("Mientras el plan esté publicado."),
        TEAM,
    ),
)
declare(
    "forums.respondent",
    user=(
        _("Que cada cuenta responda una sola vez; no se une a lo que respondió."),
        _("Mientras exista la cuenta."),
        _("Nadie."),
    ),
)
declare(
    "forums.sheet",
    sector=(
        _("Mostrar cuánto participó cada sector."),
        _("Mientras la consulta esté publicada; no se une a ninguna persona."),
        _("Solo cifras, con los grupos pequeños ocultos."),
    ),
    territory=(
        _("Mostrar desde dónde se participó."),
        _("Mientras la consulta esté publicada; no se une a ninguna persona."),
        _("Solo cifras."),
    ),
)
declare(
    "forums.answer",
    text=(
        _("Conocer lo que la gente responde con sus palabras."),
        _("Mientras la consulta esté publicada; lo reservado, hasta que termina el plan."),
        _("Quien coordina el plan; el público, lo que se leyó y se publicó."),
    ),
)
declare(
    "forums.offerofhelp",
    email=(_("Responder a quien ofrece ayuda."), _("Un año desde que termina el plan."), AUTHOR),
)
for free in (
    "agendaitem",
    "agreement",
    "alliance",
    "attachment",
    "attendance",
    "ballot",
    "ballotoption",
    "call",
    "choice",
    "confirmation",
    "followup",
    "forum",
    "change",
    "consultation",
    "consultationdocument",
    "consultationquestion",
    "draft",
    "draftversion",
    "groupheadcount",
    "lineage",
    "placement",
    "section",
    "minutes",
    "observation",
    "origin",
    "paper",
    "question",
    "result",
    "session",
    "sessionheadcount",
    "stage",
    "stageevidence",
    "survey",
    "turn",
    "vote",
    "workinggroup",
):
    declare(f"forums.{free}")
for free in (
    "budgetaccount",
    "budgetline",
    "budgetlink",
    "budgetperiod",
    "budgetprogram",
    "budgetsubtotal",
    "referencevalue",
):
    declare(f"transparency.{free}")
declare(
    "transparency.finding",
    explained_by=(
        _("Que nadie cierre lo que explicó."),
        _("Mientras el hallazgo esté publicado."),
        TEAM,
    ),
)
declare(
    "transparency.budgetimport",
    requested_by=(
        _("Que solo confirme quien pidió la carga."),
        _("Mientras existan las cuentas que cargó."),
        TEAM,
    ),
)
declare("transparency.compliancesnapshot")
declare("transparency.compliancereport")
declare("transparency.apitoken")
declare("transparency.webhook")
declare("transparency.delivery")
declare("transparency.datapackage")
