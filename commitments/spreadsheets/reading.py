"""From a file to a table of text: CSV in the encodings and separators that offices use, and XLSX in the sandbox. Bounded."""

import csv
import io
import json
from dataclasses import dataclass

import charset_normalizer
from django.utils.translation import gettext_lazy as _

from ogp_portal.foundation import sandbox
from ogp_portal.foundation.refusals import Refusal

LARGEST = 10 * 1024 * 1024
MOST_ROWS, MOST_COLUMNS, LONGEST_CELL = 20_000, 60, 30_000
UNPACKED = 200 * 1024 * 1024


@dataclass(frozen=True)
class Table:
    """What a file holds: its header, and its rows as text, each with as many cells as the header."""

    header: list[str]
    rows: list[list[str]]


def read(content: bytes) -> Table:
    """Return the table in a CSV or XLSX file. Raises Refusal with what to do."""
    if len(content) > LARGEST:
        raise Refusal(_("El archivo pesa más de 10 MB: divídalo en partes."), field="file")
    if not content.strip():
        raise Refusal(_("El archivo está vacío."), field="file")
    lines = _sheet(content) if content[:4] == b"PK\x03\x04" else _csv(content)
    lines = [line for line in lines if any(cell.strip() for cell in line)]
    if len(lines) < 1 + 1:
        raise Refusal(_("La planilla no tiene filas: la primera línea son los títulos de las columnas."), field="file")
    if len(lines) > MOST_ROWS + 1 or len(lines[0]) > MOST_COLUMNS:
        raise Refusal(_("La planilla pasa el límite de 20.000 filas o 60 columnas: divídala en partes."), field="file")
    header = [cell.strip() for cell in lines[0]]
    width = len(header)
    return Table(header, [[_cell(cell) for cell in (line + [""] * width)[:width]] for line in lines[1:]])


def _cell(value: str) -> str:
    """Return a cell trimmed, without the quote that exports put before what looks like a formula."""
    text = value.strip()[:LONGEST_CELL]
    return text[1:] if text[:1] == "'" and text[1:2] in {"=", "+", "-", "@"} else text


def _sheet(content: bytes) -> list[list[str]]:
    try:
        answer = sandbox.run("sheet", content, {"rows": MOST_ROWS + 1, "columns": MOST_COLUMNS, "unpacked": UNPACKED})
    except sandbox.Failed as failure:
        raise Refusal(
            _("La planilla XLSX no se pudo leer: está dañada, es demasiado grande o no es una planilla. Guárdela de nuevo o use CSV."),
            field="file",
        ) from failure
    rows: list[list[str]] = json.loads(answer)
    return rows


def _csv(content: bytes) -> list[list[str]]:
    is_binary = b"\x00" in content[:4096] and not content.startswith((b"\xff\xfe", b"\xfe\xff"))
    if is_binary or content.startswith((b"%PDF-", b"\xd0")):
        raise Refusal(_("Ese archivo no es CSV ni XLSX: guárdelo en uno de esos formatos."), field="file")
    text = _text(content)
    first = text.split("\n", 1)[0]
    separator = max(",;\t", key=first.count)
    csv.field_size_limit(LONGEST_CELL * 4)
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))
    except csv.Error as error:
        raise Refusal(
            _("El CSV tiene comillas sin cerrar o celdas demasiado largas: %(error)s.") % {"error": error}, field="file"
        ) from error


def _text(content: bytes) -> str:
    """Return the text of a CSV: UTF-8 with or without BOM first, then what its bytes suggest, then Windows' Latin."""
    for encoding in ("utf-8-sig", "utf-16" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    best = charset_normalizer.from_bytes(content, cp_isolation=["cp1252", "latin_1", "mac_roman"]).best()
    return str(best) if best else content.decode("cp1252", errors="replace")
