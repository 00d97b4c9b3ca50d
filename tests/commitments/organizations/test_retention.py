"""Who had which role is known five years after it ended, and no longer."""

import datetime

from commitments.organizations import workflow
from commitments.organizations.models import Membership
from ogp_portal.foundation.events import history
from ogp_portal.models import JournalEntry


def test_a_role_is_forgotten_with_its_history_five_years_after_it_ended(cast):
    role = cast.former_editor.memberships.get()
    Membership.objects.filter(pk=role.pk).update(ends_on=datetime.date(2021, 1, 1))
    versions = history.versions(Membership).filter(pgh_obj_id=role.pk)
    assert versions.exists()
    assert workflow.forget_who_served(today=datetime.date(2026, 1, 1)) == 0
    assert Membership.objects.filter(pk=role.pk).exists()
    assert workflow.forget_who_served(today=datetime.date(2026, 1, 3)) == 1
    assert not Membership.objects.filter(pk=role.pk).exists()
    assert not versions.all().exists()
    entry = JournalEntry.objects.latest("id")
    assert (entry.act, entry.is_public) == ("forget", False)
    assert entry.subject_title == str(role.organization)


def test_a_role_in_force_is_kept_however_old(cast):
    count = Membership.objects.count()
    Membership.objects.filter(ends_on__isnull=False).delete()
    left = Membership.objects.count()
    assert 0 < left < count
    assert workflow.forget_who_served(today=datetime.date(2100, 1, 1)) == 0
    assert Membership.objects.count() == left
