"""Rows out of PostgreSQL as files, by COPY: CSV and JSON Lines pass through unread, so memory is
flat and the speed is the database's own.

Everything is first written to a file of its own and only then sent: a reader who takes a byte a
second holds no connection of the database, and a failure is an error instead of a file that ends
too soon.
"""

import csv
import datetime
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO, Any, TypedDict

from django.db import connection, transaction
from django.db.models import Model, QuerySet
from django.http import FileResponse
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from psycopg import ClientCursor

from ogp_portal.foundation import languages
from ogp_portal.foundation.api import querying
from ogp_portal.foundation.api.datasets import TYPES, Column, Dataset
from ogp_portal.foundation.characters import printable

FORMATS = {
    "csv": "text/csv; charset=utf-8",
    "jsonl": "application/x-ndjson",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "parquet": "application/vnd.apache.parquet",
}
BLOCK = 2**18
BOM = "\ufeff".encode()
LONGEST_EXPORT = "10min"
MOST_SHEET_ROWS = 1_048_575
LONGEST_CELL = 32_767
FRICTIONLESS = {"date": "date", "datetime": "datetime", "integer": "integer", "boolean": "boolean"}
ROOT = Path(__file__).resolve().parents[3]


class ParquetJob(TypedDict):
    """A Parquet file to make: of which rows (CSV), where, and the type of each heading."""

    rows: str
    result: str
    kinds: dict[str, str]


def media_type(form: str) -> str:
    """Return the media type of one of FORMATS, without its parameters."""
    return FORMATS[form].partition(";")[0]


class TooManyRows(ValueError):
    """A spreadsheet cannot hold that many rows."""


def write(
    dataset: Dataset,
    queryset: QuerySet[Model],
    target: IO[bytes],
    *,
    form: str,
    language: str = "es",
    has_bom: bool = False,
) -> None:
    """Write the rows of `queryset` to `target` in one of FORMATS, headed in `language` ("es",
    "en"). Raises TooManyRows (XLSX).
    """
    if form == "csv":
        if has_bom:
            target.write(BOM)
        _copy(
            querying.as_table(dataset, queryset, language=language),
            target,
            "FORMAT csv, HEADER true",
        )
    elif (
        form == "jsonl"
        # quote and separator are control characters, which JSON escapes: each line comes out as it
        # is
    ):
        _copy(
            querying.as_lines(dataset, queryset),
            target,
            r"FORMAT csv, QUOTE E'\x01', DELIMITER E'\x02'",
        )
    elif form == "xlsx":
        write_book([(dataset, queryset)], target, language=language)
    elif form == "parquet":
        _write_parquet(dataset, queryset, target)
    else:
        raise KeyError(form)


