"""What an institution publishes of its own accord: reports, guides, minutes, stories; in versions,
with the channels that carry it.
"""

from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from commitments.organizations.models import Organization
from commitments.plans.models import Plan
from ogp_portal.foundation import languages
from ogp_portal.foundation.documents.model_fields import ProseField, TitleField
from ogp_portal.foundation.permissions.four_eyes import two_people
from ogp_portal.foundation.permissions.rights import RightsModel
from ogp_portal.foundation.permissions.states import Machine
from ogp_portal.foundation.published import Dated, Identified, tracked
from transparency.publications.states import EDITABLE, OPEN, PUBLIC_VERSION, VERSION, VersionState


@tracked()
class Publication(Dated, RightsModel):
    """A document of an institution.

    Its words are in its versions; it is public once one of them was.
    """

    class Kind(models.TextChoices):
        """What it is."""

        PROACTIVE = "proactive", _("informe de transparencia proactiva y rendición de cuentas")
        REPORT = "report", _("informe")
        GUIDE = "guide", _("guía")
        MINUTES = "minutes", _("minuta")
        STORY = "story", _("historia con datos")

    slug = models.SlugField(_("dirección"), max_length=120, unique=True)
    kind = models.CharField(_("clase"), max_length=12, choices=Kind)
    title = TitleField(_("título"), max_length=200)
    organization = models.ForeignKey(
        Organization, models.PROTECT, verbose_name=_("institución"), related_name="publications"
    )
    plan = models.ForeignKey(
        Plan,
        models.PROTECT,
        verbose_name=_("plan del que trata"),
        null=True,
        blank=True,
        related_name="publications",
    )
    period = TitleField(_("período que informa"), max_length=80, blank=True)
    language = models.CharField(
        _("idioma"), max_length=10, choices=languages.choices, default=languages.own
    )

    class Meta:
        verbose_name = _("publicación")
        verbose_name_plural = _("publicaciones")

    def __str__(self) -> str:
        """Return the title."""
        return self.title


@tracked()
class PublicationVersion(Identified, RightsModel):
    """The words of a publication. Numbered when it is published; from then on they do
    not change.
    """

    machine: ClassVar[Machine] = VERSION

    publication = models.ForeignKey(
        Publication, models.CASCADE, verbose_name=_("publicación"), related_name="versions"
    )
    number = models.PositiveSmallIntegerField(_("número"), null=True, editable=False)
    summary = ProseField(_("de qué trata, en una o dos oraciones"), max_length=600, blank=True)
    body = ProseField(
        _("texto (Markdown)"),
        max_length=120_000,
        blank=True,
        help_text=_(
            "Títulos con ##. En una línea sola, {{ compromiso: dirección }}, {{ plan: "
            "dirección }} o {{ ficha: dirección }} trae sus cifras al día."
        ),
    )
    what_changed = TitleField(
        _("qué cambia respecto de la versión anterior"), max_length=300, blank=True
    )
    state = models.CharField(
        _("estado"), max_length=20, choices=VERSION.choices, default=VERSION.initial
    )
    state_reason = ProseField(_("motivo del estado"), blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("escribe"),
        null=True,
        related_name="+",
        editable=False,
    )
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("publica"),
        null=True,
        related_name="+",
        editable=False,
    )
    return_reason = ProseField(_("por qué se devolvió"), blank=True, editable=False)
    published_at = models.DateTimeField(_("publicada"), null=True, editable=False)

    class Meta:
        verbose_name = _("versión de una publicación")
        verbose_name_plural = _("versiones de publicaciones")
        constraints = (
            VERSION.state_check("publication_state_known"),
            VERSION.reason_check("publication_negative_has_reason"),
            models.UniqueConstraint(
                fields=["publication", "number"], name="publication_number_once"
            ),
            models.UniqueConstraint(
                fields=["publication"],
                condition=Q(state__in=OPEN),
                name="publication_one_open_version",
                violation_error_message=_("Ya hay una versión sin publicar de esta publicación."),
            ),
            models.UniqueConstraint(
                fields=["publication"],
                condition=Q(state=VersionState.PUBLISHED),
                name="publication_one_published_version",
                violation_error_message=_("Ya hay una versión publicada de esta publicación."),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=PUBLIC_VERSION)
                | Q(number__isnull=False, published_at__isnull=False),
                name="publication_public_has_number",
                violation_error_message=_("Una versión publicada tiene número y fecha."),
            ),
            models.CheckConstraint(
                condition=two_people("author", "reviewer"),
                name="publication_four_eyes",
                violation_error_message=_("Quien escribió la versión no la revisa."),
            ),
            models.CheckConstraint(
                condition=Q(number=None) | Q(number=1) | ~Q(what_changed=""),
                name="publication_later_version_says_what_changed",
                violation_error_message=_("Diga qué cambió desde la versión anterior."),
            ),
        )
        triggers = (
            pgtrigger.Protect(
                name="published_words_never_change",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__number__isnull=False)
                & (
                    pgtrigger.Q(old__body__df=pgtrigger.F("new__body"))
                    | pgtrigger.Q(old__summary__df=pgtrigger.F("new__summary"))
                ),
            ),
        )

    def __str__(self) -> str:
        """Return the publication and the number, if it has one."""
        return (
            f"{self.publication} · {self.number}"
            if self.number
            else f"{self.publication} · {self.get_state_display()}"
        )

    @property
    def is_editable(self) -> bool:
        """Say whether its words may still change."""
        return self.state in EDITABLE


@tracked()
class DisseminationChannel(Identified, RightsModel):
    """By which channel a publication was promised to be carried, until when, and when and where it
    was.
    """

    class Kind(models.TextChoices):
        """The channels."""

        WEB = "web", _("sitio web")
        EMAIL = "email", _("correo")
        NETWORK = "network", _("redes sociales")
        EVENT = "event", _("encuentro o feria")
        PRINT = "print", _("impreso")

    publication = models.ForeignKey(
        Publication, models.CASCADE, verbose_name=_("publicación"), related_name="channels"
    )
    kind = models.CharField(_("canal"), max_length=10, choices=Kind)
    what = TitleField(_("dónde o a quiénes"), max_length=200)
    planned_on = models.DateField(_("prometido para el"))
    done_on = models.DateField(_("difundido el"), null=True, blank=True, editable=False)
    link = models.URLField(_("enlace a la prueba"), max_length=500, blank=True, editable=False)
    note = ProseField(_("qué se hizo"), blank=True, editable=False)

    class Meta:
        verbose_name = _("canal de difusión")
        verbose_name_plural = _("canales de difusión")
        constraints = (
            models.CheckConstraint(
                condition=Q(done_on=None) | ~Q(note="") | ~Q(link=""),
                name="channel_done_says_where",
                violation_error_message=_("Diga dónde o cómo se difundió."),
            ),
        )

    def __str__(self) -> str:
        """Return the channel and to whom."""
        return f"{self.get_kind_display()}: {self.what}"
