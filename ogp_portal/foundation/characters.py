"""What people's words are made of: one gate for all that is written, one for all that is drawn.

`clean` and `one_line` stand where text comes in, `printable` where it goes out into a format that
takes no control characters (XML 1.0, 2.2; RFC 5545, 3.1): what was stored before the gate, too.
"""

import re
import unicodedata

# Word's soft break (VT), a new page (FF), CR, NEL and Unicode's own line and paragraph separators
BREAK = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
LINE_END = re.compile("[ \t]*\n[ \t\n]*")
BIDI = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u206f\ufeff"
UNSEEN = (
    "\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180e\u200b\u2060-\u2065\u2800\u3164\uffa0\ufff9-\ufffb"
    "\U000e0000-\U000e007f"
)
CONTROL = "\x00-\x08\x0b\x0c\x0e-\x1f"
NO_CHARACTER = "\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff" + "".join(
    f"{chr(plane * 0x10000 + 0xFFFE)}{chr(plane * 0x10000 + 0xFFFF)}" for plane in range(1, 17)
)
_TAKEN_OUT = re.compile(f"[{BIDI}{UNSEEN}{CONTROL}\x7f-\x9f{NO_CHARACTER}]")
_LATIN = "A-Za-z\u00c0-\u024f"
_JOINER = re.compile(f"(?<=[{_LATIN}])[\u200c\u200d]+|[\u200c\u200d]+(?=[{_LATIN}])")
# a letter takes four marks at most; more of them cover the lines around it
_MARK = "\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
_HEAP = re.compile(f"([{_MARK}]{{4}})[{_MARK}]+")
_NOT_DRAWN = re.compile(f"[{CONTROL}\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_PLAIN = re.compile("[\n\t -~¡-¬®-ɏ‘-”–—…€]*")  # nothing of it has to be taken out or composed


def clean(value: str) -> str:
    """Return `value` in NFC, every break of a line as a line feed, without control characters, the
    marks that turn text around or those nobody sees, trimmed; "" when nothing would be seen:
    spaces, marks without a letter, joiners.
    """
    broken = BREAK.sub("\n", value)
    if not _PLAIN.fullmatch(broken):
        broken = _JOINER.sub("", _TAKEN_OUT.sub("", broken))
        broken = unicodedata.normalize("NFC", _HEAP.sub(r"\1", broken))
    trimmed = broken.strip()
    return trimmed if any(unicodedata.category(char)[0] not in "CZM" for char in trimmed) else ""


def one_line(value: str) -> str:
    """Return what `clean` does, with a space in place of every break: a title, a name."""
    return LINE_END.sub(" ", clean(value)).replace("\t", " ")


def clean_line(value: str) -> str:
    """Return a line of a text cleaned, with the spaces by which a list stands inside another."""
    words = clean(value)
    return " " * (len(value) - len(value.lstrip(" "))) + words if words else ""


def printable(value: str) -> str:
    """Return `value` without what XML, calendars, sheets and fonts cannot hold; a break of Word's
    or a new page is a space, everything else stays as it is.
    """
    return _NOT_DRAWN.sub(lambda match: " " if match[0] in "\v\f\x85" else "", value)
