"""The example, walked from end to end by its walkthrough, as each of its roles."""

import pytest
from django.utils import timezone

from ogp_portal.foundation.runtime import example
from ogp_portal.loaders.example import making
from ogp_portal.models import User
from tests.journeys.conftest import NARROW_AND_WIDE

pytestmark = [
    pytest.mark.browser,
    pytest.mark.xdist_group("browser"),
    pytest.mark.nightly,  # making it takes longer than a minute
    pytest.mark.world("empty"),
]


def test_each_role_does_what_the_walkthrough_offers_it(visitor, transactional_db, settings):
    settings.IS_EXAMPLE, settings.PORTAL_OWNER = True, example.NOTICE
    making.make(today=timezone.localdate())
    people = {user.email: user for user in User.objects.all()}
    reader = visitor(*NARROW_AND_WIDE)
    reader.open("/recorrido/")
    reader.check("example-walkthrough")
    count = reader.page.locator("main ol > li > a").count()
    assert count == 10
    for number in range(count):
        page = reader.open("/recorrido/")
        thing = page.locator("main ol > li > a").nth(number)
        email = thing.evaluate(
            "link => link.closest('section').querySelector('p strong')?.textContent ?? ''"
        )
        address = thing.get_attribute("href")
        person = visitor(*NARROW_AND_WIDE)
        if email:
            person.enter(people[email])
        page = person.open(address)
        assert page.get_by_text(example.NOTICE).first.is_visible(), address
        person.check(f"example-{number + 1}")
