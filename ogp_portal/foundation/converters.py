"""Parts of addresses: one converter for each kind, which takes only what can exist, so that no view
meets month 0, a year of twenty digits or a number that no column holds.
"""

from django.urls import register_converter


class NumberConverter:
    """A number counted from 0, of nine digits at most: any column of numbers holds it."""

    regex = "[0-9]{1,9}"

    def to_python(self, value: str) -> int:
        """Return the number."""
        return int(value)

    def to_url(self, value: int) -> str:
        """Return it as addresses have it."""
        return str(value)


class YearConverter(NumberConverter):
    """A year of four digits, from 1900 on: the calendar reaches a year further on both sides."""

    regex = "(?:19|[2-9][0-9])[0-9]{2}"

    def to_python(self, value: str) -> int:
        """Return the year. Raises ValueError (no such address) for the last of the calendar."""
        year = int(value)
        if year > 9998:
            raise ValueError(value)
        return year


class MonthConverter(NumberConverter):
    """A month, 1 to 12, with or without a zero before it."""

    regex = "(?:0?[1-9]|1[0-2])"


def register() -> None:
    """Make the converters known, once, before the first address is read."""
    register_converter(NumberConverter, "number")
    register_converter(YearConverter, "year")
    register_converter(MonthConverter, "month")
