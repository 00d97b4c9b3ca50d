"""What the stages of a co-creation give to the whole portal."""

from forums.process import access, datasets
from forums.process.models import Stage, StageEvidence
from ogp_portal.foundation.subjects import Subject

SUBJECT = Subject(
    position=20,
    access=access,
    datasets=(datasets.STAGES, datasets.STAGE_EVIDENCE),
    machines=(Stage,),
    without_personal_data=(Stage, StageEvidence),
    loading=("register_stage",),
)
