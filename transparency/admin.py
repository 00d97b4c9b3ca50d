"""Index: Django looks here for the admin of this app; each subject keeps its own."""

from ogp_portal.foundation.subjects import import_rooms

import_rooms("transparency", "admin")
