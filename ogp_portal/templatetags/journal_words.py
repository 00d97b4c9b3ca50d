"""The journal in words that a citizen reads."""

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ogp_portal.models import JournalEntry

register = template.Library()
WORDS = {
    "register": gettext_lazy("Se cargó desde su documento fuente"),
    "register_update": gettext_lazy("Se cargó el reporte que publica su fuente"),
    "register_total": gettext_lazy("Se registró un total publicado"),
    "register_stage": gettext_lazy("Se registró una etapa de cocreación"),
    "create": gettext_lazy("Se creó"),
    "draft": gettext_lazy("Se empezó un borrador"),
    "edit": gettext_lazy("Se editó"),
    "propose": gettext_lazy("Se propuso en público"),
    "submit_for_review": gettext_lazy("Se envió a revisión"),
    "return_to_draft": gettext_lazy("Se devolvió a borrador"),
    "publish": gettext_lazy("Se publicó"),
    "amend": gettext_lazy("Cambió el texto del compromiso"),
    "close": gettext_lazy("Se cerró"),
    "withdraw": gettext_lazy("Se retiró"),
    "add_milestone": gettext_lazy("Se agregó un hito"),
    "edit_milestone": gettext_lazy("Se editó un hito"),
    "remove_milestone": gettext_lazy("Se quitó un hito"),
    "reschedule": gettext_lazy("Se movió el plazo de un hito"),
    "cancel": gettext_lazy("Se canceló un hito"),
    "reopen": gettext_lazy("Se corrigió un hito que figuraba cumplido"),
    "record_progress": gettext_lazy("Avanzó un hito"),
    "approve_update": gettext_lazy("Se publicó un reporte de avance"),
    "publish_assessment": gettext_lazy("Se publicó una evaluación"),
    "add_counterpart": gettext_lazy("Se sumó una contraparte"),
    "open_co_creation": gettext_lazy("Se abrió la cocreación"),
    "suspend": gettext_lazy("Se suspendió"),
    "resume": gettext_lazy("Se retomó la cocreación"),
    "submit": gettext_lazy("Se presentó a OGP"),
    "enter_into_force": gettext_lazy("Entró en ejecución"),
    "end": gettext_lazy("Terminó por fecha"),
    "record_assessment": gettext_lazy("Se registró su evaluación"),
    "archive": gettext_lazy("Se archivó"),
    "finish_report": gettext_lazy("Se emitió el informe mensual"),
    "move_stage_dates": gettext_lazy("Cambiaron las fechas de una etapa"),
    "open_stage": gettext_lazy("Empezó una etapa"),
    "close_stage": gettext_lazy("Terminó una etapa"),
    "report_stage": gettext_lazy("Se publicaron los resultados de una etapa"),
    "import": gettext_lazy("Se cargó desde una planilla"),
}


@register.filter
def act_words(entry: JournalEntry) -> str:
    """Return what was done, in words."""
    return str(WORDS.get(entry.act, entry.act.replace("_", " ")))


@register.filter
def detail_words(entry: JournalEntry) -> str:
    """Return what changed in a milestone's date or progress, from the entry's own before and after."""
    before, after = entry.before, entry.after
    if entry.act == "reschedule":
        return _("%(milestone)s: de %(before)s a %(after)s") % {
            "milestone": after.get("milestone", ""),
            "before": before.get("due_on", ""),
            "after": after.get("due_on", ""),
        }
    if entry.act == "record_progress":
        return _("%(milestone)s: de %(before)s %% a %(after)s %%") % {
            "milestone": after.get("milestone", ""),
            "before": before.get("progress", 0),
            "after": after.get("progress", 0),
        }
    return str(after.get("milestone", "") or after.get("stage", ""))
