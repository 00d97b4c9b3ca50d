"""Index of the app's tasks."""

from commitments.inquiries.tasks import keep_inquiries
from commitments.plans.tasks import end_plans

__all__ = ["end_plans", "keep_inquiries"]
