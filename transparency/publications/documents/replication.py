"""The kit by which another elected authority does the same: an empty sheet that can be loaded as it
is, the guide, and the steps.
"""

import io
import zipfile

import openpyxl
from django.conf import settings
from django.template.loader import render_to_string

from commitments.plans.datasets import COMMITMENTS, IMPORTED
from ogp_portal.foundation.api.datasets import Column, to_csv

EPOCH = (1980, 1, 1, 0, 0, 0)


def sheet_columns() -> list[Column]:
    """Return the columns of the sheet that is filled in, in the order in which it is read back."""
    by_heading = {column.heading: column for column in COMMITMENTS.columns}
    return [by_heading[heading] for heading in IMPORTED]


def pack() -> bytes:
    """Return the zip. The same settings, the same bytes but for the sheet's own."""
    columns = sheet_columns()
    headings = [column.heading for column in columns]
    context: dict[str, object] = {
        "columns": columns,
        "portal_name": settings.PORTAL_NAME,
        "portal_url": settings.PORTAL_URL,
        "publication": None,
    }
    meanings = [[column.heading, str(column.sentence)] for column in columns]
    files = {
        "LEEME.md": _text("replicate.md", context),
        "planilla-vacia.csv": _csv(headings, []),
        "planilla-vacia.xlsx": _workbook(headings),
        "columnas.csv": _csv(["columna", "que_lleva"], meanings),
        "guia.md": _text("guide.md", context),
        "informe-proactivo.md": _text("proactive_report.md", context),
    }
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in files.items():
            packed.writestr(
                zipfile.ZipInfo(name, date_time=EPOCH), content, compress_type=zipfile.ZIP_DEFLATED
            )
    return output.getvalue()


def _text(name: str, context: dict[str, object]) -> bytes:
    """Return one of the templates with which a publication begins."""
    return render_to_string(f"transparency/publications/start/{name}", context).encode()


def _csv(header: list[str], rows: list[list[str]]) -> bytes:
    """Return a table with the mark that Excel needs to read the accents."""
    return f"\ufeff{to_csv(header, rows)}".encode()


def _workbook(headings: list[str]) -> bytes:
    book = openpyxl.Workbook(write_only=True)
    book.create_sheet("compromisos").append(headings)
    archive = io.BytesIO()
    book.save(archive)
    return archive.getvalue()
