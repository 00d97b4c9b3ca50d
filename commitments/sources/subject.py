"""What source documents give to the whole portal."""

from commitments.sources import access, datasets
from commitments.sources.models import SourceDocument
from ogp_portal.foundation.subjects import Subject

SUBJECT = Subject(
    position=10,
    access=access,
    datasets=(datasets.SOURCES,),
    without_personal_data=(SourceDocument,),
)
