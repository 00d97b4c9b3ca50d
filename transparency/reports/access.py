"""WHO sees and issues the monthly compliance report, and who tells the month in it."""

from django.db.models import Q

from commitments.plans.access import coordinates
from commitments.plans.states import PUBLIC_PLAN
from ogp_portal.foundation.permissions.four_eyes import by_another
from ogp_portal.foundation.permissions.rights import Person, nobody, rule
from transparency.reports.states import WRITABLE_NARRATIVE, NarrativeState, ReportState

NARRATIVE = "transparency.monthnarrative"


@rule("transparency.compliancereport", "view")
def view_report(user: Person) -> Q:
    """Everybody reads issued reports; coordinators see those being made."""
    return Q(state=ReportState.ISSUED) | coordinates(user, path="snapshot__plan")


@rule("transparency.compliancesnapshot", "view")
def view_snapshot(user: Person) -> Q:
    """Everybody reads the snapshot of an issued report."""
    return Q(report__state=ReportState.ISSUED) | coordinates(user, path="plan")


@rule("transparency.compliancereport", "correct_report")
def correct_report(user: Person) -> Q:
    """Coordinators of the plan correct an issued report by a new edition."""
    return coordinates(user, path="snapshot__plan") & Q(state=ReportState.ISSUED)


@rule("transparency.compliancereport", "finish_report")
def finish_report(user: Person) -> Q:
    """Nobody by hand: the portal issues it when its PDF is made."""
    return nobody()


@rule("commitments.plan", "issue_report")
def issue_report(user: Person) -> Q:
    """Coordinators of the plan issue its report."""
    return coordinates(user) & Q(state__in=PUBLIC_PLAN)


@rule(NARRATIVE, "view")
def view_narrative(user: Person) -> Q:
    """Everybody reads what was approved of a public plan; coordinators what is being written."""
    public = Q(state=NarrativeState.APPROVED, plan__state__in=PUBLIC_PLAN)
    return public | coordinates(user, path="plan")


@rule(NARRATIVE, "create")
def create_narrative(user: Person) -> Q:
    """Coordinators; of which plan is asked of the plan."""
    return coordinates(user, path="plan")


@rule(NARRATIVE, "edit")
def edit_narrative(user: Person) -> Q:
    """Coordinators of the plan write, while it is a draft or was returned."""
    return coordinates(user, path="plan") & Q(state__in=WRITABLE_NARRATIVE)


@rule(NARRATIVE, "submit_narrative")
def submit_narrative(user: Person) -> Q:
    """Coordinators of the plan send it to review."""
    return coordinates(user, path="plan")


@rule(NARRATIVE, "approve_narrative")
@rule(NARRATIVE, "return_narrative")
def review_narrative(user: Person) -> Q:
    """A coordinator of the plan who wrote nothing of it."""
    return coordinates(user, path="plan") & by_another(user, NARRATIVE, author="author")
