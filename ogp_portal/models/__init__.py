"""The ground's own tables: people, the journal of acts, and the outbox of consequences."""

import datetime
from typing import ClassVar

import pghistory
import pgtrigger
from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.utils.translation import gettext_lazy as _

from ogp_portal.foundation.documents.model_fields import (
    CodeField,
    ExactTextField,
    ProseField,
    TitleField,
)
from ogp_portal.models.accounts import AccountChange as AccountChange
from ogp_portal.models.accounts import User as User
from ogp_portal.models.following import DatasetLook as DatasetLook
from ogp_portal.models.following import RemovedRow as RemovedRow
from ogp_portal.models.following import VisibleRow as VisibleRow
from ogp_portal.models.kept_pages import KeptPage as KeptPage
from ogp_portal.models.kept_pages import PublicChange as PublicChange
from ogp_portal.models.notices import Notice as Notice
from ogp_portal.models.search import SearchEntry as SearchEntry

LONGEST_BACKUP = datetime.timedelta(hours=6)


@pghistory.track(pghistory.InsertEvent(), exclude=["public_id"])
class JournalEntry(models.Model):
    """One public act: who did what to which thing, when, from where and why.

    Rows are never changed or deleted; the name of what was taken back with its words is erased from
    them (`journal.erase_name`).

    Carries public facts only; no foreign keys, so that the record never blocks the data. Its own
    insertion is part of the history, which ties the person's number and the reason to every row
    that the same request changed.
    """

    public_id = models.UUIDField(
        _("identificador público"), db_default=RandomUUID(), editable=False, unique=True
    )
    at = models.DateTimeField(_("cuándo"), db_default=models.functions.Now(), editable=False)
    act = CodeField(_("acto"), max_length=60)
    subject_type = CodeField(_("tipo"), max_length=60)
    subject_id = models.BigIntegerField(_("identificador"))
    subject_slug = CodeField(_("dirección"), max_length=200, blank=True)
    subject_title = TitleField(_("título"), max_length=300)
    plan_slug = CodeField(_("plan"), max_length=200, blank=True)
    actor_role = TitleField(_("quién (rol)"), max_length=600)
    reason = ProseField(_("por qué"), blank=True)
    door = CodeField(_("desde dónde"), max_length=40, blank=True)
    before = models.JSONField(_("antes"), default=dict)
    after = models.JSONField(_("después"), default=dict)
    is_public = models.BooleanField(_("público"), default=True)

    class Meta:
        verbose_name = _("entrada del registro")
        verbose_name_plural = _("registro de actos")
        indexes = (
            models.Index(
                fields=["subject_type", "subject_id", "-at"], name="journal_subject"
            ),  # history of one thing
            models.Index(
                fields=["-at", "-id"], name="journal_latest", condition=models.Q(is_public=True)
            ),  # home: latest changes
        )
        triggers = (
            pgtrigger.Protect(
                name="journal_never_changes", operation=pgtrigger.Update | pgtrigger.Delete
            ),
        )

    def __str__(self) -> str:
        """Return the act and the thing."""
        return f"{self.act}: {self.subject_title}"


class OutboxMessage(models.Model):
    """A consequence still to happen (mail, PDF, index), written in the transaction of its cause.

    Drained with FOR UPDATE SKIP LOCKED; attempts are counted and end in the list of dead letters
    the admin shows.
    """

    kind = CodeField(_("clase"), max_length=80)
    payload = models.JSONField(_("datos"), default=dict)
    created_at = models.DateTimeField(
        _("creado"), db_default=models.functions.Now(), editable=False
    )
    due_at = models.DateTimeField(_("para"), db_default=models.functions.Now())
    attempts = models.PositiveSmallIntegerField(_("intentos"), default=0)
    last_error = ExactTextField(_("último error"), blank=True)
    is_urgent = models.BooleanField(_("alguien la espera"), db_default=False, default=False)
    done_at = models.DateTimeField(_("hecho"), null=True)
    dead_at = models.DateTimeField(_("abandonado"), null=True)

    class Meta:
        verbose_name = _("consecuencia pendiente")
        verbose_name_plural = _("consecuencias pendientes")
        indexes = (
            models.Index(
                fields=["due_at", "id"],
                name="outbox_waiting",
                condition=models.Q(done_at=None, dead_at=None, is_urgent=False),
            ),  # the drain
            models.Index(
                fields=["due_at", "id"],
                name="outbox_urgent",
                condition=models.Q(done_at=None, dead_at=None, is_urgent=True),
            ),  # the drain of what somebody waits for
        )

    def __str__(self) -> str:
        """Return the kind and number."""
        return f"{self.kind} #{self.pk}"


