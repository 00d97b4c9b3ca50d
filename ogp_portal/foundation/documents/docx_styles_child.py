"""What the styles and the numbering of a DOCX say of its paragraphs: which are headings, which are
points of a list, with which number and how deep. Only in the sandbox's child.
"""

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
HEADING_NAME = re.compile(r"heading (\d)$")
CONTENTS_NAME = re.compile(r"(toc \d|toc heading|table of figures)$")
QUOTATIONS, CODE = {"quote", "intense quote"}, {"code", "html code", "source code"}
LETTERS = "abcdefghijklmnopqrstuvwxyz"
MOST_STYLES = 20  # one upon another


def value(element: Any, path: str, default: str = "") -> str:
    """Return the value of the element at a path, the default where there is none."""
    found = element.find(path) if element is not None else None
    return default if found is None else str(found.get(f"{W}val", default))


def is_on(properties: Any, name: str) -> bool:
    """Say whether a property of words is switched on."""
    found = properties.find(f"{W}{name}") if properties is not None else None
    return found is not None and found.get(f"{W}val", "1") not in {"0", "false", "off", "none"}


class Styles:
    """The paragraph styles of a document, each with those it is based on."""

    def __init__(self, root: Any) -> None:
        """Read the styles part, None where the document has none."""
        rows = root.iter(f"{W}style") if root is not None else ()
        self.by_id = {row.get(f"{W}styleId", ""): row for row in rows}

    def chain(self, name: str) -> list[Any]:
        """Return a style and those under it, the nearest first."""
        rows: list[Any] = []
        while name in self.by_id and len(rows) < MOST_STYLES:
            rows.append(self.by_id[name])
            name = value(rows[-1], f"{W}basedOn")
        return rows

    def heading_level(self, properties: Any) -> int | None:
        """Return the level of a heading (0 of the title), None of any other paragraph."""
        outline = value(properties, f"{W}outlineLvl")
        for style in self.chain(value(properties, f"{W}pStyle")):
            name = value(style, f"{W}name").lower()
            if match := HEADING_NAME.match(name):
                return int(match[1])
            if name == "title":
                return 0
            outline = outline or value(style, f"{W}pPr/{W}outlineLvl")
        return int(outline) + 1 if outline.isdecimal() and int(outline) < 9 else None

    def is_of_contents(self, properties: Any) -> bool:
        """Say whether a paragraph is a line of the table of contents."""
        chain = self.chain(value(properties, f"{W}pStyle"))
        return bool(chain and CONTENTS_NAME.match(value(chain[0], f"{W}name").lower()))

    def is_quotation(self, properties: Any) -> bool:
        """Say whether a paragraph quotes."""
        chain = self.chain(value(properties, f"{W}pStyle"))
        return any(value(row, f"{W}name").lower() in QUOTATIONS for row in chain)

    def is_code(self, properties: Any) -> bool:
        """Say whether words are of a computer's language."""
        chain = self.chain(value(properties, f"{W}rStyle"))
        return any(value(row, f"{W}name").lower() in CODE for row in chain)

    def look(self, properties: Any, name: str) -> bool:
        """Say whether words of a character style have a look (`b`, `i`)."""
        chain = self.chain(value(properties, f"{W}rStyle"))
        return any(is_on(style.find(f"{W}rPr"), name) for style in chain)


@dataclass(frozen=True)
class Point:
    """What a point of a list is: what stands before it, and how many lists its list stands in."""

    marker: str
    depth: int


@dataclass(frozen=True)
class Place:
    """In which list a paragraph stands: its number, its level, and how far it is from the edge."""

    number: str
    level: int
    indent: int

    def is_inside(self, other: "Place") -> bool:
        """Say whether its list stands inside the list of another point."""
        if self.number == other.number:
            return self.level > other.level
        return self.indent > other.indent


