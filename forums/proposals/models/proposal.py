"""A proposal for a plan, by anybody."""

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Func, Q
from django.db.models import Value as Constant
from django.db.models.functions import Concat
from django.utils.translation import gettext_lazy as _

from commitments.organizations.models import Organization, Territory
from commitments.plans.models import Value
from forums.bodies.models import CITIZENS
from forums.proposals.models.call import Call
from forums.proposals.states import LISTED, PROPOSAL, READABLE, ProposalState
from ogp_portal.foundation import languages
from ogp_portal.foundation.documents.model_fields import (
    CodeField,
    InstitutionNameField,
    ProseField,
    TitleField,
)
from ogp_portal.foundation.permissions.rights import RightsModel
from ogp_portal.foundation.permissions.states import Machine
from ogp_portal.foundation.published import Dated, tracked

SECTORS = [
    (CITIZENS, _("una persona")),
    *(
        (value, label)
        for value, label in Organization.Sector.choices
        if value != Organization.Sector.INTERNATIONAL
    ),
]


@tracked(
    exclude=[
        "search",
        "support_count",
        "email",
        "author_name",
        "tracking_digest",
        "confirmation_digest",
        "submission_key",
    ]
)
class Proposal(Dated, RightsModel):
    """What somebody proposes.

    E-mail and name are never published unless the author asks for the name to be.

    `support_count` is kept in the transaction of each support. `answered_at` is the instant of its
    first decision with a reason.
    """

    class Arrival(models.TextChoices):
        """How it came."""

        ONLINE = "online", _("formulario en línea")
        PAPER = "paper", _("en papel, en un encuentro")
        SPLIT = "split", _("parte de otra propuesta")

    machine: ClassVar[Machine] = PROPOSAL

    call = models.ForeignKey(
        Call, models.PROTECT, verbose_name=_("convocatoria"), related_name="proposals"
    )
    number = models.PositiveIntegerField(_("número en su convocatoria"), null=True, editable=False)
    slug = models.SlugField(_("dirección"), max_length=120, unique=True)
    title = TitleField(_("título"), max_length=150)
    problem = ProseField(_("qué problema resuelve"))
    solution = ProseField(_("qué se propone"))
    actors = ProseField(_("quiénes deberían participar"), blank=True)
    territory = models.ForeignKey(
        Territory,
        models.PROTECT,
        verbose_name=_("comuna"),
        null=True,
        blank=True,
        related_name="proposals",
    )
    value = models.ForeignKey(
        Value,
        models.PROTECT,
        verbose_name=_("valor de gobierno abierto"),
        null=True,
        blank=True,
        related_name="proposals",
    )
    sector = models.CharField(_("propone"), max_length=20, choices=SECTORS, default=CITIZENS)
    organization_name = InstitutionNameField(_("organización"), max_length=200, blank=True)
    author_name = TitleField(_("nombre"), max_length=120, blank=True)
    is_name_public = models.BooleanField(_("publicar el nombre"), default=False)
    email = models.EmailField(_("correo electrónico"), blank=True)
    language = CodeField(_("idioma de las cartas"), max_length=10, default=languages.own)
    arrival = models.CharField(
        _("cómo llegó"), max_length=10, choices=Arrival, default=Arrival.ONLINE
    )
    gathering = TitleField(_("en qué encuentro"), max_length=200, blank=True)
    facilitator = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("quien la transcribió"),
        null=True,
        blank=True,
        related_name="transcribed_proposals",
    )
    appeal = ProseField(_("reclamo por no admitirla"), blank=True)
    state = models.CharField(
        _("estado"), max_length=20, choices=PROPOSAL.choices, default=PROPOSAL.initial
    )
    state_reason = ProseField(_("motivo del estado"), blank=True)
    received_at = models.DateTimeField(
        _("recibida"), db_default=models.functions.Now(), editable=False
    )
    confirmed_at = models.DateTimeField(_("confirmada"), null=True, editable=False)
    answer_due_on = models.DateField(_("respuesta a más tardar"), null=True, editable=False)
    answered_at = models.DateTimeField(_("respondida"), null=True, editable=False)
    support_count = models.PositiveIntegerField(_("apoyos"), default=0, editable=False)
    submission_key = models.UUIDField(_("clave del envío"), unique=True, null=True, editable=False)
    tracking_digest = CodeField(
        _("resumen del código de seguimiento"),
        max_length=64,
        unique=True,
        null=True,
        editable=False,
    )
    confirmation_digest = CodeField(
        _("resumen del código de confirmación"),
        max_length=64,
        unique=True,
        null=True,
        editable=False,
    )
    search = models.GeneratedField(
        expression=Func(
            Concat(
                F("title"),
                Constant(" "),
                F("problem"),
                Constant(" "),
                F("solution"),
                output_field=models.TextField(),
            ),
            function="portal_search",
        ),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    class Meta:
        verbose_name = _("propuesta")
        verbose_name_plural = _("propuestas")
        constraints = (
            PROPOSAL.state_check("proposal_state_known"),
            PROPOSAL.reason_check("proposal_negative_has_reason"),
            models.CheckConstraint(
                condition=~Q(state__in=(ProposalState.SELECTED, ProposalState.IN_COMMITMENT))
                | ~Q(state_reason=""),
                name="proposal_selected_has_reason",
                violation_error_message=_("Escriba por qué se selecciona: se publica."),
            ),
            models.UniqueConstraint(fields=["call", "number"], name="proposal_number_once_in_call"),
        )
        indexes = (
            GinIndex(
                fields=["search"], name="proposal_search"
            ),  # list: text search; similar ones while writing
            models.Index(
                fields=["-confirmed_at", "-id"],
                name="proposal_latest",
                condition=Q(state__in=LISTED),
            ),  # list: newest
            models.Index(
                fields=["-support_count", "-id"],
                name="proposal_supported",
                condition=Q(state__in=LISTED),
            ),  # list: most supported
            models.Index(fields=["call", "state"], name="proposal_in_call"),  # moderation; figures
        )

    def __str__(self) -> str:
        """Return the title, or the number of one whose words were erased."""
        return self.title or self.public_title

    @property
    def public_title(self) -> str:
        """Return the title, or only the number while its text may not be read (not admitted,
        withdrawn).
        """
        return (
            self.title
            if self.state in READABLE
            else f"{_('Propuesta')} {self.number or ''}".strip()
        )
