"""What runs inside the sandbox's child: heavy or dangerous libraries are imported here and nowhere
else.
"""

import datetime
import io
import json
import sys
from typing import Any

MEGAPIXELS = 30_000_000  # two copies, one of them turned, are 240 MB
PHOTOGRAPH = 120_000_000  # a JPEG is read at half or a quarter of its size, as phones of 108 give
Options = dict[str, Any]  # of a job, as they came through the pipe


def picture(content: bytes, options: Options) -> bytes:
    """Return the picture drawn anew: turned as its camera meant, without any metadata, a
    photograph of more than MEGAPIXELS at half its size (or less, until it is within). A WEBP comes
    out as JPEG, on white where it shows through.
    """
    from PIL import Image, ImageOps  # noqa: PLC0415 - heavy, and only in the child

    kind = options["format"]
    most = PHOTOGRAPH if kind == "JPEG" else MEGAPIXELS
    Image.MAX_IMAGE_PIXELS = most
    with Image.open(io.BytesIO(content), formats=[kind]) as image:
        if image.width * image.height > most:
            message = "too many pixels"
            raise ValueError(message)
        part = 1
        while image.width * image.height > MEGAPIXELS * part**2:
            part *= 2
        if part > 1:
            image.draft(None, (image.width // part, image.height // part))
        clean = _drawn(image, kind)
        ImageOps.exif_transpose(clean, in_place=True)
        # whatever is said about the picture is left out; what shows through is part of it
        clean.info = {name: clean.info[name] for name in ("transparency",) if name in clean.info}
        output = io.BytesIO()
        if kind == "PNG":
            clean.save(output, "PNG")
        else:
            clean.save(output, "JPEG", quality=88, optimize=True)
    return output.getvalue()


def _drawn(image: Any, kind: str) -> Any:
    """Return a picture in the colours that its new file can hold."""
    from PIL import Image  # noqa: PLC0415 - heavy, and only in the child

    if kind == "WEBP" and image.mode != "RGB":
        white = Image.new("RGB", image.size, "white")
        white.paste(image, mask=image.getchannel("A") if "A" in image.getbands() else None)
        white.info = image.info
        return white
    if kind == "JPEG" and image.mode not in {"L", "RGB"}:
        return image.convert("RGB")
    image.load()
    return image


def document(content: bytes, options: Options) -> bytes:
    """Return a PDF or a document of an office, of the media type `kind`, without what acts by
    itself or says who made it. Raises ValueError with "refused: " and a reason.
    """
    from ogp_portal.foundation.documents import odf_child, ooxml_child  # noqa: PLC0415 - lxml
    from ogp_portal.foundation.documents import pdf_cleaning_child as pdf_child  # noqa: PLC0415

    kind = options["kind"]
    if kind == "application/pdf":
        return pdf_child.clean(content)
    if kind in ooxml_child.MAIN:
        return ooxml_child.clean(content, kind=kind)
    return odf_child.clean(content, kind=kind)


def sheet(content: bytes, options: Options) -> bytes:
    """Return the first sheet of an XLSX or ODS as JSON: its rows of text, at most `rows` by
    `columns`; those of the first other sheet of one of the names `beside`; and the names of the
    other sheets with something in them. With `is_plain`, neither formulas nor macros; without it,
    no formula whose value was not kept.
    """
    import zipfile  # noqa: PLC0415

    import python_calamine  # noqa: PLC0415 - only in the child

    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        if sum(part.file_size for part in packed.infolist()) > options["unpacked"]:
            message = "bomb: unpacks to too much"
            raise ValueError(message)
        if options.get("is_plain"):
            _refuse_what_computes(packed)
        else:
            _refuse_what_was_not_computed(packed, options.get("beside", ()))
    book = python_calamine.load_workbook(io.BytesIO(content))

    others = [name for name in book.sheet_names[1:] if book.get_sheet_by_name(name).end]
    wanted = next((name for name in others if name.lower() in options.get("beside", ())), None)
    answer = {
        "rows": _rows_of(book.get_sheet_by_index(0), options),
        "beside": _rows_of(book.get_sheet_by_name(wanted), options) if wanted else [],
        "beside_name": wanted or "",
        "others": [name for name in others if name != wanted],
    }
    return json.dumps(answer, ensure_ascii=False).encode()


def _rows_of(found: Any, options: Options) -> list[list[str]]:
    """Return the rows of a sheet as text, its empty columns at the left with them."""
    if found.total_height > options["rows"] or found.total_width > options["columns"]:
        message = f"size: {found.total_height} rows, {found.total_width} columns"
        raise ValueError(message)
    before = [""] * (found.start[1] if found.start else 0)
    rows = [before + [_text(cell) for cell in row] for row in found.iter_rows()]
    if options.get("fills_merged"):
        _fill_merged(rows, found.merged_cell_ranges or [])
    return rows


def _text(cell: object) -> str:
    if isinstance(cell, datetime.datetime):
        return cell.date().isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell)


def _fill_merged(rows: list[list[str]], ranges: Any) -> None:
    """Give the value of each merged cell to every place that it covers."""
    for (top, left), (bottom, right) in ranges:
        for row in rows[top : bottom + 1]:
            row[left : right + 1] = [rows[top][left]] * len(row[left : right + 1])


def _refuse_what_was_not_computed(packed: Any, beside: Any) -> None:
    """Raise ValueError with the first cells of a spreadsheet whose formula has no kept value: who
    wrote the file did not calculate, and an empty cell would be read as an empty one.
    """
    from xml.etree import ElementTree  # noqa: PLC0415 - the child is bounded

    cells: list[str] = []
    for name in _sheets_read(packed, beside):
        if name not in packed.namelist() or not _computes(packed, name):
            continue
        with packed.open(name) as part:
            for _event, element in ElementTree.iterparse(part):  # noqa: S314 - bounded, as above
                if element.tag.endswith("}c"):
                    has = {child.tag.rpartition("}")[2]: child.text for child in element}
                    if "f" in has and not has.get("v"):
                        cells.append(element.get("r", "?"))
                if element.tag.endswith("}row"):
                    element.clear()
    if cells:
        message = f"formulas without values: {', '.join(cells[:5])}"
        raise ValueError(message)


def _sheets_read(packed: Any, beside: Any) -> list[str]:
    """Return where the first sheet of an XLSX stands in it, and those of the names `beside`;
    nothing where it does not say.
    """
    from xml.etree import ElementTree  # noqa: PLC0415 - the child is bounded

    try:
        book = ElementTree.fromstring(packed.read("xl/workbook.xml"))  # noqa: S314
        links = ElementTree.fromstring(packed.read("xl/_rels/workbook.xml.rels"))  # noqa: S314
    except KeyError:
        return []
    sheets = [tag for tag in book.iter() if tag.tag.endswith("}sheet")]
    wanted = [
        value
        for place, tag in enumerate(sheets)
        if place == 0 or (tag.get("name") or "").lower() in beside
        for name, value in tag.items()
        if name[-3:] == "}id"
    ]
    targets = [link.get("Target", "") for link in links if link.get("Id") in wanted]
    return [name.lstrip("/") if name.startswith("/") else f"xl/{name}" for name in targets]


def _refuse_what_computes(packed: Any) -> None:
    """Raise ValueError for a spreadsheet with formulas in any of its sheets, or with macros."""
    for name in packed.namelist():
        if name.lower().endswith("vbaproject.bin"):
            message = "a sheet with macros"
            raise ValueError(message)
        is_sheet = name.startswith("xl/worksheets/") and name.endswith(".xml")
        if is_sheet and _computes(packed, name):
            message = "a sheet with formulas"
            raise ValueError(message)


def _computes(packed: Any, name: str) -> bool:
    """Say whether a part of a spreadsheet has formulas."""
    tail = b""
    with packed.open(name) as part:
        while block := part.read(1024 * 1024):
            if any(formula in tail + block for formula in (b"<f>", b"<f ", b"<f/")):
                return True
            tail = block[-4:]
    return False


def pdf(content: bytes, options: dict[str, object]) -> bytes:
    """Return HTML as PDF/A-3a + PDF/UA-1 (see `documents_child`)."""
    from ogp_portal.foundation.documents import pdf_child  # noqa: PLC0415 - WeasyPrint only in the child

    return pdf_child.render(json.loads(content))


def docx(content: bytes, options: Options) -> bytes:
    """Return what a DOCX holds as JSON (see `docx_child.Found`)."""
    from dataclasses import asdict  # noqa: PLC0415

    from ogp_portal.foundation.documents import docx_child  # noqa: PLC0415 - only in the child

    return json.dumps(asdict(docx_child.read(content, options)), ensure_ascii=False).encode()


JOBS = {
    "picture": picture,
    "document": document,
    "sheet": sheet,
    "pdf": pdf,
    "page": pdf,
    "docx": docx,
}

if __name__ == "__main__":
    sys.stdout.buffer.write(JOBS[sys.argv[1]](sys.stdin.buffer.read(), json.loads(sys.argv[2])))
