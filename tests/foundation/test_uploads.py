"""The gate for files: what a file is, is told by its content; what acts by itself or says who made
it does not come in.
"""

import io

import pikepdf
import pytest
from docx import Document
from openpyxl import load_workbook
from pikepdf import Array, Dictionary, Name, String
from PIL import Image

from ogp_portal.foundation.documents import sandbox, sandbox_jobs, uploads
from ogp_portal.foundation.refusals import Refusal
from tests import made_files as made

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
NAME = "Perpetua".encode("utf-16-be"), b"Perpetua"


@pytest.fixture(autouse=True)
def in_this_process(request, monkeypatch):
    """Do the child's work here, which takes a tenth of the time; one test asks the child itself."""

    def run(job, content, options):
        try:
            return sandbox_jobs.JOBS[job](content, options)
        except Exception as error:
            raise sandbox.Failed(repr(error)) from error

    if "child" not in request.node.name:
        monkeypatch.setattr(sandbox, "run", run)


def test_the_child_does_the_same():
    assert not says_who(inside(uploads.accept(made.docx(), file_name="acta.docx").content))
    with pytest.raises(Refusal, match="macros"):
        uploads.accept(made.docx({"word/vbaProject.bin": b"x"}), file_name="acta.docx")
    assert uploads.accept(made.pdf(), file_name="acta.pdf").content[:5] == b"%PDF-"


def says_who(content: bytes) -> bool:
    return any(name in content for name in NAME)


def inside(content: bytes) -> bytes:
    return b"\n".join(made.unpacked(content).values())


def launch(new):
    new.Root.OpenAction = made.action(S=Name.Launch, F=String("calc.exe"))


def script(new):
    new.Root.OpenAction = made.action(S=Name.JavaScript, JS=String("app.alert(1)"))


def named_script(new):
    tree = Dictionary(Names=Array([String("a"), made.action(S=Name.JavaScript, JS=String("x()"))]))
    new.Root.Names = Dictionary(JavaScript=new.make_indirect(tree))


def carried(new):
    new.attachments["libro.xlsm"] = b"PK macro dentro"


def form(new):
    new.Root.AcroForm = Dictionary(
        Fields=Array([]), XFA=new.make_stream(b"<xdp>app.alert(2)</xdp>")
    )


def on_close(new):
    new.pages[0].obj["/AA"] = Dictionary(C=made.action(S=Name.JavaScript, JS=String("z()")))


def link(new):
    made.with_note(new, "Link", A=made.action(S=Name.URI, URI=String("javascript:alert(3)")))


def sends(new):
    made.with_note(new, "Widget", A=made.action(S=Name.SubmitForm, F=String("http://otro.cl/")))


def chained(new):
    first = made.action(S=Name.GoTo, D=Array([0, Name.Fit]))
    first.Next = Array([made.action(S=Name.Launch, F=String("cmd.exe"))])
    made.with_note(new, "Link", A=first)


def film(new):
    made.with_note(new, "RichMedia", RichMediaContent=Dictionary(Type=Name("/Flash")))


ACTING = [launch, script, named_script, carried, form, on_close, link, sends, chained, film]
TRACES = (
    *(b"/JavaScript", b"/JS", b"/Launch", b"/EmbeddedFile", b"/XFA", b"/AA", b"javascript:"),
    *(b"/SubmitForm", b"calc.exe", b"cmd.exe", b"PK macro", b"RichMedia"),
)


@pytest.mark.parametrize("change", ACTING)
def test_what_acts_in_a_pdf_is_taken_out_and_its_page_stays(change):
    content = made.pdf(change)
    assert any(trace in content for trace in TRACES), "the example has nothing that acts"
    kept = uploads.accept(content, file_name="acta.pdf")
    with pikepdf.open(io.BytesIO(kept.content)) as pdf:
        plain = io.BytesIO()
        pdf.save(plain, compress_streams=False, object_stream_mode=pikepdf.ObjectStreamMode.disable)
        assert b"(Acta) Tj" in pdf.pages[0].Contents.read_bytes()
    assert [trace for trace in TRACES if trace in plain.getvalue()] == []


