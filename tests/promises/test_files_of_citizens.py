"""The name of a file that a citizen sends says who somebody is; people see its number."""

import re
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from commitments.inquiries import workflow as inquiries
from forums.proposals import workflow as proposals
from tests.factories import forums as made
from tests.factories.commitments import PNG, commitment
from tests.promises.test_erasure import places

pytestmark = pytest.mark.django_db
OWN = "carta de Rosamunda Quilodran 12345678-5"


def photograph():
    return SimpleUploadedFile(f"{OWN}.png", PNG)


def test_nothing_keeps_the_name_that_a_file_had(cast):
    inquiries.receive(commitment(cast), key=uuid.uuid4(), text="¿Cuándo?", files=[photograph()])
    made.proposal(cast, files=[photograph()])
    for part in ("Rosamunda", "rosamunda", "Quilodran", "12345678"):
        assert places(part) == []


def test_a_file_is_called_by_its_number_on_the_page_and_when_it_is_saved(client, cast):
    row = inquiries.receive(
        commitment(cast), key=uuid.uuid4(), text="¿Cuándo?", files=[photograph()]
    ).inquiry
    inquiries.publish_inquiry(row, by=cast.coordinator)
    page = client.get(f"/preguntas/{row.slug}/").content.decode()
    assert re.search(r"Documento 1</a>\s*<span class=\"quiet\">\(PNG, \d+\xa0bytes\)", page)
    file = row.files.get()
    answer = client.get(f"/preguntas/{row.slug}/pruebas/{file.sha256}/")
    assert answer["Content-Disposition"] == 'attachment; filename="documento-1.png"'


def test_the_coordination_gives_a_file_of_a_proposal_its_title(cast):
    row = made.proposal(cast, "confirmed", files=[photograph()])
    kept = proposals.attach(
        row,
        by=cast.coordinator,
        title="Cuentas de la plaza",
        content=b"a,b\n1,2\n",
        file_name="x.csv",
    )
    titles = list(row.attachments.order_by("pk").values_list("title", flat=True))
    assert titles[0] == "Documento 1"
    assert kept.title == "Cuentas de la plaza"
