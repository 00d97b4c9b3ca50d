"""The queue: Celery only wakes the drain of the outbox and keeps the calendar; the rows are the
truth.
"""

import os

import celery
from celery.schedules import crontab
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ogp_portal.settings")
LONGEST_TASK = 900  # seconds; a message lost with its worker comes back just after

app = celery.Celery("ogp_portal")


def _broker() -> dict[str, object]:
    if settings.CELERY_BROKER_URL:
        return {
            "broker_url": settings.CELERY_BROKER_URL,
            "broker_transport_options": {"visibility_timeout": LONGEST_TASK + 60},
        }
    place = settings.DATABASES["default"]
    words = {
        "host": place["HOST"],
        "port": place.get("PORT"),
        "dbname": place["NAME"],
        "user": place["USER"],
        "password": place.get("PASSWORD"),
    }
    return {
        "broker_url": "pgmq://embedded",
        "broker_transport_options": {
            "conn_string": " ".join(f"{name}='{value}'" for name, value in words.items() if value),
            "init_extension": False,
            "visibility_timeout": LONGEST_TASK + 60,
            "use_notify": True,
        },
    }


app.conf.update(
    **_broker(),
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
    beat_schedule_filename=str(settings.VAR_DIR / "beat-schedule"),
    beat_schedule={
        "sweep-outbox": {"task": "portal.drain", "schedule": 30.0},
        "end-plans": {"task": "commitments.end_plans", "schedule": crontab(hour="0", minute="15")},
        "keep-inquiries": {
            "task": "commitments.keep_inquiries",
            "schedule": crontab(hour="3", minute="40"),
        },
        "draw-infographics": {
            "task": "transparency.draw_infographics",
            "schedule": crontab(hour="0", minute="30"),
        },
        "send-digests": {"task": "transparency.send_digests", "schedule": crontab()},
        "forget-subscriptions": {
            "task": "transparency.forget_subscriptions",
            "schedule": crontab(hour="3", minute="55"),
        },
        "build-data-package": {
            "task": "transparency.build_package",
            "schedule": crontab(hour="2", minute="30"),
        },
        "check-budgets": {
            "task": "transparency.check_budgets",
            "schedule": crontab(hour="1", minute="30"),
        },
        "remind-forums": {"task": "forums.remind", "schedule": crontab(hour="8", minute="0")},
        "forget-unconfirmed": {"task": "forums.forget", "schedule": crontab(hour="3", minute="30")},
        "forget-voices": {
            "task": "forums.forget_voices",
            "schedule": crontab(hour="3", minute="50"),
        },
        "forget-answers": {
            "task": "forums.forget_answers",
            "schedule": crontab(hour="3", minute="45"),
        },
        "send-webhooks": {"task": "transparency.send_webhooks", "schedule": crontab()},
        "sweep-rates": {"task": "transparency.sweep_rates", "schedule": crontab(minute="*/10")},
        "issue-monthly-reports": {
            "task": "transparency.issue_monthly_reports",
            "schedule": crontab(day_of_month="1", hour="6", minute="0"),
        },
    },
)
