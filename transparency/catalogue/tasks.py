"""The nightly package."""

from celery import shared_task

from transparency.catalogue import workflow


@shared_task(name="transparency.build_package")
def build_package() -> str:
    """Build tonight's version if anything changed, and return its name."""
    package = workflow.build_package()
    return package.version if package else ""
