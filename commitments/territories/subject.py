"""What the outlines of territories give to the whole portal."""

from commitments.territories import access
from commitments.territories.models import Boundary
from ogp_portal.foundation.subjects import Subject

SUBJECT = Subject(position=25, access=access, without_personal_data=(Boundary,))
