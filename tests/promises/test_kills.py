"""P1, P2: whoever judges the rounds of `bench/kill.py` knows a promise that is broken."""

import pytest
from django.db import connection

from ogp_portal.foundation.runtime import dumps
from tests.factories import forums as made
from tests.promises import kills

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def mailbox():
    with kills.mailbox() as found:
        yield found


def test_the_judge_knows_what_is_lost_doubled_and_untold(cast, mailbox):
    call = made.call(cast)
    people = kills.People(0, call.slug)
    people.acknowledged = {f"Idea {n}": f"vecina{n}@prueba.example" for n in range(3)}
    for title in ("Idea 1", "Idea 2", "Idea 2"):
        made.proposal(cast, title=title, of=call)
    mailbox[0].messages = [("vecina1@prueba.example", b""), ("vecina1@prueba.example", b"")]
    with dumps.connect(connection.settings_dict, autocommit=True) as link:
        link.execute("DELETE FROM ogp_portal_outboxmessage")
        found = kills.look(people, mailbox[0], link)
    assert (found.acknowledged, found.lost, found.doubled) == (3, ["Idea 0"], ["Idea 2"])
    assert found.with_two_letters == ["vecina1@prueba.example"]
    assert found.without_letter == ["vecina0@prueba.example", "vecina2@prueba.example"]
