"""Index of the app's tasks."""

from transparency.budgets.tasks import check_budgets
from transparency.catalogue.tasks import build_package, sweep_rates
from transparency.infographics.tasks import draw_infographics
from transparency.reports.tasks import issue_monthly_reports
from transparency.subscriptions.tasks import forget_subscriptions, send_digests
from transparency.webhooks.tasks import send_webhooks

__all__ = [
    "build_package",
    "check_budgets",
    "draw_infographics",
    "forget_subscriptions",
    "issue_monthly_reports",
    "send_digests",
    "send_webhooks",
    "sweep_rates",
]
