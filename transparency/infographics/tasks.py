"""The nightly drawing: what became late since yesterday looks late today."""

from celery import shared_task

from transparency.infographics import workflow


@shared_task(name="transparency.draw_infographics")
def draw_infographics() -> int:
    """Draw what is not drawn yet."""
    return workflow.draw_everything()
