"""Index of the app's tasks."""

from commitments.plans.tasks import end_plans

__all__ = ["end_plans"]