def spool(
    dataset: Dataset, queryset: QuerySet[Model], *, form: str, language: str, has_bom: bool = False
) -> IO[bytes]:
    """Return the export as an unnamed file, at its beginning, that vanishes when closed."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 - whoever answers closes it
    try:
        write(dataset, queryset, file, form=form, language=language, has_bom=has_bom)
    except BaseException:
        file.close()
        raise
    file.seek(0)
    return file


def attachment(file: IO[bytes], name: str, *, media_type: str) -> FileResponse:
    """Return a file as a download, sent in large blocks."""
    response = FileResponse(file, as_attachment=True, filename=name, content_type=media_type)
    response.block_size = BLOCK
    return response


def _copy(select: querying.Select, target: IO[bytes], options: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL statement_timeout = '{LONGEST_EXPORT}'")
        statement = ClientCursor(connection.connection).mogrify(
            f"COPY ({select.sql}) TO STDOUT WITH ({options})", select.params
        )
        with connection.wrap_database_errors, cursor.copy(statement) as lines:
            for block in lines:
                target.write(block)


def table(dataset: Dataset, queryset: QuerySet[Model], *, language: str) -> Iterator[list[str]]:
    """Return the flat form row by row, read back from a spooled CSV: one way of making it for all
    formats.
    """
    with tempfile.TemporaryFile() as spooled:
        write(dataset, queryset, spooled, form="csv", language=language)
        spooled.seek(0)
        with os.fdopen(os.dup(spooled.fileno()), "r", encoding="utf-8", newline="") as text:
            csv.field_size_limit(2**31 - 1)
            yield from csv.reader(text)


def write_book(
    sheets: Sequence[tuple[Dataset, QuerySet[Model]]], target: IO[bytes], *, language: str
) -> None:
    """Write an XLSX with a sheet for each dataset and its rows. Raises TooManyRows."""
    book = Workbook(write_only=True)
    for dataset, queryset in sheets:
        sheet = book.create_sheet(dataset.heading[:31])
        lines = table(dataset, queryset, language=language)
        sheet.append(next(lines))
        kinds = [column.type for column in dataset.table()]
        for number, line in enumerate(lines, start=1):
            if number > MOST_SHEET_ROWS:
                raise TooManyRows(dataset.name)
            sheet.append([_cell(sheet, kind, text) for kind, text in zip(kinds, line, strict=True)])
    book.save(target)


def _cell(sheet: Any, kind: str, text: str) -> Any:
    """Return a cell of its own type; text is always text, so nothing in it is ever a formula."""
    if not text:
        return None
    if kind == "integer":
        return int(text)
    if kind == "date":
        return datetime.date.fromisoformat(text)
    cell = WriteOnlyCell(sheet, printable(text[:LONGEST_CELL]))
    cell.data_type = "s"
    return cell


def _write_parquet(dataset: Dataset, queryset: QuerySet[Model], target: IO[bytes]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        job = parquet_job(dataset, queryset, Path(folder, "rows.parquet"))
        make_parquet([job])
        with Path(job["result"]).open("rb") as made:
            while block := made.read(2**20):
                target.write(block)


def parquet_job(dataset: Dataset, queryset: QuerySet[Model], result: Path) -> ParquetJob:
    """Write the rows beside `result` and return the job that makes it of them."""
    rows = result.with_suffix(".rows")
    with rows.open("wb") as output:
        _copy(
            querying.as_table(dataset, queryset, language="en"),
            output,
            "FORMAT csv, HEADER true, FORCE_QUOTE *",
        )
    kinds = {
        querying.heading(dataset, column, language="en"): column.type for column in dataset.table()
    }
    return {"rows": str(rows), "result": str(result), "kinds": kinds}


def make_parquet(jobs: list[ParquetJob]) -> None:
    """Make Parquet files in a process of its own: their library weighs more than the rest of the
    portal, and only this needs it.
    """
    words = [sys.executable, "-m", "ogp_portal.foundation.api.parquet_child"]
    subprocess.run(  # noqa: S603 - our own program
        words, input=json.dumps(jobs).encode(), check=True, cwd=ROOT, capture_output=True
    )
    for job in jobs:
        Path(job["rows"]).unlink()


def table_schema(dataset: Dataset, *, language: str = "es") -> dict[str, Any]:
    """Return the JSON Table Schema (Frictionless) of the flat form."""
    return {
        "fields": [_field(dataset, column, language=language) for column in dataset.table()],
        "primaryKey": [querying.heading(dataset, dataset.column(dataset.key), language=language)],
        "missingValues": [""],
    }


def _field(dataset: Dataset, column: Column, *, language: str) -> dict[str, object]:
    field: dict[str, object] = {
        "name": querying.heading(dataset, column, language=language),
        "title": column.name if language == languages.SOURCE else column.heading,
        "type": FRICTIONLESS.get(column.type, "string"),
        "description": " ".join(
            str(part)
            for part in (column.sentence, column.unit and f"[{column.unit}]", column.rule)
            if part
        ),
    }
    if column.type == "datetime":
        field["format"] = "%Y-%m-%dT%H:%M:%S.%fZ"
    if column.type in {"uuid", "url"}:
        field["format"] = TYPES[column.type][1]
    if column.type == "url":
        del field["format"]  # published as their sources wrote them
    if column.name == dataset.key:
        field["constraints"] = {"required": True, "unique": True}
    return field


def preview(
    dataset: Dataset, *, language: str, most: int = 10
) -> tuple[list[str], list[list[str]]]:
    """Return the headings and the first rows of the flat form, as a page shows them."""
    select = querying.as_table(dataset, querying.rows(dataset), language=language)
    with connection.cursor() as cursor:
        cursor.execute(f"{select.sql} LIMIT {int(most)}", select.params)
        return [part.name for part in cursor.description], [
            ["" if cell is None else str(cell) for cell in row] for row in cursor
        ]
