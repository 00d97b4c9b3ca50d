"""What is connected once at start: every subject's rules, tasks, personal data, and the way to wake
a worker.
"""

from importlib import import_module

from ogp_portal.foundation.api import datasets
from ogp_portal.foundation.events import journal, outbox

ROOMS = (
    "commitments.sources.access",
    "commitments.organizations.access",
    "commitments.plans.access",
    "commitments.progress.access",
    "commitments.assessments.access",
    "commitments.inquiries.access",
    "commitments.spreadsheets.access",
    "forums.bodies.access",
    "forums.process.access",
    "forums.sessions.access",
    "forums.proposals.access",
    "forums.drafts.access",
    "forums.surveys.access",
    "transparency.budgets.access",
    "transparency.reports.access",
    "transparency.infographics.access",
    "transparency.publications.access",
    "transparency.subscriptions.access",
    "transparency.tokens.access",
    "transparency.catalogue.access",
    "transparency.webhooks.access",
    "commitments.sources.datasets",
    "commitments.organizations.datasets",
    "commitments.plans.datasets.plan",
    "commitments.plans.datasets.commitment",
    "commitments.plans.datasets.milestone",
    "commitments.plans.datasets.vocabulary",
    "commitments.progress.datasets",
    "commitments.assessments.datasets",
    "commitments.inquiries.datasets",
    "forums.bodies.datasets",
    "forums.process.datasets",
    "forums.sessions.datasets",
    "forums.proposals.datasets",
    "forums.drafts.datasets.texts",
    "forums.drafts.datasets.comments",
    "forums.surveys.datasets",
    "forums.proposals.listeners",
    "transparency.budgets.datasets",
    "transparency.reports.datasets",
    "transparency.infographics.datasets",
    "transparency.publications.datasets",
    "transparency.infographics.listeners",
    "transparency.catalogue.datasets",
    "commitments.tasks",
    "forums.tasks",
    "transparency.tasks",
    "ogp_portal.tasks",
    "ogp_portal.personal_fields",
    "ogp_portal.foundation.branding",
)


PAGES = {
    "commitments.commitment": "commitment",
    "commitments.plan": "plan",
    "commitments.inquiry": "inquiry",
    "commitments.organization": "institution",
    "forums.forum": "forum",
    "forums.session": "session",
    "forums.call": "call",
    "forums.proposal": "proposal",
    "forums.workinggroup": "group",
    "forums.survey": "survey",
    "forums.draft": "draft",
    "forums.consultation": "consultation",
    "transparency.publication": "publication",
    "transparency.budgetperiod": "sheet",
    "transparency.finding": "finding",
}


def connect() -> None:
    """Import what registers itself, say where the subjects of the journal have their pages, and let
    the outbox wake the worker.
    """
    journal.PAGES.update(PAGES)
    for room in ROOMS:
        module = import_module(room)
        if ".datasets" in room:
            for dataset in vars(module).values():
                if isinstance(dataset, datasets.Dataset) and dataset.rows is not None:
                    datasets.publish(dataset)
    outbox.WAKERS[:] = [import_module("ogp_portal.tasks").wake]
