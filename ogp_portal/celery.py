"""The queue: Celery only wakes the drain of the outbox and keeps the calendar; the rows are the
truth. The calendar's lines are declared by the subjects and set by the wiring.
"""

import os

import celery
from django.conf import settings

from ogp_portal.foundation.runtime import database

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ogp_portal.settings")
PATIENCE = 5  # seconds that an act waits to wake a queue that is away; beat sweeps later
LONGEST_TASK = 900  # seconds; a message lost with its worker comes back just after
LINKS = 2  # to the queue from each process: of what it says, and of each of these to the database

app = celery.Celery("ogp_portal")


def _broker() -> dict[str, object]:
    if settings.CELERY_BROKER_URL:
        return {  # of broker_url alone Celery would take the variable, which has no password
            "broker_url": settings.CELERY_BROKER_URL,
            "broker_read_url": settings.CELERY_BROKER_URL,
            "broker_write_url": settings.CELERY_BROKER_URL,
            "broker_transport_options": {"visibility_timeout": LONGEST_TASK + 60},
        }
    return {
        "broker_url": "pgmq://embedded",
        "broker_transport_options": {
            "conn_string": database.pgmq_conninfo(settings.DATABASES["default"]),
            "pool_size": LINKS,
            "pool_timeout": PATIENCE,
            "init_extension": False,
            "visibility_timeout": LONGEST_TASK + 60,
            "use_notify": True,
        },
    }


app.conf.update(
    **_broker(),
    broker_pool_limit=LINKS,
    accept_content=["json"],
    task_serializer="json",
    task_ignore_result=True,
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    task_soft_time_limit=LONGEST_TASK - 30,
    task_time_limit=LONGEST_TASK,
    worker_prefetch_multiplier=1,
    worker_hijack_root_logger=False,
    broker_connection_retry_on_startup=True,
    timezone=settings.TIME_ZONE,
    beat_schedule_filename=str(settings.VAR_DIR / "beat" / "schedule"),
)
