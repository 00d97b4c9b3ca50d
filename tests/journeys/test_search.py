"""The search of the whole portal by keyboard: it is two keys away, and offers titles."""

import pytest

from ogp_portal.foundation.events import search_index
from tests.factories.commitments import commitment

pytestmark = [
    pytest.mark.browser,
    pytest.mark.nightly,
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("browser-pages"),
]


def test_a_key_leads_to_the_search_that_offers_titles_as_one_types(visitor, cast):
    commitment(cast, slug="agua", title="Agua potable rural")
    search_index.index_all()
    page = visitor(320).open("/")
    page.keyboard.press("/")
    page.wait_for_url("**/buscar/")
    page.keyboard.type("pota")
    page.locator('#ofertas option[value="Agua potable rural"]').wait_for(state="attached")
    page.keyboard.press("Enter")
    page.wait_for_url("**/buscar/?q=pota")
    assert page.get_by_role("link", name="Agua potable rural").get_attribute("href") == (
        "/compromisos/agua/"
    )


def test_the_key_is_a_letter_where_somebody_writes(visitor, cast):
    page = visitor(1280).open("/")
    field = page.locator("main input[name=q]")
    field.focus()
    page.keyboard.type("1/2")
    assert field.input_value() == "1/2"
    assert page.url.endswith("/")
