"""Word and Markdown files: what they hold arrives, what cannot is told by its place before anything
is saved, and what was taken away comes back the same.
"""

import io
import re
import zipfile

import docx
import pytest
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn

from forums.drafts import comparison, reading, workflow
from forums.drafts.documents import word
from forums.drafts.models import Section
from ogp_portal.foundation.documents import passages
from ogp_portal.foundation.refusals import ChangedMeanwhile, Refusal
from tests.factories import drafts as made
from tests.factories.drafts import RICH
from tests.factories.proposals import photograph

PARTS = [reading.Part("problem", "Problema", "Otro más.")]
CHANGE = 'w:id="1" w:author="María" w:date="2026-11-01T10:00:00Z"'
FOOTNOTES = (
    f"<w:footnotes {nsdecls('w')}>"
    '<w:footnote w:type="separator" w:id="0"><w:p/></w:footnote>'
    '<w:footnote w:id="2"><w:p><w:r><w:t>Según la ordenanza 12.</w:t></w:r></w:p></w:footnote>'
    "</w:footnotes>"
)


def xml(paragraph, inside: str) -> None:
    paragraph._p.append(parse_xml(f"<w:r {nsdecls('w')}>{inside}</w:r>"))


def office_file() -> bytes:
    """A file as a ministry sends it: headings, lists, a table, a note, a picture, tracked words."""
    file = docx.Document()
    file.add_heading("Compromiso: Plazas con sombra", 0)
    file.add_heading("Problema", 1)
    file.add_paragraph("Las plazas no tienen sombra.")
    file.add_heading("Objetivo", 1)
    goal = file.add_paragraph("Plantar ")
    goal.add_run("2.000 árboles").bold = True
    goal.add_run(" antes de ")
    goal.add_run("diciembre").italic = True
    goal.add_run("\nde 2027.")
    file.add_heading("Componentes", 2)
    for style, words in (
        ("List Bullet", "Vivero"),
        ("List Number", "Diagnóstico"),
        ("List Number", "Plantación"),
        ("List Bullet 2", "Con vecinos"),
    ):
        file.add_paragraph(words, style=style)
    table = file.add_table(rows=0, cols=2)
    for cells in (("Comuna", "Árboles"), ("Renca", "300"), ("Quilicura", "250")):
        for cell, words in zip(table.add_row().cells, cells, strict=True):
            cell.text = words
    tracked = file.add_paragraph("Texto con ")
    for tag, words in (
        ("ins", "<w:t>palabras agregadas</w:t>"),
        ("del", "<w:delText>palabras quitadas</w:delText>"),
    ):
        tracked._p.append(
            parse_xml(f"<w:{tag} {nsdecls('w')} {CHANGE}><w:r>{words}</w:r></w:{tag}>")
        )
    file.add_picture(io.BytesIO(photograph().read()))
    file.add_heading("Seguimiento", 1)
    noted = file.add_paragraph("Se informará cada mes.")
    xml(noted, '<w:footnoteReference w:id="2"/>')
    out = io.BytesIO()
    file.save(out)
    return with_notes(out.getvalue())


