"""Index: Django looks here for the tables of this app; each subject keeps its own."""

from ogp_portal.foundation.subjects import import_rooms

import_rooms("forums", "models")
