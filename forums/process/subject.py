"""What the stages of a co-creation give to the whole portal."""

from django.utils.translation import gettext_lazy as _

from forums.process import access, datasets
from forums.process.models import Stage, StageEvidence
from ogp_portal.foundation.events.journal import Act
from ogp_portal.foundation.subjects import Subject

SUBJECT = Subject(
    position=20,
    access=access,
    datasets=(datasets.STAGES, datasets.STAGE_EVIDENCE),
    machines=(Stage,),
    without_personal_data=(Stage, StageEvidence),
    acts={
        "register_stage": Act(_("Se registró una etapa de cocreación"), loads=True),
        "move_stage_dates": Act(_("Cambiaron las fechas de una etapa")),
        "open_stage": Act(_("Empezó una etapa")),
        "close_stage": Act(_("Terminó una etapa")),
        "report_stage": Act(_("Se publicaron los resultados de una etapa")),
        "add_stage": Act(_("Se agregó una etapa")),
        "edit_stage": Act(_("Se editó una etapa")),
        "add_stage_evidence": Act(_("Se agregó una prueba de una etapa")),
    },
    named=("stage", "evidence"),
)
