"""Passages written as the text that is read back as them: the form in which files are taken in.

Only what would be read as a mark is written so that it is not one: words that people typed stay as
they typed them.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from ogp_portal.foundation.documents import passages
from ogp_portal.foundation.documents.passages import (
    BREAK,
    HEADING,
    INDENT,
    ITEM,
    NOTE,
    PARAGRAPH,
    QUOTE,
    REFERENCE,
    ROW,
    Run,
)

SPECIAL = re.compile(r"([\\*_`\[\]<>|#])")
FIRST = re.compile(r"^(\s*)(?=[-*+#>|]|\d{1,4}[.)]|[a-z]\))(\w*)(.)")
DASHES = re.compile(r"\s*:?-+:?\s*")  # a row of nothing else is the rule under a head
UNSAFE_IN_ADDRESS = str.maketrans({" ": "%20", "<": "%3C", ">": "%3E", "(": "%28", ")": "%29"})


@dataclass(frozen=True)
class Line:
    """A line to be written: what it is, its runs, the marker of a point or a note or the level of a
    heading, and how many lists its list stands in.
    """

    kind: str
    runs: tuple[Run, ...]
    marker: str = ""
    depth: int = 0


def written(line: Line) -> tuple[str, bool]:
    """Return a line as text, and whether its words kept their look: words whose look no mark can
    give stay without it.
    """
    runs = tuple(passages.joined(_trimmed(line.runs)))
    bare = tuple(Run(run.text) if not run.kind else run for run in runs)
    for wanted in (runs, tuple(passages.joined(bare))):
        for is_escaped in (False, True):
            source = _with_marker(line, _words(wanted, is_escaped=is_escaped, kind=line.kind))
            if _reads_as(source, line, wanted):
                return source, wanted == runs
    return _with_marker(line, _words(bare, is_escaped=True, kind=line.kind)), False


def _reads_as(source: str, line: Line, runs: Sequence[Run]) -> bool:
    found = passages.line(source)
    is_same = found.kind == line.kind and _text_of(found.runs) == _text_of(runs)
    return is_same and [_plain(run) for run in found.runs] == [_plain(run) for run in runs]


def _plain(run: Run) -> Run:
    """Return a run without what its text gives it: the number of a note, the form of an address."""
    return replace(run, text="" if run.kind == REFERENCE else run.text, href="-" * bool(run.href))


def _text_of(runs: Iterable[Run]) -> str:
    return "".join("" if run.kind == REFERENCE else run.text for run in runs)


def _trimmed(runs: Sequence[Run]) -> list[Run]:
    """Return runs whose look begins and ends at a word, without spaces at either end."""
    parts: list[Run] = []
    for run in runs:
        looks = run.is_strong or run.is_emphasis or run.is_code
        if run.kind or not looks:
            parts.append(run)
            continue
        words = run.text.strip()
        before, _words_between, after = run.text.partition(words) if words else (run.text, "", "")
        bare = replace(run, is_strong=False, is_emphasis=False, is_code=False)
        parts += [
            replace(bare, text=before),
            replace(run, text=words),
            replace(bare, text=after),
        ]
    rows = passages.joined(parts)
    if rows and not rows[0].kind:
        rows[0] = replace(rows[0], text=rows[0].text.lstrip())
    if rows and not rows[-1].kind:
        rows[-1] = replace(rows[-1], text=rows[-1].text.rstrip())
    return rows


def _words(runs: Iterable[Run], *, is_escaped: bool, kind: str) -> str:
    out = []
    for run in runs:
        if run.kind == REFERENCE:
            out.append(f"[^{run.label}]")
        elif run.kind == BREAK:
            out.append("<br>")
        elif run.kind:
            out.append(" | ")
        else:
            out.append(_run(run, is_escaped=is_escaped))
    words = "".join(out)
    if is_escaped and kind in {PARAGRAPH, QUOTE}:
        words = FIRST.sub(r"\1\2\\\3", words)
    return words


def _run(run: Run, *, is_escaped: bool) -> str:
    if run.is_code:
        words = f"`{run.text}`"
    else:
        words = SPECIAL.sub(r"\\\1", run.text) if is_escaped else run.text
    mark = "*" * (run.is_emphasis + 2 * run.is_strong)
    if is_escaped and DASHES.fullmatch(words):
        words = f"\\{words.lstrip()}"
    words = f"{mark}{words}{mark}"
    return f"[{words}]({run.href.translate(UNSAFE_IN_ADDRESS)})" if run.href else words


def _with_marker(line: Line, words: str) -> str:
    space = " " * (INDENT * line.depth)
    if line.kind == HEADING:
        return f"{'#' * int(line.marker)} {words}"
    if line.kind == ITEM:
        return f"{space}{line.marker} {words}"
    if line.kind == NOTE:
        return f"[^{line.marker}]: {words}"
    if line.kind == QUOTE:
        return f"> {words}"
    return f"| {words} |" if line.kind == ROW else words


def rule(columns: int) -> str:
    """Return the rule under the head of a table."""
    return f"|{'---|' * columns}"


def together(sources: Iterable[str]) -> str:
    """Return lines as one text, with an empty line between those that do not belong to the same
    list, table, quotation or notes.
    """
    out: list[str] = []
    last = ""
    for source in sources:
        kind = passages.line(source).kind
        kind = ROW if kind == passages.RULE else kind
        if out and (kind != last or kind in {PARAGRAPH, HEADING}):
            out.append("")
        out.append(source)
        last = kind
    return "\n".join(out)
