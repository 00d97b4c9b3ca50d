"""The renderer, run only inside the sandbox's child: WeasyPrint, then one pass of pikepdf that
joins PDF/A-3a and PDF/UA-1.
"""

import datetime
import io
from typing import Any

import pikepdf
import weasyprint
from weasyprint.urls import URLFetcher

PDFUA = "http://www.aiim.org/pdfua/ns/id/"
SCHEMA = """<rdf:Description rdf:about="" \
xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" \
xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">\
<pdfaSchema:schema>PDF/UA Universal Accessibility Schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>\
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">\
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>\
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Indicates which part of ISO 14289 the document follows\
</pdfaProperty:description></rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">\
<pdfuaid:part>1</pdfuaid:part></rdf:Description>"""


def render(order: dict[str, Any]) -> bytes:
    """Return the PDF of `order` (see `documents.to_pdf`)."""
    at = datetime.datetime.fromisoformat(order["at"])
    attachments = [
        weasyprint.Attachment(
            string=attached["text"].encode(),
            name=attached["name"],
            description=attached["description"],
            created=at,
            modified=at,
            relationship="Data",
        )
        for attached in order["attachments"]
    ]
    page = weasyprint.HTML(string=order["html"], url_fetcher=URLFetcher(allowed_protocols=["data"]))
    raw = page.write_pdf(
        pdf_variant="pdf/a-3a",
        pdf_tags=True,
        pdf_identifier=order["identifier"].encode(),
        attachments=attachments,
    )
    return _join_standards(
        raw,
        media_types={attached["name"]: attached["media_type"] for attached in order["attachments"]},
    )


def _join_standards(raw: bytes, *, media_types: dict[str, str]) -> bytes:
    """Declare PDF/UA-1 beside PDF/A-3a, give every header cell its scope and every attachment its
    media type.
    """
    output = io.BytesIO()
    with pikepdf.open(io.BytesIO(raw)) as pdf:
        metadata = bytes(pdf.Root.Metadata.read_bytes()).decode()
        end = metadata.rindex("</rdf:RDF>")
        pdf.Root.Metadata = pdf.make_stream(
            (metadata[:end] + SCHEMA + metadata[end:]).encode(),
            Type=pikepdf.Name.Metadata,
            Subtype=pikepdf.Name.XML,
        )
        _scope_headers(pdf.Root.StructTreeRoot)
        for row in pdf.objects:
            if (
                isinstance(row, pikepdf.Dictionary)
                and row.get("/Type") == "/Filespec"
                and str(row.get("/UF", "")) in media_types
            ):
                row.EF.F.Subtype = pikepdf.Name("/" + media_types[str(row.UF)])
        pdf.save(
            output,
            compress_streams=True,
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
            deterministic_id=True,
            stream_decode_level=pikepdf.StreamDecodeLevel.none,
        )
    return _end_streams_apart(output.getvalue())


def _end_streams_apart(written: bytes) -> bytes:
    """Return the PDF with no stream that ends in a carriage return: with the line end that PDF/A
    wants before `endstream` (ISO 19005-3, 6.1.7.1) it is read as one, and the stream as a byte too
    short. One deflated stream of 256 does; a byte behind its end is read by nobody.
    """
    output = io.BytesIO()
    with pikepdf.open(io.BytesIO(written)) as pdf:
        found = [
            thing
            for thing in pdf.objects
            if isinstance(thing, pikepdf.Stream)
            and thing.get("/Filter") == pikepdf.Name.FlateDecode
            and thing.read_raw_bytes().endswith(b"\r")
        ]
        if not found:
            return written
        for stream in found:
            parameters: Any = stream.get("/DecodeParms")
            stream.write(
                stream.read_raw_bytes() + b"\0",
                filter=pikepdf.Name.FlateDecode,
                decode_parms=parameters,
            )
        pdf.save(
            output,
            compress_streams=False,
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
            deterministic_id=True,
            stream_decode_level=pikepdf.StreamDecodeLevel.none,
        )
    return output.getvalue()


def _scope_headers(root: object) -> None:
    waiting: list[tuple[object, bool]] = [(root, False)]
    while waiting:
        node, in_head = waiting.pop()
        if isinstance(node, pikepdf.Array):
            waiting += [(child, in_head) for child in node]
        elif isinstance(node, pikepdf.Dictionary):
            kind = str(node.get("/S", ""))
            in_head = in_head or kind == "/THead"
            if kind == "/TH":
                node.A = pikepdf.Dictionary(
                    O=pikepdf.Name.Table, Scope=pikepdf.Name.Column if in_head else pikepdf.Name.Row
                )
            if "/K" in node:
                waiting.append((node.K, in_head))
