"""What the words of a DOCX need before they are written, and what its pictures, boxes and objects
are called. Only in the sandbox's child.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from ogp_portal.foundation.documents import passages
from ogp_portal.foundation.documents.docx_styles_child import W
from ogp_portal.foundation.documents.passages import BREAK, Run

MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
WPS = "{http://schemas.microsoft.com/office/word/2010/wordprocessingShape}"
V = "{urn:schemas-microsoft-com:vml}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
DRAWN = {"picture": "picture", "chart": "chart", "diagram": "diagram"}


def settle(root: Any) -> None:
    """Leave of whatever stands in several forms for several programs the first that holds anything,
    in its place: each says the same.
    """
    for row in list(root.iter(f"{MC}AlternateContent")):
        forms = row.iterchildren(f"{MC}Choice", f"{MC}Fallback")
        for part in next((list(form) for form in forms if len(form)), []):
            row.addprevious(part)
        row.getparent().remove(row)


def what(part: Any) -> tuple[str, str]:
    """Return what is left out, and the words that it has."""
    words = " ".join("".join(part.itertext(f"{W}t", f"{A}t")).split())
    if part.tag == f"{W}commentReference":
        return "comment", ""
    if part.tag == f"{W}sym":
        return "symbol", ""
    if part.tag == f"{W}object":
        return "object", words
    if words or any(True for _box in part.iter(f"{WPS}txbx", f"{V}textbox")):
        return "box", words
    named = next(iter(part.iter("{*}docPr")), None)
    title = (named.get("descr") or named.get("name") or "") if named is not None else ""
    data = next(iter(part.iter(f"{A}graphicData")), None)
    uri = data.get("uri", "").rpartition("/")[2] if data is not None else ""
    if not uri and next(part.iter(f"{V}imagedata"), None) is not None:
        uri = "picture"
    return DRAWN.get(uri, "drawing"), title


def split(runs: Sequence[Run]) -> list[list[Run]]:
    """Return runs parted where a line breaks, without stretches that say nothing."""
    stretches: list[list[Run]] = [[]]
    for run in runs:
        if run.kind == BREAK:
            stretches.append([])
        else:
            stretches[-1].append(run)
    return [row for row in stretches if any(run.kind or run.text.strip() for run in row)]


def spaced(runs: Sequence[Run]) -> list[Run]:
    """Return runs with a space in place of each break."""
    return [Run(" ") if run.kind == BREAK else run for run in runs]


def bare(runs: Sequence[Run]) -> tuple[Run, ...]:
    """Return the runs of a heading, all of the same look."""
    return tuple(
        run if run.kind else replace(run, is_strong=False, is_emphasis=False) for run in runs
    )


def web(address: str) -> str:
    """Return an address that a text may lead to, "" for any other."""
    return address if address.lower().startswith(passages.SCHEMES) else ""
