"""Nobody approves what she wrote, whichever door she comes through."""

import re

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction

from ogp_portal.foundation.permissions import four_eyes, rights
from ogp_portal.foundation.refusals import Refusal
from ogp_portal.models import Writer
from tests.factories import budgets as money
from tests.factories import forums as made
from tests.factories import publications as published
from tests.factories.commitments import inquiry, update
from tests.house import source
from tests.people import person

pytestmark = pytest.mark.django_db
DOORS = {  # thing → how a row that waits is made, who wrote it, the acts that need another
    "commitments.progressupdate": (
        lambda cast: update(cast, "submitted"),
        "author",
        ("approve_update", "return_update"),
    ),
    "commitments.inquiry": (
        lambda cast: inquiry(cast, "prepared"),
        "prepared_by",
        ("answer", "return_answer"),
    ),
    "forums.response": (made.response, "written_by", ("approve_response",)),
    "transparency.publicationversion": (
        lambda cast: published.publication(cast, "submitted"),
        "author",
        ("publish_publication", "return_publication"),
    ),
    "transparency.finding": (
        lambda cast: money.finding(cast, "explained"),
        "explained_by",
        ("settle_finding",),
    ),
}
TABLES = {  # thing → who approved it
    "commitments.progressupdate": "reviewer",
    "commitments.inquiry": "approved_by",
    "forums.response": "approved_by",
    "transparency.publicationversion": "reviewer",
}


@pytest.mark.parametrize("thing", DOORS)
def test_whoever_wrote_it_may_not_approve_it_and_another_with_the_same_role_may(cast, thing):
    make, author, acts = DOORS[thing]
    row, model = make(cast), apps.get_model(thing)
    another = person("otra.coordinadora", cast.city, "coordinator")
    for writer, reader in ((cast.coordinator, another), (another, cast.coordinator)):
        Writer.objects.all().delete()
        model.objects.filter(pk=row.pk).update(**{author: writer})
        for act in acts:
            assert not rights.may(writer, act, row), act
            assert rights.may(reader, act, row), act
            assert not rights.may(cast.citizen, act, row), act
            assert not rights.may(cast.other_coordinator, act, row), act


@pytest.mark.parametrize("thing", TABLES)
def test_the_table_refuses_one_person_in_both_places(cast, thing):
    make, author, _acts = DOORS[thing]
    row, model = make(cast), apps.get_model(thing)
    both = {author: cast.coordinator, TABLES[thing]: cast.coordinator}
    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.filter(pk=row.pk).update(**both)


def test_it_is_said_in_words_to_whoever_wrote_it_and_to_nobody_else(cast):
    row = made.response(cast)
    type(row).objects.filter(pk=row.pk).update(written_by=cast.coordinator)
    with pytest.raises(Refusal, match="La aprueba alguien que no"):
        four_eyes.refuse_own(row, by=cast.coordinator, author="written_by")
    four_eyes.refuse_own(row, by=cast.second_coordinator, author="written_by")


def test_no_other_module_compares_who_wrote_with_who_asks():
    writers = "|".join(sorted({author for _make, author, _acts in DOORS.values()}))
    compared = re.compile(rf"({writers})(_id)?\s*[=!]=|Q\(({writers})(_id)?=|F\(\"({writers})\"\)")
    for breach in (
        "if update.author_id == by.pk:",
        "~Q(explained_by_id=user.pk)",
        '~Q(reviewer=F("author"))',
    ):
        assert compared.search(breach)
    spelt = [
        source.name_of(path) for path in source.modules() if compared.search(source.read(path))
    ]
    assert spelt == []