class BackupQuerySet(models.QuerySet["Backup"]):
    """Backups by what became of them."""

    def verified(self) -> "BackupQuerySet":
        """Those that were restored aside and agreed in every row and file."""
        return self.filter(ended_at__isnull=False, problem="")

    def running(self, *, at: datetime.datetime) -> "BackupQuerySet":
        """Those that were begun and may still end; what takes longer was stopped."""
        return self.filter(ended_at=None, started_at__gt=at - LONGEST_BACKUP)


class Backup(models.Model):
    """A backup that the calendar made, and whether it came back when it was tried."""

    started_at = models.DateTimeField(_("comenzó"))
    ended_at = models.DateTimeField(_("terminó"), null=True, editable=False)
    folder = CodeField(_("carpeta"), max_length=60)
    tables = models.PositiveIntegerField(_("tablas"), default=0)
    rows = models.PositiveBigIntegerField(_("filas"), default=0)
    files = models.PositiveIntegerField(_("archivos"), default=0)
    problem = ExactTextField(_("qué falló"), blank=True)

    objects: ClassVar = BackupQuerySet.as_manager()

    class Meta:
        verbose_name = _("respaldo")
        verbose_name_plural = _("respaldos")

    def __str__(self) -> str:
        """Return the folder."""
        return self.folder


class RateCount(models.Model):
    """How many units of work a caller asked for in one window: a keyed hash of the address, or a
    token's number; swept when the window is over.

    The table is unlogged: a crash of the database empties it, and nothing else is lost.
    """

    caller = CodeField(_("quién (resumen con clave)"), max_length=64)
    window_starts_at = models.DateTimeField(_("desde"))
    units = models.PositiveIntegerField(_("unidades"), default=0)

    class Meta:
        verbose_name = _("uso de la API")
        verbose_name_plural = _("uso de la API")
        constraints = (
            models.UniqueConstraint(
                fields=["caller", "window_starts_at"], name="rate_once_per_window"
            ),
        )

    def __str__(self) -> str:
        """Return the window and the units."""
        return f"{self.window_starts_at}: {self.units}"


class Letter(models.Model):
    """A mail with all it says, written in the transaction of its cause and sent by the outbox;
    deleted a month after it was sent.

    One that expires (the code for entering) is not sent afterwards, and keeps no words once it
    was. One beyond what an address gets of its template in a day is held until the address is
    confirmed. `bounce` is the status (RFC 3463) with which a mail server gave it back.
    """

    public_id = models.UUIDField(
        _("identificador público"), db_default=RandomUUID(), editable=False, unique=True
    )
    key = CodeField(_("clave"), max_length=200, unique=True)
    recipient = models.EmailField(_("para"))
    language = CodeField(_("idioma"), max_length=10)
    subject = TitleField(_("asunto"), max_length=200)
    text = ExactTextField(_("texto"))
    html = ExactTextField(_("texto con formato"))
    calendar = ExactTextField(_("calendario adjunto"), blank=True)
    leave = models.URLField(_("dirección para dejar de recibirlas"), max_length=500, blank=True)
    created_at = models.DateTimeField(
        _("creada"), db_default=models.functions.Now(), editable=False
    )
    template = CodeField(_("plantilla"), max_length=60, blank=True)
    expires_at = models.DateTimeField(_("sirve hasta"), null=True)
    held_at = models.DateTimeField(_("retenida"), null=True)
    sent_at = models.DateTimeField(_("enviada"), null=True)
    bounce = CodeField(_("rebote"), max_length=20, blank=True)

    class Meta:
        verbose_name = _("carta")
        verbose_name_plural = _("cartas")
        indexes = (
            models.Index(
                fields=["recipient", "created_at"], name="letter_of_recipient"
            ),  # what an address gets in a day; whether it is gone
        )

    def __str__(self) -> str:
        """Return the number, never the person."""
        return f"#{self.pk}"


