"""What accounts, the journal, letters and the outbox give to the whole portal."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from celery.schedules import crontab
from django.contrib.sessions.models import Session
from django.utils.translation import gettext_lazy as _
from pghistory.models import Context

from ogp_portal import models
from ogp_portal.administration import access, emails, tasks, workflow
from ogp_portal.foundation.events import (
    history,
    journal,
    mail,
    notices,
    outbox,
    rates,
    search_index,
    submissions,
)
from ogp_portal.foundation.events.journal import Act
from ogp_portal.foundation.permissions import accounts, four_eyes, interrupted, second_factor
from ogp_portal.foundation.personal_data import Held, Personal, Stands
from ogp_portal.foundation.subjects import Listener, Scheduled, Subject

NOBODY = _("Nadie.")
LETTER = Personal(
    _("Enviar la carta."),
    _("Treinta días desde que se envió o, si no se pudo enviar, desde que se escribió."),
    NOBODY,
    kept_by=(mail.forget,),
)
WITH_WHAT_IT_NAMES = _("Se borra con la cuenta y el correo que nombra.")
CLOSING = (workflow.close_unused_accounts, workflow.forget_closed_accounts)
WHILE_OPEN = _(
    "Mientras la cuenta exista; se cierra tras un año sin uso y se borra un año después."
)
ADDRESS = Personal(
    _("Saber que la dirección es de quien entra con ella."),
    _("Mientras la cuenta exista; sin probar, catorce días."),
    NOBODY,
    kept_by=(accounts.forget_unproven, *CLOSING),
)
FACTOR = Personal(
    _("Que quien lee el correo de alguien no entre por ella: la clave se guarda cifrada."),
    _("Mientras la cuenta exista; si se pierde, hasta que dos personas la quitan."),
    NOBODY,
    kept_by=(workflow.remove_second_factor, *CLOSING),
)

SUBJECT = Subject(
    position=10,
    access=access,
    consequences=(mail.send, notices.tell_of_act),
    hand_overs=emails.HAND_OVERS,
    listeners=(
        Listener(
            search_index.MESSAGE,
            acts=(journal.EVERY_ACT,),
            of_interest=search_index.is_watched,
            run=search_index.index_act,
        ),
    ),
    calendar=(
        Scheduled("forget-people", tasks.forget, crontab(hour="3", minute="30")),
        Scheduled("back-up", tasks.back_up, crontab(minute="20")),
        Scheduled("sweep-files", tasks.sweep_files, crontab(hour="4", minute="10")),
        Scheduled("write-daily-letters", tasks.write_daily_letters, crontab(hour="9", minute="0")),
        Scheduled("sweep-rates", tasks.sweep_rates, crontab(minute="*/5")),
        Scheduled("sweep-pages", tasks.sweep_pages, crontab()),
    ),
    personal={
        models.User: {
            "email": Personal(
                _("Entrar al portal y recibir avisos del propio trabajo."),
                WHILE_OPEN,
                _("La persona y quien administra cuentas."),
                kept_by=CLOSING,
            ),
            "name": Personal(
                _("Saber quién hizo cada acto dentro del equipo."),
                WHILE_OPEN,
                _("El equipo del plan; nunca el público."),
                kept_by=CLOSING,
            ),
            **dict.fromkeys(
                ("letters", "language"),
                Personal(
                    _("Escribir a la persona de su trabajo cuando quiere y en su idioma."),
                    WHILE_OPEN,
                    _("La persona."),
                    kept_by=CLOSING,
                ),
            ),
            "password": Personal(
                _("Django la exige; aquí se entra por código y queda sin uso."),
                WHILE_OPEN,
                NOBODY,
                kept_by=CLOSING,
            ),
            "last_login": Personal(
                _("Cerrar cuentas que nadie usa."),
                _("Un año."),
                _("Quien administra cuentas."),
                kept_by=(workflow.forget_logins, *CLOSING),
            ),
        },
        models.AccountChange: {
            name: Personal(
                _("Que dos personas decidan sobre una cuenta."),
                _("Un mes, o hasta que se confirma o se retira."),
                _("Quien administra cuentas."),
                kept_by=(workflow.forget_changes,),
            )
            for name in ("account", "address", "proposed_by")
        },
        models.Writer: {
            "user": Personal(
                _("Que nadie apruebe lo que escribió o probó."),
                _(
                    "Hasta que se aprueba; un año después de cerrar la cuenta es un número sin "
                    "persona."
                ),
                NOBODY,
                kept_by=(four_eyes.take_as_read, *CLOSING),
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
        models.Letter: {
            "recipient": LETTER,
            "subject": LETTER,
            "text": LETTER,
            "html": LETTER,
            "leave": LETTER,
        },
        models.Notice: {
            "user": Personal(
                _("Decir a la persona qué queda en sus manos, una vez."),
                _("Noventa días."),
                _("La persona."),
                kept_by=(notices.forget, *CLOSING),
            ),
        },
        models.OutboxMessage: {
            "last_error": Personal(
                _("Saber por qué algo no se hizo; puede nombrar a quien un servidor rechazó."),
                _("Treinta días desde que se hizo o se abandonó."),
                _("Quien administra el portal."),
                kept_by=(outbox.forget_errors,),
            ),
        },
        EmailAddress: {"user": ADDRESS, "email": ADDRESS},
        Authenticator: dict.fromkeys(("user", "data", "last_used_at"), FACTOR),
        Session: {
            "session_data": Personal(
                _("Que quien entró siga dentro."),
                _("Doce horas."),
                NOBODY,
                kept_by=(accounts.forget_sessions,),
            ),
        },
        Context: {
            "metadata": Personal(
                _("Saber con qué cuenta se hizo cada cambio, por si hay que investigarlo."),
                _("La cuenta, cinco años; el motivo queda con la historia."),
                NOBODY,
                kept_by=(history.forget_actors, history.forget_addresses),
            ),
        },
        models.InterruptedWriting: {
            name: Personal(
                _("Que no se pierda lo que alguien escribía cuando terminó su sesión."),
                _("Media hora, o hasta que se envía."),
                _("La persona."),
                kept_by=(interrupted.forget,),
            )
            for name in ("words", "user", "digest")
        },
        models.Submission: {
            "digest": Personal(
                _(
                    "Que un envío repetido no cuente dos veces y uno corregido no se pierda: se "
                    "guarda un resumen con clave de lo enviado."
                ),
                _("Siete días."),
                NOBODY,
                kept_by=(submissions.forget,),
            ),
        },
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
    erasing=(
        Held(
            models.User,
            ("email",),
            workflow.erase_accounts,
            _(
                "Queda el número de la cuenta, sin nombre ni correo: cada acto conserva quién lo "
                "hizo."
            ),
        ),
        Held(
            models.AccountChange,
            ("account__email", "address", "proposed_by__email"),
            workflow.erase_changes,
        ),
        Held(models.Letter, ("recipient",), mail.erase),
        Held(models.Notice, ("user__email",), notices.erase),
        Held(models.OutboxMessage, (), remains=WITH_WHAT_IT_NAMES),
        Held(Authenticator, ("user__email",), second_factor.erase),
        Held(Session, (), remains=WITH_WHAT_IT_NAMES),
        Held(Context, (), remains=WITH_WHAT_IT_NAMES),
        Held(models.InterruptedWriting, ("user__email",), interrupted.erase),
        Held(
            models.Submission,
            (),
            remains=_("Es un resumen con clave de lo enviado, que dura siete días."),
        ),
        Held(models.RateCount, (), remains=_("Es un resumen con clave que dura diez minutos.")),
        Held(
            models.LetterRefusal,
            (),
            remains=_("Es un resumen con clave: sirve para no escribirle más y no dice a quién."),
        ),
    ),
    without_personal_data=(
        models.DatasetLook,
        models.JournalEntry,
        models.KeptDocument,
        models.KeptPage,
        models.PublicChange,
        models.RemovedRow,
        models.SearchEntry,
        models.VisibleRow,
        models.Backup,
    ),
    never_public=(
        models.AccountChange,
        models.Backup,
        models.DatasetLook,
        models.InterruptedWriting,
        models.KeptDocument,
        models.KeptPage,
        models.Letter,
        models.LetterRefusal,
        models.Notice,
        models.OutboxMessage,
        models.PublicChange,
        models.RateCount,
        models.Submission,
        models.User,
        models.VisibleRow,
        models.Writer,
    ),
    acts={
        "register": Act(_("Se cargó desde su documento fuente"), loads=True),
        "create": Act(_("Se creó")),
        "edit": Act(_("Se editó")),
        "discard": Act(_("Se eliminó lo comenzado por error")),
    },
)