def with_notes(content: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            if name == "word/_rels/document.xml.rels":
                link = (
                    b'<Relationship Id="rIdN" Target="footnotes.xml" Type="http://schemas.'
                    b'openxmlformats.org/officeDocument/2006/relationships/footnotes"/>'
                )
                part = part.replace(b"</Relationships>", link + b"</Relationships>")
            if name == "[Content_Types].xml":
                kind = word.FOOTNOTES.encode()
                part = part.replace(
                    b"</Types>",
                    b'<Override PartName="/word/footnotes.xml" ContentType="'
                    + kind
                    + b'"/></Types>',
                )
            new.writestr(name, part)
        new.writestr("word/footnotes.xml", FOOTNOTES)
    return out.getvalue()


def saved(file) -> bytes:
    out = io.BytesIO()
    file.save(out)
    return out.getvalue()


def read(file, **about) -> reading.Imported:
    content = file if isinstance(file, bytes) else saved(file)
    return reading.read(content, file_name="a.docx", **{"of_commitment": True, **about})


def texts(imported: reading.Imported) -> dict[str, str]:
    return {part.key: part.text for part in imported.parts}


def test_a_ministrys_file_arrives_with_its_lists_table_emphasis_and_notes():
    imported = read(office_file())
    assert texts(imported) == {
        "title": "Compromiso: Plazas con sombra",
        "problem": "Las plazas no tienen sombra.",
        "objective": "Plantar **2.000 árboles** antes de *diciembre*\n\nde 2027.",
        "components": (
            "- Vivero\n1. Diagnóstico\n2. Plantación\n   - Con vecinos\n\n"
            "| Comuna | Árboles |\n|---|---|\n| Renca | 300 |\n| Quilicura | 250 |\n\n"
            "Texto con palabras agregadas"
        ),
        "seguimiento": "Se informará cada mes.[^1]\n\n[^1]: Según la ordenanza 12.",
    }
    (picture,) = imported.left
    assert (picture.what, picture.heading) == ("una imagen", "Componentes")
    assert picture.near == "Texto con palabras agregadas"
    assert [(row.what, row.words, row.heading) for row in imported.tracked] == [
        ("agregado", "palabras agregadas", "Componentes"),
        ("quitado", "palabras quitadas", "Componentes"),
    ]


def test_what_no_text_carries_is_told_by_its_place_and_never_lost_in_silence():
    file = docx.Document()
    file.sections[0].header.paragraphs[0].text = "Ministerio"
    file.add_heading("Problema", 1)
    words = file.add_paragraph("Agua para todos")
    math = '"http://schemas.openxmlformats.org/officeDocument/2006/math"'
    words._p.append(parse_xml(f"<m:oMath xmlns:m={math}><m:r><m:t>a=b</m:t></m:r></m:oMath>"))
    hidden = words.add_run("secreto")
    hidden.font.hidden = True
    words.add_run(" y tachado").font.strike = True
    xml(
        words,
        '<w:pict><v:textbox xmlns:v="urn:schemas-microsoft-com:vml"><w:txbxContent><w:p>'
        "<w:r><w:t>Al margen</w:t></w:r></w:p></w:txbxContent></v:textbox></w:pict>",
    )
    file.add_comment(words.runs[0], text="¿Seguro?", author="Ana")
    table = file.add_table(rows=2, cols=2)
    table.cell(0, 0).merge(table.cell(0, 1)).text = "Unidas"
    table.cell(1, 0).add_table(rows=1, cols=2).cell(0, 1).text = "dentro"
    imported = read(file)
    told = {(row.what, row.words, row.heading) for row in imported.left}
    assert told == {
        ("el encabezado o el pie de las páginas", "Ministerio", ""),
        ("una ecuación", "a=b", "Problema"),
        ("texto oculto", "secreto", "Problema"),
        ("un cuadro de texto", "Al margen", "Problema"),
        ("un comentario al margen", "", "Problema"),
    }
    assert [row.what.partition(":")[0] for row in imported.altered] == [
        "texto tachado",
        "celdas unidas",
        "una tabla dentro de otra",
    ]
    assert texts(imported)["problem"] == (
        "Agua para todos y tachado\n\n| Unidas |  |\n|---|---|\n| · dentro |  |"
    )


def tracked_move() -> docx.document.Document:
    file = docx.Document()
    file.add_heading("Problema", 1)
    first = file.add_paragraph()
    first._p.append(
        parse_xml(
            f"<w:moveFrom {nsdecls('w')} {CHANGE}><w:r><w:t>Lo que se movió</w:t></w:r>"
            "</w:moveFrom>"
        )
    )
    mark = parse_xml(f"<w:rPr {nsdecls('w')}><w:moveFrom {CHANGE}/></w:rPr>")
    first._p.get_or_add_pPr().append(mark)
    file.add_paragraph("Lo que estaba después.")
    last = file.add_paragraph()
    last._p.append(
        parse_xml(
            f"<w:moveTo {nsdecls('w')} {CHANGE}><w:r><w:t>Lo que se movió</w:t></w:r></w:moveTo>"
        )
    )
    return file


def test_words_that_were_moved_with_tracked_changes_stand_once_where_they_went():
    imported = read(tracked_move())
    assert texts(imported)["problem"] == "Lo que estaba después.\n\nLo que se movió"
    assert [(row.what, row.words) for row in imported.tracked] == [
        ("movido desde aquí", "Lo que se movió")
    ]


def test_words_inside_controls_links_and_fields_arrive_and_marks_that_turn_text_do_not():
    file = docx.Document()
    file.add_heading("Problema", 1)
    link = file.add_paragraph("Ver ")
    relation = link.part.relate_to(
        "https://bcn.cl/ley",
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink",
        is_external=True,
    )
    address = OxmlElement("w:hyperlink")
    address.set(qn("r:id"), relation)
    address.append(parse_xml(f"<w:r {nsdecls('w')}><w:t>la ley</w:t></w:r>"))
    link._p.append(address)
    file.add_paragraph()._p.append(
        parse_xml(
            f"<w:sdt {nsdecls('w')}><w:sdtContent><w:r><w:t>Elegido de \u202elista</w:t></w:r>"
            "</w:sdtContent></w:sdt>"
        )
    )
    field = file.add_paragraph()
    for inside in (
        '<w:fldChar w:fldCharType="begin"/>',
        '<w:instrText> HYPERLINK "javascript:alert(1)" </w:instrText>',
        '<w:fldChar w:fldCharType="separate"/>',
        "<w:t>5 * 3 no es *énfasis*</w:t>",
        '<w:fldChar w:fldCharType="end"/>',
    ):
        xml(field, inside)
    assert texts(read(file))["problem"] == (
        "Ver [la ley](https://bcn.cl/ley)\n\nElegido de lista\n\n5 \\* 3 no es \\*énfasis\\*"
    )
    shown = passages.read("5 \\* 3 no es \\*énfasis\\*")
    assert shown.words == "5 * 3 no es *énfasis*"


def test_what_stands_in_two_forms_for_two_programs_arrives_once():
    file = docx.Document()
    file.add_heading("Problema", 1)
    compatibility = "http://schemas.openxmlformats.org/markup-compatibility/2006"
    both = f'<mc:AlternateContent {nsdecls("w")} xmlns:mc="{compatibility}">'
    forms = (
        f'{both}<mc:Choice Requires="w">{{0}}</mc:Choice>'
        "<mc:Fallback>{0}</mc:Fallback></mc:AlternateContent>"
    )
    words = file.add_paragraph("Una ")
    words._p.append(parse_xml(forms.format("<w:r><w:t>sola vez</w:t></w:r>")))
    block = parse_xml(forms.format("<w:p><w:r><w:t>Y otra.</w:t></w:r></w:p>"))
    words._p.addnext(block)
    empty = f'{both}<mc:Choice Requires="w"/><mc:Fallback>{{0}}</mc:Fallback></mc:AlternateContent>'
    block.addnext(parse_xml(empty.format("<w:p><w:r><w:t>Fin.</w:t></w:r></w:p>")))
    assert texts(read(file))["problem"] == "Una sola vez\n\nY otra.\n\nFin."


def test_the_note_of_a_heading_and_one_to_which_nothing_refers_are_told():
    file = docx.Document()
    heading = file.add_heading("Problema", 1)
    xml(heading, '<w:footnoteReference w:id="2"/>')
    file.add_paragraph("Sin agua.")
    imported = read(with_notes(saved(file)))
    assert texts(imported) == {"problem": "Sin agua."}
    (note,) = imported.left
    assert (note.what, note.words) == ("la nota al pie de un encabezado", "Según la ordenanza 12.")
    assert (note.heading, note.near) == ("Problema", "Sin agua.")
    source = (
        "## Problema[^1]\n\nSin agua[^2].\n\n[^1]: La primera.\n\n[^2]: La segunda.\n\n"
        "[^3]: La tercera."
    )
    imported = reading.read(source.encode(), file_name="a.md", of_commitment=True)
    assert texts(imported) == {"problem": "Sin agua[^1].\n\n[^1]: La segunda."}
    assert [(row.what, row.words, row.heading) for row in imported.left] == [
        ("la nota al pie de un encabezado", "La primera.", "Problema"),
        ("una nota a la que nada remite", "La tercera.", "Problema"),
    ]


@pytest.mark.django_db
def test_two_tables_with_nothing_between_leave_as_two_with_all_their_columns(cast):
    rows = "| A |\n|---|\n| 1 |\n| B | C |\n|---|---|\n| 2 | 3 |"
    draft = made.draft(cast, texts={**RICH, "problem": rows})
    file = docx.Document(io.BytesIO(word.to_docx(draft.versions.get(number=1))))
    tables = [[[cell.text for cell in row.cells] for row in table.rows] for table in file.tables]
    assert [["A"], ["1"]] in tables
    assert [["B", "C"], ["2", "3"]] in tables


@pytest.mark.parametrize(("columns", "is_read"), [(30, True), (31, False)])
def test_a_table_of_more_than_thirty_columns_is_refused_in_words(columns, is_read):
    file = docx.Document()
    file.add_table(rows=1, cols=columns).cell(0, 0).text = "x"
    if is_read:
        assert texts(read(file))["description"].startswith("| x |")
        return
    with pytest.raises(Refusal, match="30 columnas"):
        read(file)


def test_markdown_keeps_its_empty_lines_tables_and_nesting():
    source = (
        "# Mi texto\n\n## Problema\n\nPrimer párrafo\npartido en dos líneas.\n\n"
        "Segundo con **negrita**.\n\n| Comuna | Árboles |\n|:--|--:|\n| Renca | 300 |\n\n"
        "![Foto](x.png)\n\n## Objetivo\n\n1. Uno\n2. Dos\n   - Sub\n\nCon nota[^n].\n\n"
        "[^n]: La nota."
    )
    imported = reading.read(source.encode(), file_name="a.md", of_commitment=True)
    assert texts(imported) == {
        "title": "Mi texto",
        "problem": (
            "Primer párrafo partido en dos líneas.\n\nSegundo con **negrita**.\n\n"
            "| Comuna | Árboles |\n|---|---|\n| Renca | 300 |"
        ),
        "objective": "1. Uno\n2. Dos\n   - Sub\n\nCon nota[^1].\n\n[^1]: La nota.",
    }
    assert [(row.what, row.words) for row in imported.left] == [("una imagen", "Foto")]


@pytest.mark.django_db
def test_what_is_taken_away_as_word_comes_back_with_no_difference(cast):
    draft = made.draft(cast, texts=RICH)
    version = draft.versions.get(number=1)
    content = word.to_docx(version)
    imported = made.imported(draft, cast.coordinator, content, file_name="vuelta.docx")
    kept = dict(imported.sections.values_list("key", "text"))
    assert {key: kept[key] for key in RICH} == RICH
    found = reading.read(content, file_name="vuelta.docx", of_commitment=True)
    again = {key: text for key, text in RICH.items() if key in texts(found)}
    assert comparison.are_same(again, {key: texts(found)[key] for key in again})
    with pytest.raises(Refusal, match="es igual"):
        workflow.publish_version(draft, by=cast.coordinator, what="Nada.")
    file = docx.Document(io.BytesIO(content))
    head = file.sections[0].header.paragraphs[0].text
    assert "Versión 1, " in head
    assert f"/borradores/{draft.slug}/v1/" in head
    assert file.core_properties.version == "1"
    points = [
        row for row in file.paragraphs if row._p.pPr is not None and row._p.pPr.numPr is not None
    ]
    assert [(row.text, row._p.pPr.numPr.ilvl.val) for row in points][:5] == [
        ("Uno", 0),
        ("Dos", 0),
        ("Sub", 1),
        ("letra", 2),
        ("otra", 2),
    ]


@pytest.mark.django_db
def test_a_file_is_shown_before_anything_is_saved_and_taken_in_when_confirmed(client, cast):
    draft = made.draft(cast)
    client.force_login(cast.coordinator)
    address = f"/mi-trabajo/borradores/{draft.slug}/"
    upload = io.BytesIO(office_file())
    upload.name = "ministerio.docx"
    page = client.post(address, {"import": "", "file": upload}).content.decode()
    shown = " ".join(page.split())
    assert not Section.objects.filter(version__draft=draft, version__number=None).exists()
    for words in (
        "Aún no se guarda nada",
        "Una imagen",
        "Cambios marcados en el archivo: se dan por aceptados",
        "reemplaza lo que hay",
        "no está en el archivo",
        "<strong>2.000 árboles</strong>",
        '<th scope="col">Comuna',
    ):
        assert words in shown
    arriving = re.search(r'name="arriving" value="([^"]+)"', page)
    assert arriving
    sent = {"confirm": "", "missing": "keep", "arriving": arriving[1]}
    assert client.post(address, {**sent, "arriving": "otra"}).status_code == 422
    assert client.post(address, sent).status_code == 302
    kept = dict(draft.versions.get(number=None).sections.values_list("key", "text"))
    assert kept["problem"] == "Las plazas no tienen sombra."
    assert kept["description"] == made.TEXTS["description"]  # the file lacks it
    assert client.post(address, sent).status_code == 409  # it was shown against other words


@pytest.mark.django_db
def test_the_parts_that_a_file_lacks_are_emptied_where_that_is_asked_for(cast):
    draft = made.draft(cast)
    made.imported(draft, cast.coordinator, b"## Problema\n\nOtro.", clears=True)
    kept = dict(draft.versions.get(number=None).sections.values_list("key", "text"))
    assert (kept["problem"], kept["description"]) == ("Otro.", "")
    with pytest.raises(ChangedMeanwhile):
        workflow.import_version(draft, by=cast.coordinator, parts=PARTS, seen="")
