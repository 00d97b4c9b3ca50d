"""How much of a text is read as Markdown; and data as text inside a page."""

import json
import re

from django.utils.safestring import SafeString

LONGEST = 100_000  # characters read as Markdown; what is longer is shown as it was typed
MOST_COLUMNS, MOST_CELLS = (
    60,
    20_000,
)  # of the tables of a text: a short row is filled up with cells
BLANK = re.compile(r"\n[ \t]*\n")
DELIMITERS = set(" 	>|:-")


def has_room(value: str) -> bool:
    """Say whether the tables of a text are no larger than anybody reads: each block with a line of
    delimiters counts as many cells as its widest line in each of its lines.
    """
    cells = 0
    for block in BLANK.split(value):
        lines = block.split("\n")
        columns = max(line.count("|") for line in lines) + 1
        if columns > 1 and any(set("|-") <= set(line) <= DELIMITERS for line in lines):
            cells += columns * len(lines)
            if columns > MOST_COLUMNS or cells > MOST_CELLS:
                return False
    return True


def json_for_page(data: dict[str, object]) -> SafeString:
    """Return `data` as JSON that can stand inside a script element: no text in it can close the
    element.
    """
    body = json.dumps(data, ensure_ascii=False)
    for char in "<>&\u2028\u2029":
        body = body.replace(char, f"\\u{ord(char):04x}")
    return SafeString(body)
