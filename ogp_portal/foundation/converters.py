"""Parts of addresses: one converter for each kind, which takes only what can exist, so that no view
meets month 0, a year of twenty digits or a number that no column holds.
"""

from django.urls import register_converter
from django.urls.converters import StringConverter


class NumberConverter:
    """A number counted from 0, of nine digits at most: any column of numbers holds it."""

    regex = "[0-9]{1,9}"

    def to_python(self, value: str) -> int:
        """Return the number."""
        return int(value)

    def to_url(self, value: int) -> str:
        """Return it as addresses have it."""
        return str(value)


class KeyConverter(StringConverter):
    """What names a row in the API: anything without a point, after which stands a format."""

    regex = "[^/.]+"


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


class DigestConverter(StringConverter):
    """A sha256 as the portal writes it."""

    regex = "[0-9a-f]{64}"


class CodeConverter(StringConverter):
    """A secret code given to a person (permissions/codes.py): 128 bits."""

    regex = "[A-Za-z0-9_-]{22}"


class TokenConverter(StringConverter):
    """Something that the portal signed: what it says, when, and the signature of 43 signs."""

    regex = "[A-Za-z0-9_.:-]{1,300}:[A-Za-z0-9_-]{43}"


class AccountConverter(StringConverter):
    """An account of a budget, its groups separated by points."""

    regex = "[0-9A-Za-z]{1,10}(?:[.-][0-9A-Za-z]{1,10}){0,5}"


class VersionConverter(StringConverter):
    """A version of the data package: its day, and its number if it is not the day's first."""

    regex = "[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[.][0-9]{1,4})?"


class FileNameConverter(StringConverter):
    """A file of a package: its name, and its ending."""

    regex = "[A-Za-z0-9_-]{1,80}(?:[.][a-z0-9]{1,10}){1,2}"


class SheetConverter(StringConverter):
    """The ending of a spreadsheet."""

    regex = "csv|xlsx"


class ActConverter(StringConverter):
    """An act of a workflow, by its name in the code."""

    regex = "[a-z][a-z_]{0,59}"


def register() -> None:
    """Make the converters known, once, before the first address is read."""
    register_converter(NumberConverter, "number")
    register_converter(KeyConverter, "key")
    register_converter(YearConverter, "year")
    register_converter(MonthConverter, "month")
    register_converter(DigestConverter, "digest")
    register_converter(CodeConverter, "code")
    register_converter(TokenConverter, "token")
    register_converter(AccountConverter, "account")
    register_converter(VersionConverter, "version")
    register_converter(FileNameConverter, "file_name")
    register_converter(SheetConverter, "sheet")
    register_converter(ActConverter, "act")