def test_a_link_to_the_web_and_the_page_that_opens_first_stay_in_a_pdf():
    def change(new):
        made.with_note(new, "Link", A=made.action(S=Name.URI, URI=String("https://ejemplo.cl/")))
        new.Root.OpenAction = Array([new.pages[0].obj, Name.Fit])

    kept = uploads.accept(made.pdf(change), file_name="acta.pdf")
    with pikepdf.open(io.BytesIO(kept.content)) as pdf:
        assert str(pdf.pages[0].Annots[0].A.URI) == "https://ejemplo.cl/"
        assert "/OpenAction" in pdf.Root


def test_a_pdf_does_not_say_who_made_it_nor_who_noted_on_it():
    def change(new):
        made.with_note(new, "Text", T=String("Perpetua"), Contents=String("Falta la firma"))

    content = made.pdf(change)
    assert says_who(content)
    kept = uploads.accept(content, file_name="acta.pdf")
    with pikepdf.open(io.BytesIO(kept.content)) as pdf:
        assert "/Info" not in pdf.trailer
        assert "/Metadata" not in pdf.Root
        note = pdf.pages[0].Annots[0]
        assert ("/T" in note, str(note.Contents)) == (False, "Falta la firma")


def test_a_photograph_in_a_pdf_forgets_its_camera_and_keeps_its_points():
    picture = io.BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "Camara secreta"
    Image.new("RGB", (40, 20), "red").save(picture, "JPEG", exif=exif, comment=b"Perpetua")

    def change(new):
        image = new.make_stream(picture.getvalue())
        for key, value in {
            "/Type": Name.XObject,
            "/Subtype": Name.Image,
            "/Width": 40,
            "/Height": 20,
            "/ColorSpace": Name.DeviceRGB,
            "/BitsPerComponent": 8,
            "/Filter": Name.DCTDecode,
        }.items():
            image[key] = value
        new.pages[0].Resources = Dictionary(XObject=Dictionary(Im1=image))
        new.pages[0].Contents = new.make_stream(b"/Im1 Do")

    kept = uploads.accept(made.pdf(change), file_name="foto.pdf")
    with pikepdf.open(io.BytesIO(kept.content)) as pdf:
        raw = pdf.pages[0].Resources.XObject.Im1.read_raw_bytes()
    assert b"Camara secreta" not in raw
    assert b"Perpetua" not in raw
    assert Image.open(io.BytesIO(raw)).tobytes() == Image.open(picture).tobytes()


def test_a_signed_pdf_is_kept_as_it_came_and_refused_if_it_acts():
    def sign(new):
        made.with_note(
            new,
            "Widget",
            V=Dictionary(Type=Name.Sig, ByteRange=Array([0, 1, 2, 3]), Contents=String("firma")),
        )

    signed = made.pdf(sign)
    assert uploads.accept(signed, file_name="acta.pdf").content == signed

    def sign_and_run(new):
        sign(new)
        script(new)

    with pytest.raises(Refusal, match="firmado"):
        uploads.accept(made.pdf(sign_and_run), file_name="acta.pdf")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"%PDF-1.7\n" + b"x" * 5_000, "dañado"),
        (b"%PDF-1.7 <script>alert(1)</script>", "dañado"),
    ],
)
def test_what_only_begins_like_a_pdf_is_refused(content, reason):
    with pytest.raises(Refusal, match=reason):
        uploads.accept(content, file_name="acta.pdf")