class Numbering:
    """The lists of a document, counted as they are read."""

    def __init__(self, root: Any, styles: Styles) -> None:
        """Read the numbering part, None where the document has none."""
        self.styles = styles
        self.numbers: dict[str, Any] = {}
        self.kinds: dict[str, Any] = {}
        if root is not None:
            self.numbers = {row.get(f"{W}numId", ""): row for row in root.findall(f"{W}num")}
            found = root.findall(f"{W}abstractNum")
            self.kinds = {row.get(f"{W}abstractNumId", ""): row for row in found}
        self.counts: dict[str, dict[int, int]] = defaultdict(dict)
        self.begun: set[str] = set()
        self.above: list[Place] = []

    def end_list(self) -> None:
        """Say that a paragraph outside any list was read: the next point begins another list."""
        self.above = []

    def point(self, properties: Any) -> Point | None:
        """Return what a paragraph is in its list and count it, None where it stands in none."""
        found = self._listed(properties)
        if found is None:
            return None
        number, level, style = found
        kind = self._kind(number)
        rules = self._rules(kind, level)
        form = value(rules, f"{W}numFmt", "bullet" if rules is None else "decimal")
        if form == "none":
            return None
        place = Place(number, level, self._indent(properties, rules, style))
        while self.above and not place.is_inside(self.above[-1]):
            self.above.pop()
        depth = len(self.above)
        self.above.append(place)
        count = self._count(number, kind, rules, level)
        if form == "bullet":
            return Point("-", depth)
        if form == "lowerLetter" and count <= len(LETTERS):
            return Point(f"{LETTERS[count - 1]})", depth)
        return Point(f"{min(count, 9_999)}.", depth)

    def _listed(self, properties: Any) -> tuple[str, int, Any] | None:
        """Return the number and level of the list that a paragraph says or its style says, and the
        style that does.
        """
        own = properties.find(f"{W}numPr") if properties is not None else None
        number = value(own, f"{W}numId")
        level = value(own, f"{W}ilvl")
        said_by = None
        for style in self.styles.chain(value(properties, f"{W}pStyle")):
            if number:
                break
            row = style.find(f"{W}pPr/{W}numPr")
            number = value(row, f"{W}numId")
            level = level or value(row, f"{W}ilvl")
            said_by = style
        if number in {"", "0"}:
            return None
        return number, int(level) if level.isdecimal() else 0, said_by

    def _kind(self, number: str) -> Any:
        row = self.numbers.get(number)
        kind = self.kinds.get(value(row, f"{W}abstractNumId")) if row is not None else None
        link = value(kind, f"{W}numStyleLink")
        if link:
            others = self.kinds.values()
            kind = next((row for row in others if value(row, f"{W}styleLink") == link), kind)
        return kind

    @staticmethod
    def _rules(kind: Any, level: int) -> Any:
        rows = kind.findall(f"{W}lvl") if kind is not None else ()
        return next((row for row in rows if row.get(f"{W}ilvl") == str(level)), None)

    def _indent(self, properties: Any, rules: Any, style: Any) -> int:
        """Return how far a point is from the edge: as it says, as its style does, as its list."""
        for holder in (properties, style, rules):
            if holder is None:
                continue
            path = f"{W}ind" if holder is properties else f"{W}pPr/{W}ind"
            row = holder.find(path)
            left = "" if row is None else row.get(f"{W}left", row.get(f"{W}start", ""))
            if left.lstrip("-").isdecimal():
                return int(left)
        return 0

    def _count(self, number: str, kind: Any, rules: Any, level: int) -> int:
        """Count a point and return its number. Lists of one kind go on counting, but where one says
        that it begins anew.
        """
        row = self.numbers.get(number)
        starts = row.findall(f"{W}lvlOverride") if row is not None else []
        anew = next(
            (
                value(start, f"{W}startOverride")
                for start in starts
                if start.get(f"{W}ilvl") == str(level)
            ),
            "",
        )
        name = kind.get(f"{W}abstractNumId", "") if kind is not None and not starts else number
        counts = self.counts[f"{'n' if starts else 'k'}{name}"]
        first = anew or value(rules, f"{W}start", "1")
        begins = int(first) if first.isdecimal() else 1
        counts[level] = counts[level] + 1 if level in counts else begins
        for deeper in [other for other in counts if other > level]:
            del counts[deeper]
        return max(counts[level], 1)
