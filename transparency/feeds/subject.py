"""What feeds and calendars give to the whole portal: addresses alone."""

from ogp_portal.foundation.subjects import Subject

SUBJECT = Subject(position=90)