def test_a_pdf_with_a_password_is_refused_and_one_that_only_asks_not_to_be_printed_is_not():
    for password, is_refused in (("clave", True), ("", False)):
        locked = io.BytesIO()
        with pikepdf.open(io.BytesIO(made.pdf())) as pdf:
            pdf.save(locked, encryption=pikepdf.Encryption(user=password, owner="dueña", R=6))
        if is_refused:
            with pytest.raises(Refusal, match="contraseña"):
                uploads.accept(locked.getvalue(), file_name="acta.pdf")
        else:
            kept = uploads.accept(locked.getvalue(), file_name="acta.pdf")
            with pikepdf.open(io.BytesIO(kept.content)) as pdf:
                assert not pdf.is_encrypted


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (made.packed({"a.txt": b"no soy un documento"}), "acta.docx"),
        (b"PK\x03\x04" + b"\x00" * 200, "acta.docx"),
        (made.xlsx(), "acta.docx"),
        (made.docx(), "planilla.xlsx"),
        (made.docx(), "acta.odt"),
        (made.odt(), "planilla.ods"),
        (made.packed({"mimetype": b"application/zip", "content.xml": b"<a/>"}), "acta.odt"),
        (made.docx(document=("<w:body>", "<w:body><w:roto")), "acta.docx"),
        (made.docx(document=("?>", '?><!DOCTYPE a [<!ENTITY b "c">]>')), "acta.docx"),
    ],
)
def test_an_archive_that_is_not_what_its_name_says_is_refused(content, name):
    with pytest.raises(Refusal, match=r"no es lo que su nombre dice|dañado"):
        uploads.accept(content, file_name=name)


TYPES = "application/vnd.ms-word.document.macroEnabled.main+xml"
HEADER = "docProps/core.xml"
REFUSED = [
    (made.docx({"word/vbaProject.bin": b"\xd0\xcf\x11\xe0"}), "acta.docx", "macros"),
    (made.docx(**{"[Content": (f"{DOCX}.main+xml", TYPES)}), "acta.docx", "macros"),
    (made.xlsx({"xl/macrosheets/sheet1.xml": b"<a/>"}), "libro.xlsx", "macros"),
    (made.docx({"word/embeddings/oleObject1.bin": b"\xd0\xcf"}), "acta.docx", "otros archivos"),
    (made.docx({"word/embeddings/libro.xlsm": made.xlsx()}), "acta.docx", "otros archivos"),
    (made.docx({"word/activeX/activeX1.xml": b"<a/>"}), "acta.docx", "otros archivos"),
    (
        made.docx({"word/_rels/footer1.xml.rels": made.relations("image", "http://otro.cl/a.png")}),
        "acta.docx",
        "otros lugares",
    ),
    (
        made.docx({"word/_rels/x.xml.rels": made.relations("oleObject", "file:///c:/a.doc")}),
        "acta.docx",
        "otros archivos",
    ),
    (
        made.docx(document=("<w:t>", "<w:instrText> DDEAUTO cmd </w:instrText><w:t>")),
        "acta.docx",
        "otros lugares",
    ),
    (made.xlsx({"xl/externalLinks/externalLink1.xml": b"<a/>"}), "libro.xlsx", "otros lugares"),
    (made.xlsx({"xl/connections.xml": b"<a/>"}), "libro.xlsx", "otros lugares"),
    (
        made.docx(document=("<w:r>", '<w:ins w:id="1" w:author="Perpetua"/><w:r>')),
        "acta.docx",
        "comentarios",
    ),
    (
        made.docx({"word/comments.xml": f'<c xmlns="{made.WORD}"><comment/></c>'.encode()}),
        "acta.docx",
        "comentarios",
    ),
    (made.odt({"Basic/Standard/script.xml": b"<a/>"}), "acta.odt", "macros"),
    (
        made.odt(body='<script:event-listener script:event-name="dom:load"/>'),
        "acta.odt",
        "macros",
    ),
    (
        made.odt(body="<office:annotation><dc:creator>P</dc:creator></office:annotation>"),
        "acta.odt",
        "comentarios",
    ),
    (made.odt(body='<draw:image xlink:href="http://otro.cl/a.png"/>'), "acta.odt", "otros lugares"),
    (made.odt(body='<draw:image xlink:href="file:///etc/passwd"/>'), "acta.odt", "otros lugares"),
]


