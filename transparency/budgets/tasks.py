"""The calendar of budgets."""

from celery import shared_task

from transparency.budgets import workflow


@shared_task(name="transparency.check_budgets")
def check_budgets() -> list[int]:
    """Apply the rules of integrity to everything, every night; return how many findings are new and
    how many were corrected.
    """
    return list(workflow.check_everything())
