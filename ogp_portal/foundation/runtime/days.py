"""The holidays and the working days by which deadlines are counted."""

from ogp_portal.foundation.runtime import environment

HOLIDAYS = environment.text(
    "HOLIDAYS",
    default="CL-RM",
    meaning=(
        "Whose legal holidays do not count in deadlines: a country and, after a dash, a part of "
        "it, as ISO 3166 codes them."
    ),
)
REPORTING_DAYS = environment.number(
    "REPORTING_DAYS",
    default=10,
    least=4,
    most=60,
    meaning="Working days after a month's end until which the month is still reported.",
)
