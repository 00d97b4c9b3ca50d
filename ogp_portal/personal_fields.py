"""Personal data of the upper floors, declared field by field with purpose and retention (Ley 19.628, Ley 21.719)."""

from django.utils.translation import gettext_lazy as _

from ogp_portal.foundation.personal_data import declare

TEAM = _("El equipo del plan; nunca el público.")
WHILE_CONTACT = _("Mientras la persona responda por el compromiso; en planes históricos, hasta que la institución pida retirarlos.")

declare(
    "commitments.contact",
    name=(
        _("Saber a quién dirigirse dentro del Estado."),
        WHILE_CONTACT,
        _("Coordinación e institución responsable; el público ve el cargo."),
    ),
    email=(_("Coordinar el cumplimiento del compromiso."), WHILE_CONTACT, _("Coordinación e institución responsable.")),
    phone=(_("Coordinar el cumplimiento del compromiso."), WHILE_CONTACT, _("Coordinación e institución responsable.")),
)
declare(
    "commitments.membership",
    user=(_("Dar los derechos que corresponden a un rol."), _("Cinco años desde que el rol termina."), _("Quien administra cuentas.")),
)
declare(
    "commitments.progressupdate",
    author=(_("Que nadie apruebe su propio reporte."), _("Mientras el plan esté publicado."), TEAM),
    reviewer=(_("Que nadie apruebe su propio reporte."), _("Mientras el plan esté publicado."), TEAM),
)
declare("commitments.importjob", requested_by=(_("Saber quién cargó una planilla."), _("Un año."), TEAM))
for free in (
    "actor", "assessment", "axis", "commitment", "commitmentversion", "counterpart", "evidence", "milestone", "milestoneclaim", "organization",
    "plan", "planmember", "policyarea", "publishedtotal", "reschedule", "rubric", "sourcedocument", "territory", "theme", "value",
):  # fmt: skip
    declare(f"commitments.{free}")
declare("forums.stage")
declare("transparency.compliancesnapshot")
declare("transparency.compliancereport")
declare("transparency.apitoken")
declare("transparency.webhook")
declare("transparency.delivery")
declare("transparency.datapackage")
