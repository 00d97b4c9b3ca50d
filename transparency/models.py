"""Index: where Django finds the tables of this app. No code; a subject never imports it."""

from transparency.reports.models import ComplianceReport, ComplianceSnapshot

__all__ = ["ComplianceReport", "ComplianceSnapshot"]
