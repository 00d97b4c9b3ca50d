"""What accounts, the journal, letters and the outbox give to the whole portal."""

from celery.schedules import crontab
from django.utils.translation import gettext_lazy as _

from ogp_portal import models
from ogp_portal.administration import access, tasks, workflow
from ogp_portal.foundation.events import mail, rates
from ogp_portal.foundation.events.journal import Act
from ogp_portal.foundation.personal_data import Personal, Stands
from ogp_portal.foundation.subjects import Scheduled, Subject

NOBODY = _("Nadie.")
LETTER = Personal(
    _("Enviar la carta."),
    _("Treinta días desde que se envió."),
    NOBODY,
    kept_by=(mail.forget,),
)

SUBJECT = Subject(
    position=10,
    access=access,
    consequences=(mail.send,),
    calendar=(
        Scheduled("forget-people", tasks.forget, crontab(hour="3", minute="30")),
        Scheduled("back-up", tasks.back_up, crontab(minute="20")),
        Scheduled("sweep-files", tasks.sweep_files, crontab(hour="4", minute="10")),
        Scheduled("sweep-rates", tasks.sweep_rates, crontab(minute="*/5")),
    ),
    personal={
        models.User: {
            "email": Personal(
                _("Entrar al portal y recibir avisos del propio trabajo."),
                _("Mientras la cuenta exista; se borra un año después de cerrarla."),
                _("La persona y quien administra cuentas."),
                kept_by=(workflow.forget_closed_accounts,),
            ),
            "name": Personal(
                _("Saber quién hizo cada acto dentro del equipo."),
                _("Mientras la cuenta exista."),
                _("El equipo del plan; nunca el público."),
                kept_by=(workflow.forget_closed_accounts,),
            ),
            "password": Personal(
                _("Django la exige; aquí se entra por código y queda sin uso."),
                _("Mientras la cuenta exista."),
                NOBODY,
                kept_by=(workflow.forget_closed_accounts,),
            ),
            "last_login": Personal(
                _("Cerrar cuentas que nadie usa."),
                _("Un año."),
                _("Quien administra cuentas."),
                kept_by=(workflow.forget_logins, workflow.forget_closed_accounts),
            ),
        },
        models.RateCount: {
            "caller": Personal(
                _(
                    "Que nadie agote el portal pidiendo datos: se guarda un resumen con clave de "
                    "la dirección de red, no la dirección."
                ),
                _("Diez minutos."),
                NOBODY,
                kept_by=(rates.sweep,),
            ),
        },
        models.Letter: {"recipient": LETTER, "text": LETTER},
        models.LetterRefusal: {
            "digest": Personal(
                _(
                    "No escribir más a quien no quiere: se guarda un resumen con clave del correo "
                    "y el tema."
                ),
                _("Mientras el portal exista."),
                NOBODY,
                kept_by=Stands("ogp_portal.letterrefusal"),
            ),
        },
    },
    without_personal_data=(
        models.JournalEntry,
        models.KeptDocument,
        models.OutboxMessage,
        models.Backup,
    ),
    acts={
        "register": Act(_("Se cargó desde su documento fuente"), loads=True),
        "create": Act(_("Se creó")),
        "edit": Act(_("Se editó")),
    },
)