class LetterRefusal(models.Model):
    """Somebody wants no more letters about something: a keyed digest of both, from which neither
    can be read.
    """

    digest = CodeField(_("resumen con clave"), max_length=64, unique=True)
    created_at = models.DateTimeField(_("desde"), db_default=models.functions.Now(), editable=False)

    class Meta:
        verbose_name = _("baja de cartas")
        verbose_name_plural = _("bajas de cartas")

    def __str__(self) -> str:
        """Return the digest's beginning."""
        return self.digest[:8]


class Writer(models.Model):
    """A person wrote part of something that another person has to approve, or added what proves it;
    deleted when it is approved.
    """

    subject_type = CodeField(_("tipo"), max_length=60)
    subject_id = models.BigIntegerField(_("identificador"))
    user = models.ForeignKey(User, models.CASCADE, verbose_name=_("persona"), related_name="+")

    class Meta:
        verbose_name = _("autoría por aprobar")
        verbose_name_plural = _("autorías por aprobar")
        constraints = (
            models.UniqueConstraint(
                fields=["subject_type", "subject_id", "user"], name="writer_once"
            ),
        )
        indexes = (
            models.Index(fields=["user", "subject_type", "subject_id"], name="writer_of"),
        )  # what one may not approve

    def __str__(self) -> str:
        """Return the thing, never the person."""
        return f"{self.subject_type} #{self.subject_id}"


class KeptDocument(models.Model):
    """A public document made once from its facts and kept, or still to be made; deleted after three
    months, and made again when it is asked for.
    """

    kind = CodeField(_("clase"), max_length=60)
    key = CodeField(_("huella de lo que lo hace"), max_length=64)
    facts = models.JSONField(_("de qué se hace"), default=dict)
    asked_at = models.DateTimeField(_("pedido"), db_default=models.functions.Now())
    attempts = models.PositiveSmallIntegerField(_("intentos"), default=0)
    last_error = ExactTextField(_("último error"), blank=True)
    made_at = models.DateTimeField(_("hecho"), null=True, db_index=True)
    body = models.BinaryField(_("contenido"), null=True)
    file = models.FileField(_("archivo"), upload_to="documentos/", blank=True, max_length=300)
    size = models.PositiveBigIntegerField(_("tamaño en bytes"), default=0)
    sha256 = CodeField(_("sha256"), max_length=64, blank=True)

    class Meta:
        verbose_name = _("documento guardado")
        verbose_name_plural = _("documentos guardados")
        constraints = (
            models.UniqueConstraint(fields=["kind", "key"], name="kept_document_once"),
            models.CheckConstraint(
                condition=models.Q(made_at=None) | ~models.Q(sha256=""),
                name="made_document_has_digest",
                violation_error_message=_("Un documento hecho lleva el resumen de sus datos."),
            ),
        )
        indexes = (
            models.Index(
                fields=["attempts", "asked_at", "id"],
                name="kept_document_waiting",
                condition=models.Q(made_at=None),
            ),  # the worker
        )

    def __str__(self) -> str:
        """Return the kind and number."""
        return f"{self.kind} #{self.pk}"


class Submission(models.Model):
    """The key of one sending of a form, and the keyed digest of what it brought; deleted a week
    after it came.
    """

    key = models.UUIDField(_("clave del envío"), unique=True)
    digest = CodeField(_("resumen con clave de lo enviado"), max_length=64)
    received_on = models.DateField(
        _("día")
    )  # never the instant: who answers without a name has none

    class Meta:
        verbose_name = _("envío de un formulario")
        verbose_name_plural = _("envíos de formularios")

    def __str__(self) -> str:
        """Return the key."""
        return str(self.key)


class InterruptedWriting(models.Model):
    """What somebody sent when her session had ended, until she has entered again: half an hour at
    most, for the browser that sent it alone, and for the account whose session it was alone.
    """

    digest = CodeField(_("resumen con clave"), max_length=64, unique=True)
    user = models.ForeignKey(
        User, models.CASCADE, verbose_name=_("cuenta"), null=True, related_name="+"
    )
    path = CodeField(_("dirección"), max_length=500)
    words = models.JSONField(_("lo escrito"))
    had_files = models.BooleanField(_("traía archivos"), default=False)
    kept_at = models.DateTimeField(_("desde"), db_default=models.functions.Now(), editable=False)

    class Meta:
        verbose_name = _("escrito interrumpido")
        verbose_name_plural = _("escritos interrumpidos")

    def __str__(self) -> str:
        """Return the page it was for, never its words."""
        return self.path
