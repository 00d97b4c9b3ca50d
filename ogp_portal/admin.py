"""Index: Django looks here for the admin of the ground's own tables."""

from ogp_portal.foundation.subjects import import_rooms

import_rooms("ogp_portal", "admin")
