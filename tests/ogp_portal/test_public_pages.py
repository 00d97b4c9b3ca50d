"""What every public page has: the way back, the place where one is, dates in words, a size that a
telephone bears. The pages are those that the browser's tests look at.
"""

import re

import pytest

from tests.public_pages import PUBLIC

MOST_BYTES = 100_000
NO_FRAME = ("/incrustar/",)  # cards for other sites
AS_DATA = re.compile(
    r"<(script|style|code|pre|head)\b.*?</\1>|<table class=\"preview\">.*?</table>|<[^>]+>", re.S
)
# «como 2026-01-31» and «2026-06-30 …» say how a spreadsheet's dates are typed
ISO = re.compile(r"(?<!como )(?<![\w/«-])\d{4}-\d{2}-\d{2}(?!\d)")


def menus(page: str) -> tuple[str, str]:
    bar = re.search(r'<nav class="nav nav--bar".*?</nav>', page, re.S)[0]
    return bar, page[page.index('<footer class="site-footer">') :]


def faults(path: str, page: str) -> list[str]:
    """Return what a page lacks."""
    bar, foot = menus(page)
    found = []
    if path not in {"/", "/en/"} and page.count('<nav class="wrap crumbs"') != 1:
        found.append("no way back")
    places = [part.count("aria-current=") for part in (bar, foot)]
    if max(places) > 1:
        found.append(f"marked {places} times")
    part = f"/{path.removeprefix('/en').split('/')[1]}/"
    lines = re.sub(r'<li class="nav__apart">.*?</li>', "", bar, flags=re.S) + foot
    covered = re.search(rf'href="(/en)?{part}"', lines)
    if covered and part != "//" and not any(places):
        found.append("not marked in its menu")
    if written := ISO.findall(AS_DATA.sub(" ", page)):
        found.append(f"dates for machines: {written[:3]}")
    if len(page.encode()) > MOST_BYTES:
        found.append(f"{len(page.encode())} bytes")
    return found


@pytest.mark.django_db
def test_every_public_page_has_a_way_back_its_place_marked_dates_in_words_and_no_fat(
    client, santiago
):
    pages = {
        path: client.get(path, follow=True).content.decode()
        for path in PUBLIC.values()
        if not path.startswith(NO_FRAME)
    }
    assert {path: found for path, page in pages.items() if (found := faults(path, page))} == {}
    plan = pages["/planes/ogp-local-santiago-renca/"]
    for planted, fault in (
        (plan.replace('class="wrap crumbs"', 'class="wrap"'), "no way back"),
        (plan.replace("aria-current=", "data-x="), "not marked in its menu"),
        (plan.replace("<h1>", "<p>El 2027-04-03</p><h1>"), "dates for machines: ['2027-04-03']"),
    ):
        assert faults("/planes/ogp-local-santiago-renca/", planted) == [fault]


@pytest.mark.django_db
def test_the_head_of_a_page_has_language_and_entrance_in_it_and_one_s_work_once_entered(
    client, cast
):
    page = client.get("/compromisos/").content.decode()
    bar, _foot = menus(page)
    assert 'href="/en/compromisos/"' in bar
    assert 'href="/cuenta/login/"' in bar
    assert re.search(r'href="/compromisos/"\s+aria-current="page"', bar)
    client.force_login(cast.editor)
    bar, _foot = menus(client.get("/mi-trabajo/").content.decode())
    assert 'href="/cuenta/login/"' not in bar
    assert re.search(r'href="/mi-trabajo/"\s+aria-current="page"', bar)
    assert bar.count("aria-current=") == 1