@pytest.mark.parametrize(("content", "name", "reason"), REFUSED)
def test_a_document_that_runs_or_asks_elsewhere_or_names_people_is_refused(content, name, reason):
    with pytest.raises(Refusal, match=reason) as refused:
        uploads.accept(content, file_name=name)
    assert refused.value.field == "file"


@pytest.mark.parametrize(
    ("content", "name"),
    [(made.docx(), "acta.docx"), (made.xlsx(), "libro.xlsx"), (made.odt(), "acta.odt")],
)
def test_a_document_of_an_office_comes_in_without_its_author(content, name):
    assert says_who(inside(content))
    kept = uploads.accept(content, file_name=name)
    assert not says_who(inside(kept.content))
    assert uploads.accept(content, file_name=name).sha256 == kept.sha256


def test_what_is_kept_of_a_document_is_still_read_by_its_programs():
    word = uploads.accept(made.docx(), file_name="acta.docx")
    assert Document(io.BytesIO(word.content)).paragraphs[0].text == "Acta de la sesión"
    book = load_workbook(io.BytesIO(uploads.accept(made.xlsx(), file_name="a.xlsx").content))
    assert [cell.value for cell in book.active[2]] == ["Renca", 5]
    sheet = uploads.accept(made.odt(kind="spreadsheet"), file_name="a.ods")
    assert next(iter(made.unpacked(sheet.content))) == "mimetype"


def test_links_to_the_web_stay_and_others_lead_nowhere():
    for target, kept in (
        ("https://ejemplo.cl/", "https://ejemplo.cl/"),
        ("file:///c:/x", "about:"),
    ):
        content = made.docx({"word/_rels/footer1.xml.rels": made.relations("hyperlink", target)})
        found = made.unpacked(uploads.accept(content, file_name="acta.docx").content)
        assert kept in found["word/_rels/footer1.xml.rels"].decode()


def test_a_figure_with_its_sheet_comes_in_if_the_sheet_could():
    content = made.docx({"word/embeddings/datos.xlsx": made.xlsx()})
    parts = made.unpacked(uploads.accept(content, file_name="acta.docx").content)
    assert not says_who(inside(parts["word/embeddings/datos.xlsx"]))
    with_macro = made.xlsx({"xl/vbaProject.bin": b"x"})
    with pytest.raises(Refusal, match="macros"):
        uploads.accept(made.docx({"word/embeddings/d.xlsx": with_macro}), file_name="acta.docx")


def test_a_bomb_is_refused():
    with pytest.raises(Refusal, match="demasiado grande"):
        uploads.accept(made.docx({"word/media/a.bin": b"\0" * 158_000_000}), file_name="acta.docx")


@pytest.mark.parametrize(
    "cell", ["=1+1", "＝1+1", "@SUM(A1)", "+cmd|' /C calc'!A0", "-2+3+cmd|x", "\t=1", " =1"]
)
def test_a_csv_with_a_formula_is_refused(cell):
    with pytest.raises(Refusal, match="fórmula"):
        uploads.accept(f'comuna,monto\nRenca,"{cell}"\n'.encode(), file_name="a.csv")


@pytest.mark.parametrize("sign", ["|", "#", "~"])
def test_a_csv_that_names_what_separates_its_cells_is_read_with_it(sign):
    with pytest.raises(Refusal, match="fórmula"):
        uploads.accept(f"sep={sign}\nRenca{sign}=1+1\n".encode(), file_name="a.csv")


@pytest.mark.parametrize(
    "cell", ["-5", "+56 9 1234 5678", "@renca", "- punto (de una lista)", "a=b"]
)
def test_a_csv_with_numbers_and_names_comes_in_as_it_is(cell):
    content = f'comuna,monto\nRenca,"{cell}"\n'.encode()
    assert uploads.accept(content, file_name="a.csv").content == content
