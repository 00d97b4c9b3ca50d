"""What following by mail gives to the whole portal."""

from celery.schedules import crontab
from django.utils.translation import gettext_lazy as _

from ogp_portal.foundation.personal_data import Held, Personal
from ogp_portal.foundation.subjects import Scheduled, Subject
from transparency.subscriptions import access, models, tasks, workflow

SUBJECT = Subject(
    position=60,
    access=access,
    calendar=(
        Scheduled("send-digests", tasks.send_digests, crontab()),
        Scheduled(
            "forget-subscriptions", tasks.forget_subscriptions, crontab(hour="3", minute="55")
        ),
    ),
    personal={
        models.Subscriber: {
            "email": Personal(
                _("Enviar novedades de lo que la persona pidió seguir."),
                _("Hasta que deja de seguir; sin confirmar, siete días."),
                _("Nadie."),
                kept_by=(workflow.leave_all, workflow.leave_topic, workflow.forget_requests),
            ),
        },
        models.Subscription: {
            "confirmation_digest": Personal(
                _("Que solo quien recibe el correo confirme: es un resumen con clave."),
                _("Mientras exista la suscripción."),
                _("Nadie."),
                kept_by=(workflow.leave_all, workflow.leave_topic, workflow.forget_requests),
            ),
        },
    },
    erasing=(
        Held(models.Subscriber, ("email",), workflow.erase_subscribers),
        Held(models.Subscription, ("subscriber__email",)),
    ),
    without_personal_data=(models.Digest, models.Mailing),
    unlisted=("/seguir/",),
    never_public=(models.Digest, models.Mailing, models.Subscriber, models.Subscription),
)
