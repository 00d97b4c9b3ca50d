"""Index: where Django finds the admin of this app."""

from transparency.reports.admin import ComplianceReportAdmin
from transparency.tokens.admin import ApiTokenAdmin
from transparency.webhooks.admin import WebhookAdmin

__all__ = ["ApiTokenAdmin", "ComplianceReportAdmin", "WebhookAdmin"]
