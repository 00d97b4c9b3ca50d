"""Of which month or year a file is."""

import re

DAY = re.compile(
    r"(?P<day>[0-3]?[0-9])[/.-](?P<month>[01]?[0-9])[/.-](?P<year>[12][0-9]{3})(?:[ T].*)?"
)
ISO = re.compile(
    r"(?P<year>[12][0-9]{3})[/.-](?P<month>[01]?[0-9])(?:[/.-][0-3]?[0-9])?(?:[ T].*)?"
)
MONTH = re.compile(r"(?P<month>[01]?[0-9])[/.-](?P<year>[12][0-9]{3})")
YEAR_IN_A_NAME = re.compile(r"(?<![0-9])(?P<year>(?:19|20)[0-9]{2})(?![0-9])")
MONTH_NAMES = (
    "enero",
    "febrero",
    "marzo",
    "abril",
    "mayo",
    "junio",
    "julio",
    "agosto",
    "septiembre",
    "octubre",
    "noviembre",
    "diciembre",
)
YEARS = range(1990, 2101)


def parse(text: str) -> tuple[int, int] | None:
    """Return (year, month) of a date as dd/mm/yyyy, yyyy-mm-dd, mm/yyyy or yyyy-mm."""
    matched = DAY.fullmatch(text) or ISO.fullmatch(text) or MONTH.fullmatch(text)
    if not matched:
        return None
    parts = matched.groupdict()
    year = int(parts["year"])
    month = int(parts["month"])
    day = int(parts.get("day") or 1)
    return (year, month) if year in YEARS and 1 <= month <= 12 and 1 <= day <= 31 else None


def in_file_name(file_name: str, *, words: list[str]) -> tuple[int, int] | None:
    """Return (year, month) if a file's name says both, the month as one of its `words`:
    "Balance_Gastos_Abril_2025.csv".
    """
    months = [MONTH_NAMES.index(word) + 1 for word in words if word in MONTH_NAMES]
    years = [int(year) for year in YEAR_IN_A_NAME.findall(file_name)]
    return (years[0], months[0]) if len(months) == 1 and len(years) == 1 else None
