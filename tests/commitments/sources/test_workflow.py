"""Source documents: registered once by their address, shown to everybody."""

import pytest
from django.contrib.auth.models import AnonymousUser

from commitments.plans import workflow as plans
from commitments.sources.models import SourceDocument
from commitments.sources.workflow import register_source
from ogp_portal.foundation.permissions.rights import NotAllowed

pytestmark = pytest.mark.django_db


def test_a_source_is_registered_once_and_seen_by_everybody(db):
    first = register_source("cuenta-2024", role="carga", title="Cuenta 2024", issuer="Ciudad")
    again = register_source("cuenta-2024", role="carga", title="Cuenta 2024", issuer="Ciudad")
    assert (SourceDocument.objects.count(), again.pk) == (1, first.pk)
    assert list(SourceDocument.objects.allowing("view", AnonymousUser())) == [first]


def test_only_an_administrator_writes_a_source_by_hand(cast):
    with pytest.raises(NotAllowed):
        plans.save_term(SourceDocument(slug="nueva", title="Nueva"), by=cast.coordinator)
    plans.save_term(SourceDocument(slug="nueva", title="Nueva"), by=cast.administrator)
    assert SourceDocument.objects.get(slug="nueva").title == "Nueva"
