"""P14: no request breaks the portal, whoever sends it and whatever it holds."""

import pytest

from tests.promises.hostile import Attack, cheap, people, routes, write_files

REQUESTS = 1_100  # a shard, at least: every route once and some forms; fifty shards by night
SHARDS = [0, *(pytest.param(seed, marks=pytest.mark.nightly) for seed in range(1, 50))]


@pytest.mark.world("rights")
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("seed", SHARDS)
def test_no_hostile_request_breaks_the_portal(seed):
    write_files()
    with cheap():
        attack = Attack(people(), seed=seed, share_of_forms=0.6 if seed else 0.2)
        attack.run(REQUESTS)
    assert attack.faults == []
    assert attack.visited == set(routes())
    assert attack.statuses[200] > REQUESTS / 5, attack.statuses
    assert attack.statuses[302] > REQUESTS / 100, attack.statuses
