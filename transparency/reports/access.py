"""WHO sees and issues the monthly compliance report."""

from django.db.models import Q

from commitments.plans.access import coordinates
from commitments.plans.states import PUBLIC_PLAN
from ogp_portal.foundation.permissions.rights import Person, nobody, rule
from transparency.reports.states import ReportState


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
