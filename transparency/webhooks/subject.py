"""What webhooks give to the whole portal."""

from celery.schedules import crontab

from ogp_portal.foundation.subjects import Scheduled, Subject
from transparency.webhooks import access, tasks, workflow
from transparency.webhooks.models import Delivery, Webhook, WebhookMessage

SUBJECT = Subject(
    position=70,
    access=access,
    machines=(Webhook,),
    consequences=(workflow.send,),
    calendar=(Scheduled("send-webhooks", tasks.send_webhooks, crontab()),),
    without_personal_data=(Delivery, Webhook, WebhookMessage),
    never_public=(Delivery, Webhook, WebhookMessage),
)
