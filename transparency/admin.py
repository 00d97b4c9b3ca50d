"""Index: where Django finds the admin of this app."""

from transparency.reports.admin import ComplianceReportAdmin

__all__ = ["ComplianceReportAdmin"]
