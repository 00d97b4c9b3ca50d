"""From a file of an office to rows of text: CSV in the encodings and separators that offices use,
and XLSX in the sandbox. Bounded.
"""

import csv
import dataclasses
import io
import itertools
import json
import re
from dataclasses import dataclass
from typing import Any

import charset_normalizer
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

from ogp_portal.foundation.documents import antivirus, sandbox
from ogp_portal.foundation.refusals import Refusal

LONGEST_CELL = 30_000
MOST_EMPTY = 1_000  # lines with nothing in them that a CSV may have besides its rows
UNPACKED = 200 * 1024 * 1024
MEBIBYTE = 1024 * 1024
SEPARATOR = re.compile(r'"?sep=([^"\r\n])"?(?:\r\n|\r|\n)', re.IGNORECASE)
LOOKED_AT = 65_536  # characters in which the separator of a CSV is found


@dataclass(frozen=True)
class Limits:
    """What a file may be: bytes, rows below the header, columns.

    `is_plain` refuses spreadsheets with formulas or macros; without it a formula is taken by its
    kept value, and refused where it has none. `fills_merged` gives the value of a merged cell to
    all its rows and columns. `beside` are the names, in small letters, of a second sheet that is
    read too.
    """

    size: int
    rows: int
    columns: int
    is_plain: bool = False
    fills_merged: bool = False
    beside: tuple[str, ...] = ()


@dataclass(frozen=True)
class Sheet:
    """The rows of a file from its first one with something in it, the empty ones as empty lists.

    `first` is the number that the spreadsheet program gives to the first of them; `beside` is the
    second sheet, where one of its names was asked for and is there; `others` are the names of the
    sheets with something in them that were not read.
    """

    lines: list[list[str]]
    first: int = 1
    name: str = ""
    beside: "Sheet | None" = None
    others: tuple[str, ...] = ()


def read(content: bytes, *, limits: Limits) -> Sheet:
    """Return what stands in a CSV file, or in the first sheet of an XLSX one.

    Raises Refusal with what to do, and what `antivirus.scan` raises.
    """
    refuse_size(len(content), limits=limits)
    if not content.strip():
        raise Refusal(_("El archivo está vacío."), field="file")
    antivirus.scan(content)
    if content[:4] == b"PK\x03\x04":
        answer = _sheet(content, limits)
        sheet = _bounded(answer["rows"], limits)
        if answer["beside"]:
            beside = _bounded(answer["beside"], limits, name=answer["beside_name"])
            sheet = dataclasses.replace(sheet, beside=beside)
        return dataclasses.replace(sheet, others=tuple(answer["others"]))
    return _bounded(_csv(content, limits), limits)


def _bounded(rows: list[list[str]], limits: Limits, *, name: str = "") -> Sheet:
    """Return rows from the first one with something in it. Raises Refusal for none below the
    header, or too many.
    """
    lines = [line if any(line) and any(cell.strip() for cell in line) else [] for line in rows]
    while lines and not lines[-1]:
        lines.pop()
    if sum(1 for line in lines if line) < 1 + 1 and not name:
        raise Refusal(
            _("La planilla no tiene filas: la primera línea son los títulos de las columnas."),
            field="file",
        )
    first = next((place for place, line in enumerate(lines) if line), 0)
    if len(lines) - first - 1 > limits.rows or max(map(len, lines), default=0) > limits.columns:
        raise Refusal(
            _(
                "La planilla pasa el límite de %(rows)s filas o %(columns)s columnas: "
                "divídala en partes."
            )
            % {"rows": number_format(limits.rows, force_grouping=True), "columns": limits.columns},
            field="file",
        )
    return Sheet(lines[first:], first + 1, name)


def refuse_size(size: int, *, limits: Limits) -> None:
    """Raise Refusal for a file of more bytes than allowed; asked before it is read."""
    if size > limits.size:
        raise Refusal(
            _("El archivo pesa más de %(size)s MB: divídalo en partes.")
            % {"size": limits.size // MEBIBYTE},
            field="file",
        )


def _sheet(content: bytes, limits: Limits) -> dict[str, Any]:
    """Return what the sandbox read of an XLSX: see `sandbox_jobs.sheet`."""
    options = {
        "rows": limits.rows + 1,
        "columns": limits.columns,
        "unpacked": UNPACKED,
        "is_plain": limits.is_plain,
        "fills_merged": limits.fills_merged,
        "beside": limits.beside,
    }
    try:
        answer = sandbox.run("sheet", content, options)
    except sandbox.Failed as failure:
        if "with formulas" in str(failure):
            raise Refusal(
                _(
                    "La planilla tiene fórmulas: guárdela con sus valores (pegado especial) "
                    "o como CSV."
                ),
                field="file",
            ) from failure
        if found := re.search(r"without values: ([A-Z0-9, ]+)", str(failure)):
            raise Refusal(
                _(
                    "La planilla tiene fórmulas sin su resultado (%(cells)s): ábrala en su "
                    "programa de planillas, espere a que calcule y guárdela otra vez."
                )
                % {"cells": found[1]},
                field="file",
            ) from failure
        if "with macros" in str(failure):
            raise Refusal(
                _("La planilla tiene macros: guárdela como XLSX sin macros o como CSV."),
                field="file",
            ) from failure
        raise Refusal(
            _(
                "La planilla XLSX no se pudo leer: está dañada, es demasiado grande o no es "
                "una planilla. Guárdela de nuevo o use CSV."
            ),
            field="file",
        ) from failure
    read_there: dict[str, Any] = json.loads(answer)
    return read_there


def _csv(content: bytes, limits: Limits) -> list[list[str]]:
    is_binary = b"\x00" in content[:4096] and not content.startswith((b"\xff\xfe", b"\xfe\xff"))
    if is_binary or content.startswith((b"%PDF-", b"\xd0")):
        raise Refusal(
            _("Ese archivo no es CSV ni XLSX: guárdelo en uno de esos formatos."), field="file"
        )
    text = _text(content)
    separator, text = separator_of(text)
    csv.field_size_limit(LONGEST_CELL * 4)
    try:
        lines = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
        # one more than may be is enough to refuse it: the rest of a large file is not read
        return list(itertools.islice(lines, limits.rows + MOST_EMPTY + 2))
    except csv.Error as error:
        raise Refusal(
            _("El CSV tiene comillas sin cerrar o celdas demasiado largas: %(error)s.")
            % {"error": error},
            field="file",
        ) from error


def separator_of(text: str) -> tuple[str, str]:
    """Return what separates the cells, and the text without the line that says so to spreadsheet
    programs (`sep=;`).

    It is what stands most often outside quotes in the first line that has any: titles of columns
    may have commas of their own. A line without end is looked at as far as LOOKED_AT.
    """
    named = SEPARATOR.match(text)
    if named:
        return named[1], text[named.end() :]
    quoted = False
    counts = dict.fromkeys(",;\t", 0)
    for sign in text[:LOOKED_AT]:
        if sign == '"':
            quoted = not quoted
        elif sign in counts and not quoted:
            counts[sign] += 1
        elif sign == "\n" and not quoted and any(counts.values()):
            break
    return max(counts, key=counts.__getitem__), text


def _text(content: bytes) -> str:
    """Return the text of a CSV: UTF-8 with or without BOM first, then what its bytes suggest, then
    Windows' Latin.
    """
    for encoding in (
        "utf-8-sig",
        "utf-16" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8",
    ):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    best = charset_normalizer.from_bytes(
        content, cp_isolation=["cp1252", "latin_1", "mac_roman"]
    ).best()
    return str(best) if best else content.decode("cp1252", errors="replace")
