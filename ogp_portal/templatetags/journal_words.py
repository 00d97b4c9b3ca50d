"""The journal in words that a citizen reads."""

from django import template
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ogp_portal.foundation.events import journal
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
    "import_budget": gettext_lazy("Se cargaron las cuentas"),
    "register_sheet": gettext_lazy("Se cargó la ficha que publica su fuente"),
    "check_budget": gettext_lazy("El portal hizo de nuevo las sumas"),
    "explain_finding": gettext_lazy("La institución explicó el hallazgo"),
    "dispute_finding": gettext_lazy("La institución no está de acuerdo con el hallazgo"),
    "settle_finding": gettext_lazy("Se cerró el hallazgo"),
    "finish_report": gettext_lazy("Se emitió el informe mensual"),
    "move_stage_dates": gettext_lazy("Cambiaron las fechas de una etapa"),
    "open_stage": gettext_lazy("Empezó una etapa"),
    "close_stage": gettext_lazy("Terminó una etapa"),
    "report_stage": gettext_lazy("Se publicaron los resultados de una etapa"),
    "import": gettext_lazy("Se cargó desde una planilla"),
    "register_seat": gettext_lazy("Se cargó un asiento"),
    "register_alliance": gettext_lazy("Se cargó una alianza"),
    "add_seat": gettext_lazy("Se nombró un asiento"),
    "edit_seat": gettext_lazy("Cambió un asiento"),
    "convene": gettext_lazy("Se convocó la sesión"),
    "change_session": gettext_lazy("Cambió la convocatoria"),
    "hold": gettext_lazy("Se realizó la sesión"),
    "call_off": gettext_lazy("No se realizó la sesión"),
    "edit_agenda": gettext_lazy("Cambió el programa"),
    "add_paper": gettext_lazy("Se agregó un documento"),
    "record_attendance": gettext_lazy("Se anotó la asistencia"),
    "count_public": gettext_lazy("Se anotó cuánta gente asistió"),
    "add_agreement": gettext_lazy("Se tomó un acuerdo"),
    "follow_up_agreement": gettext_lazy("Se informó de un acuerdo"),
    "fulfil_agreement": gettext_lazy("Se cumplió un acuerdo"),
    "drop_agreement": gettext_lazy("Se descartó un acuerdo"),
    "reopen_agreement": gettext_lazy("Se reabrió un acuerdo"),
    "prepare_ballot": gettext_lazy("Se preparó una votación"),
    "open_ballot": gettext_lazy("Se abrió una votación"),
    "count_ballot": gettext_lazy("Se contó una votación"),
    "void_ballot": gettext_lazy("Una votación quedó sin efecto"),
    "circulate_minutes": gettext_lazy("El acta se envió a los asientos"),
    "take_back_minutes": gettext_lazy("El acta se retiró para corregirla"),
    "approve_minutes": gettext_lazy("Se aprobó el acta"),
    "add_stage": gettext_lazy("Se agregó una etapa"),
    "edit_stage": gettext_lazy("Se editó una etapa"),
    "add_stage_evidence": gettext_lazy("Se agregó una prueba de una etapa"),
    "announce_call": gettext_lazy("Se abrió una convocatoria"),
    "edit_call": gettext_lazy("Se editó la convocatoria"),
    "move_call_window": gettext_lazy("Cambió el plazo de la convocatoria"),
    "admit": gettext_lazy("Se admitió"),
    "not_admit": gettext_lazy("No se admitió"),
    "take_to_table": gettext_lazy("Pasó a una mesa de trabajo"),
    "select": gettext_lazy("Se seleccionó"),
    "merge": gettext_lazy("Se unió a otra"),
    "split": gettext_lazy("Se dividió"),
    "split_into": gettext_lazy("Se dividió en partes"),
    "not_select": gettext_lazy("No se seleccionó"),
    "put_in_commitment": gettext_lazy("Quedó en un compromiso"),
    "add_origin": gettext_lazy("Se registró de qué propuesta viene"),
    "create_group": gettext_lazy("Se creó una mesa de trabajo"),
    "hold_group": gettext_lazy("Se realizó la mesa de trabajo"),
    "report_group": gettext_lazy("Se publicaron los resultados de la mesa"),
    "begin_draft": gettext_lazy("Se empezó a escribir"),
    "begin_version": gettext_lazy("Se empezó otra versión"),
    "edit_draft": gettext_lazy("Se escribió"),
    "import_draft": gettext_lazy("Se trajo el texto de un archivo"),
    "publish_version": gettext_lazy("Se publicó una versión"),
    "adopt_version": gettext_lazy("Se aprobó la última versión"),
    "edit_consultation": gettext_lazy("Se preparó la consulta"),
    "attach_document": gettext_lazy("Se agregó un documento"),
    "announce_consultation": gettext_lazy("Se abrió la consulta de un borrador"),
    "move_consultation_window": gettext_lazy("Cambió el plazo de la consulta"),
    "answer_consultation": gettext_lazy("Cada comentario tiene su respuesta"),
    "apply_consultation": gettext_lazy("Se publicaron los cambios que causó la consulta"),
    "cancel_consultation": gettext_lazy("Se canceló la consulta"),
    "hide_comment": gettext_lazy("Se reservó un comentario"),
    "restore_comment": gettext_lazy("Se volvió a mostrar un comentario"),
    "appeal_comment": gettext_lazy("Se reclamó por un comentario reservado"),
    "approve_response": gettext_lazy("Se publicó una respuesta fundada"),
    "link_changes": gettext_lazy("Se unió una respuesta con los cambios que causó"),
    "publish_publication": gettext_lazy("Se publicó una versión de una publicación"),
    "withdraw_publication": gettext_lazy("Se retiró una publicación"),
    "plan_channel": gettext_lazy("Se prometió difundirla por un canal"),
    "record_diffusion": gettext_lazy("Se difundió por un canal"),
    "publish_inquiry": gettext_lazy("Se publicó una pregunta u objeción"),
    "refuse_inquiry": gettext_lazy("No se publicó una pregunta u objeción"),
    "withdraw_inquiry": gettext_lazy("Quien la hizo retiró una pregunta u objeción"),
    "move_inquiry_deadline": gettext_lazy(
        "Cambió el plazo para responder: se volvieron a contar los días hábiles"
    ),
    "answer": gettext_lazy("Se respondió una pregunta"),
    "uphold": gettext_lazy("Se acogió una objeción"),
    "uphold_in_part": gettext_lazy("Se acogió en parte una objeción"),
    "dismiss": gettext_lazy("No se acogió una objeción"),
    "announce_survey": gettext_lazy("Se abrió una consulta"),
    "report_survey": gettext_lazy("Se publicaron los resultados de la consulta"),
    "take_up_offer": gettext_lazy("Se aceptó un ofrecimiento de ayuda"),
    "decline_offer": gettext_lazy("Se declinó un ofrecimiento de ayuda"),
    "finish_offer": gettext_lazy("Se cumplió un ofrecimiento de ayuda"),
}


@register.filter
def act_words(entry: JournalEntry) -> str:
    """Return what was done, in words."""
    return str(WORDS.get(entry.act, entry.act.replace("_", " ")))


@register.filter
def subject_address(entry: JournalEntry) -> str:
    """Return the page of the thing an entry is about, "" where it has none."""
    name = journal.PAGES.get(entry.subject_type, "")
    return reverse(name, args=[entry.subject_slug]) if name and entry.subject_slug else ""


@register.filter
def detail_words(entry: JournalEntry) -> str:
    """Return what changed in a milestone's date or progress, from the entry's own before
    and after.
    """
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
    names = (
        "channel",
        "milestone",
        "stage",
        "seat",
        "agreement",
        "ballot",
        "proposal",
        "paper",
        "evidence",
        "item",
        "alliance",
    )
    return next((str(after[name]) for name in names if after.get(name)), "")
