"""What became of the proposals of a plan: how they came, what was decided, in which commitments
they are.
"""

from collections import Counter

from django.db import connection
from django.db.models import Count

from commitments.plans.models import Plan
from commitments.plans.states import PUBLIC_COMMITMENT
from forums.participation import flow
from forums.proposals.models import Proposal
from forums.proposals.states import PROPOSAL, ProposalState

CONFIRMED = [name for name in PROPOSAL.names if name != ProposalState.RECEIVED]
REACHED = """
WITH RECURSIVE up (commitment_id, proposal_id) AS (
    SELECT o.commitment_id, o.proposal_id
    FROM forums_origin o
    JOIN commitments_commitment c ON c.id = o.commitment_id
    WHERE c.plan_id = %s AND (c.is_proposed OR c.state = ANY(%s))
    UNION
    SELECT up.commitment_id, l.parent_id
    FROM up
    JOIN forums_lineage l ON l.child_id = up.proposal_id
)
SELECT p.state, c.title, count(*)
FROM up
JOIN forums_proposal p ON p.id = up.proposal_id
JOIN commitments_commitment c ON c.id = up.commitment_id
WHERE p.arrival <> 'split' AND p.state = ANY(%s)
GROUP BY 1, 2
ORDER BY 2, 1
"""


def outcomes_of(plan: Plan) -> dict[str, object] | None:
    """Return the picture of a plan's proposals from how they came to the commitments they are in,
    with its table; None while there are none.
    """
    counted = list(
        Proposal.objects.filter(call__plan=plan, state__in=CONFIRMED)
        .exclude(arrival=Proposal.Arrival.SPLIT)
        .values_list("arrival", "state")
        .annotate(n=Count("pk"))
        .order_by("arrival", "state")
    )
    if not counted:
        return None
    by_arrival, by_state, by_commitment = Counter[str](), Counter[str](), Counter[str]()
    links = []
    for arrival, state, n in counted:
        by_arrival[arrival] += n
        by_state[state] += n
        links.append(flow.Link(f"a:{arrival}", f"s:{state}", n))
    for state, title, n in _reached(plan):
        by_commitment[title] += n
        links.append(flow.Link(f"s:{state}", f"c:{title}", n))
    arrivals = dict(Proposal.Arrival.choices)
    columns = [
        [(f"a:{name}", str(arrivals[name]), n) for name, n in by_arrival.items()],
        [
            (f"s:{name}", str(PROPOSAL.names[name].label), by_state[name])
            for name in PROPOSAL.names
            if by_state[name]
        ],
        [(f"c:{title}", title, n) for title, n in by_commitment.items()],
    ]
    labels = {key: label for column in columns for key, label, _n in column}
    return {
        "drawing": flow.draw(columns, links),
        "rows": [(labels[link.source], labels[link.target], link.count) for link in links],
        "all": by_arrival.total(),
        "in_commitments": len(by_commitment),
    }


def _reached(plan: Plan) -> list[tuple[str, str, int]]:
    """Return how many original proposals that were confirmed reached each public commitment, by the
    state they ended in, through merges and splits too.
    """
    with connection.cursor() as cursor:
        cursor.execute(REACHED, (plan.pk, list(PUBLIC_COMMITMENT), CONFIRMED))
        return list(cursor.fetchall())
