"""The kit is opened, its sheet filled in and loaded: another authority's programme stands with its
80 commitments.
"""

import csv
import io
import zipfile

import openpyxl
import pytest
from django.db import IntegrityError, transaction

from commitments.plans import workflow as plans
from commitments.plans.models import Commitment, Milestone, Plan, PlanMember
from commitments.spreadsheets import workflow as spreadsheets
from ogp_portal.foundation.documents import document_html
from ogp_portal.foundation.events import outbox
from ogp_portal.foundation.permissions import four_eyes
from ogp_portal.foundation.refusals import Refusal
from tests.factories.commitments import commitment, complete
from tests.people import person


@pytest.fixture
def programme(cast) -> Plan:
    row = Plan.objects.create(
        slug="programa", kind="programme", title="Programa de gobierno", state="in_force"
    )
    PlanMember.objects.create(plan=row, organization=cast.city, part="lead")
    return row


def opened(client) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(client.get("/replicar/paquete.zip").content))


def test_the_kit_has_what_another_authority_needs(client, db):
    with opened(client) as packed:
        assert set(packed.namelist()) == {
            "LEEME.md",
            "planilla-vacia.csv",
            "planilla-vacia.xlsx",
            "columnas.csv",
            "guia.md",
            "informe-proactivo.md",
        }
        header = next(
            csv.reader(io.StringIO(packed.read("planilla-vacia.csv").decode("utf-8-sig")))
        )
        sheet = openpyxl.load_workbook(io.BytesIO(packed.read("planilla-vacia.xlsx"))).active
        assert [cell.value for cell in next(sheet.iter_rows())] == header
        described = list(csv.reader(io.StringIO(packed.read("columnas.csv").decode("utf-8-sig"))))[
            1:
        ]
        assert [row[0] for row in described] == header
        assert all(row[1] for row in described)
        assert len(document_html.to_document(packed.read("guia.md").decode())[1]) >= 10
        assert "import_commitments" in packed.read("LEEME.md").decode()


def test_the_sheet_of_the_kit_filled_in_becomes_a_programme_of_eighty_commitments(
    client, cast, programme, django_assert_max_num_queries
):
    with opened(client) as packed:
        header = next(
            csv.reader(io.StringIO(packed.read("planilla-vacia.csv").decode("utf-8-sig")))
        )
    output = io.StringIO()
    writer = csv.DictWriter(output, header)
    writer.writeheader()
    for number in range(1, 81):
        writer.writerow(
            {
                "direccion": f"promesa-{number}",
                "numero": number,
                "titulo": f"Promesa {number}",
                "breve_descripcion": "Una oración clara.",
                "problema": "Un problema.",
                "institucion": cast.city.slug,
                "inicio": "2026-01-01",
                "termino": "2027-12-31",
                "hitos": "2026-06-30 Primer paso\n2027-06-30 Segundo paso",
            }
        )
    job = spreadsheets.request_import(
        programme, content=output.getvalue().encode(), file_name="planilla.csv", by=cast.coordinator
    )
    spreadsheets.confirm_import(
        job, by=cast.coordinator, mapping=job.mapping, skips_wrong_rows=False
    )
    outbox.drain()
    assert Commitment.objects.filter(plan=programme).count() == 80
    publisher = person("otra.coordinadora", cast.city, "coordinator")
    for row in Commitment.objects.filter(plan=programme):
        row = plans.submit_for_review(row, by=cast.coordinator)
        plans.publish_commitment(row, by=publisher, read=four_eyes.as_read("publish", row))
    with django_assert_max_num_queries(12):
        page = client.get("/planes/programa/").content.decode()
    assert "De un vistazo" in page
    assert page.count("glance__number") == 80
    assert "80 registrados aquí" in page


def test_promised_stands_beside_fulfilled_and_the_unfulfilled_with_its_explanation(
    client, cast, programme
):
    done = commitment(cast, plan=programme, title="Cumplida", milestones=1)
    complete(cast, done)
    plans.close_commitment(done, by=cast.coordinator)
    left = commitment(cast, plan=programme, title="No cumplida")
    with pytest.raises(Refusal):
        plans.close_commitment(left, by=cast.coordinator)
    plans.close_commitment(
        left, by=cast.coordinator, reason="No hubo financiamiento del nivel central."
    )
    page = " ".join(client.get("/planes/programa/").content.decode().split())
    assert "No cumplidos, y por qué" in page
    assert "No hubo financiamiento del nivel central." in page
    assert "1 <span" in page
    assert (
        client.get(f"/compromisos/{left.slug}/").content.decode().count("No hubo financiamiento")
        >= 1
    )


def test_the_database_itself_refuses_to_close_in_silence(cast):
    row = commitment(cast)
    assert Milestone.objects.filter(commitment=row).exists()
    with pytest.raises(IntegrityError), transaction.atomic():
        Commitment.objects.filter(pk=row.pk).update(state="closed")
