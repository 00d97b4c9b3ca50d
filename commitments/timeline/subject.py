"""What the state of a plan on any day gives to the whole portal."""

from django.utils.translation import gettext_lazy as _

from commitments.timeline import datasets, queries
from ogp_portal.foundation.api.past import Past
from ogp_portal.foundation.subjects import MenuEntry, Page, Subject

SUBJECT = Subject(
    position=65,
    pages=(Page("delay_list", (MenuEntry(_("Atrasos"), 25, ("/atrasos/",)),)),),
    tables=(datasets.PLANS_THEN, datasets.COMMITMENTS_THEN, datasets.MILESTONES_THEN),
    past={
        "plans": Past(datasets.PLANS_THEN, queries.plans_with_figures, ("plan",)),
        "commitments": Past(
            datasets.COMMITMENTS_THEN, queries.commitments_of_plan, ("plan",), ("plan",)
        ),
        "milestones": Past(
            datasets.MILESTONES_THEN, queries.milestones_of_plan, ("plan",), ("plan",)
        ),
    },
)
