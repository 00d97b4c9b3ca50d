"""A working group is public with its call, and so is what the journal says of it."""

import pytest

from forums.proposals import workflow
from ogp_portal.models import JournalEntry
from tests.factories.forums import call, group

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("is_announced", [True, False])
def test_what_is_done_with_a_group_is_told_in_public_once_its_call_is_announced(cast, is_announced):
    table = group(cast, of=call(cast, is_announced=is_announced))
    before = JournalEntry.objects.latest("pk").pk
    workflow.save_group(table, by=cast.coordinator)
    workflow.hold_group(table, by=cast.coordinator)
    workflow.count_group(table, by=cast.coordinator, sector="citizens", people=12)
    workflow.report_group(table, by=cast.coordinator)
    told = JournalEntry.objects.filter(pk__gt=before).order_by("pk").values_list("act", "is_public")
    assert list(told) == [
        ("edit", is_announced),
        ("hold_group", is_announced),
        ("count_public", is_announced),
        ("report_group", is_announced),
    ]
