"""Index: where Django finds the tables of this app. No code; a subject never imports it."""

from transparency.catalogue.models import DataPackage
from transparency.reports.models import ComplianceReport, ComplianceSnapshot
from transparency.tokens.models import ApiToken
from transparency.webhooks.models import Delivery, Webhook

__all__ = ["ApiToken", "ComplianceReport", "ComplianceSnapshot", "DataPackage", "Delivery", "Webhook"]
