"""Nobody approves what her own institution asked for."""

import datetime

import pytest

from commitments.organizations.models import Membership
from ogp_portal.foundation.permissions.rights import may
from transparency.webhooks.models import Webhook

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("role", ["editor", "coordinator"])
def test_an_administrator_approves_no_webhook_of_an_institution_of_her_own(cast, role):
    own, other = (
        Webhook.objects.create(organization=owner, url=f"https://receptor.example/{owner.slug}")
        for owner in (cast.city, cast.stranger)
    )
    assert may(cast.administrator, "approve_webhook", own)
    Membership.objects.create(
        user=cast.administrator,
        organization=cast.city,
        role=role,
        starts_on=datetime.date(2020, 1, 1),
    )
    assert not may(cast.administrator, "approve_webhook", own)
    assert may(cast.administrator, "approve_webhook", other)
