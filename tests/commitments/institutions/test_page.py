"""The public page of an institution."""

import pytest
from django.urls import reverse

from commitments.assessments import workflow as assessments
from tests.factories.commitments import commitment

pytestmark = pytest.mark.django_db


def test_an_institution_shows_every_part_it_has(cast, client):
    promise = commitment(cast, implementer=cast.partner)
    assessments.name_counterpart(promise, organization=cast.society, by=cast.coordinator)

    def headings(slug):
        page = client.get(reverse("institution", args=[slug])).content.decode()
        return {
            words
            for words in ("Ejecuta, o debe un hito de", "Es contraparte de", "Convoca")
            if words in page
        }

    assert headings("municipio-socio") == {"Ejecuta, o debe un hito de"}
    assert headings("sociedad") == {"Es contraparte de"}
    assert headings("ciudad") == {"Convoca"}
    place = client.get(reverse("institution", args=["municipio-socio"])).context["places"]
    assert [row.part for row in place] == ["member"]
