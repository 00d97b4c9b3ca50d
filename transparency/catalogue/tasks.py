"""The nightly package, and forgetting who asked how much."""

from celery import shared_task

from ogp_portal.foundation.events import rates
from transparency.catalogue import workflow


@shared_task(name="transparency.build_package")  # type: ignore[untyped-decorator]
def build_package() -> str:
    """Build tonight's version if anything changed, and return its name."""
    package = workflow.build_package()
    return package.version if package else ""


@shared_task(name="transparency.sweep_rates")  # type: ignore[untyped-decorator]
def sweep_rates() -> None:
    """Forget the windows of requests that are over."""
    rates.sweep()
