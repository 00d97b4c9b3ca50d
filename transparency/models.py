"""Index: where Django finds the tables of this app. No code; a subject never imports it."""

from transparency.budgets.models import (
    BudgetAccount,
    BudgetImport,
    BudgetLine,
    BudgetLink,
    BudgetPeriod,
    BudgetProgram,
    BudgetSubtotal,
    Finding,
    ReferenceValue,
)
from transparency.catalogue.models import DataPackage
from transparency.infographics.models import Infographic
from transparency.publications.models import DisseminationChannel, Publication, PublicationVersion
from transparency.reports.models import ComplianceReport, ComplianceSnapshot
from transparency.subscriptions.models import Digest, Mailing, Subscriber, Subscription
from transparency.tokens.models import ApiToken
from transparency.webhooks.models import Delivery, Webhook

__all__ = [
    "ApiToken",
    "BudgetAccount",
    "BudgetImport",
    "BudgetLine",
    "BudgetLink",
    "BudgetPeriod",
    "BudgetProgram",
    "BudgetSubtotal",
    "ComplianceReport",
    "ComplianceSnapshot",
    "DataPackage",
    "Delivery",
    "Digest",
    "DisseminationChannel",
    "Finding",
    "Infographic",
    "Mailing",
    "Publication",
    "PublicationVersion",
    "ReferenceValue",
    "Subscriber",
    "Subscription",
    "Webhook",
]
