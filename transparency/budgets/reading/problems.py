"""What is wrong in a file, and where."""

from dataclasses import dataclass

from django.utils.translation import gettext

MOST_PROBLEMS = 200


@dataclass(frozen=True)
class Problem:
    """What is wrong in a cell: the row of the file (the header is 1), the title of the column, a
    sentence.
    """

    row: int
    column: str
    sentence: str

    def __str__(self) -> str:
        """Return it as a line for a person."""
        return gettext("fila %(row)s, %(column)s: %(sentence)s") % {
            "row": self.row,
            "column": self.column,
            "sentence": self.sentence,
        }
