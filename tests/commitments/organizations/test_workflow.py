"""Organizations and roles."""

import datetime

import pytest

from commitments.organizations import workflow
from commitments.organizations.models import Membership, Organization, Territory
from ogp_portal.foundation.permissions.rights import NotAllowed
from ogp_portal.models import JournalEntry

pytestmark = pytest.mark.django_db
MARCH = datetime.date(2026, 3, 1)


def test_an_administrator_adds_an_organization_and_it_is_journaled(cast):
    added = workflow.save_organization(
        Organization(slug="nueva", name="Nueva", sector="academia"), by=cast.administrator
    )
    assert Organization.objects.get(slug="nueva") == added
    entry = JournalEntry.objects.get(subject_id=added.pk, act="create")
    assert entry.after == {"name": "Nueva", "short_name": "", "sector": "academia"}


@pytest.mark.parametrize("who", ["editor", "monitor", "counterpart"])
def test_nobody_else_adds_or_changes_an_organization(cast, who):
    person = getattr(cast, who)
    with pytest.raises(NotAllowed):
        workflow.save_organization(Organization(slug="nueva", name="Nueva"), by=person)
    with pytest.raises(NotAllowed):
        workflow.save_organization(cast.city, by=person)
    assert not Organization.objects.filter(slug="nueva").exists()


def test_a_role_counts_from_its_first_day_and_no_longer_on_its_end(cast):
    today = datetime.datetime.now(datetime.UTC).date()
    day = datetime.timedelta(days=1)
    for start, end, counts in (
        (today - 3 * day, None, True),
        (today - 3 * day, today + 3 * day, True),
        (today - 3 * day, today - 2 * day, False),
        (today + 3 * day, None, False),
    ):
        row = Membership.objects.create(
            user=cast.member, organization=cast.city, role="editor", starts_on=start, ends_on=end
        )
        assert Membership.objects.current().filter(pk=row.pk).exists() is counts
        row.delete()


def test_a_territory_is_registered_once_and_takes_a_new_name(db):
    region = workflow.register_territory(
        "13", slug="metropolitana", name="Metropolitana", region=None, role="carga"
    )
    comuna = workflow.register_territory(
        "13128", slug="renca", name="Renca", region=region, role="carga"
    )
    again = workflow.register_territory(
        "13128", slug="otra", name="Renca de hoy", region=region, role="carga"
    )
    assert (again.pk, again.slug, again.name) == (comuna.pk, "renca", "Renca de hoy")
    assert [row.kind for row in Territory.objects.order_by("code")] == ["region", "comuna"]


def test_loading_an_organization_again_leaves_what_a_person_changed(cast):
    workflow.register_organization("fundacion", role="carga", name="Fundación", sector="academia")
    row = Organization.objects.get(slug="fundacion")
    row.name = "Fundación corregida"
    workflow.save_organization(row, by=cast.administrator)
    workflow.register_organization("fundacion", role="carga", name="Fundación", sector="academia")
    assert Organization.objects.get(slug="fundacion").name == "Fundación corregida"
