"""A working group (mesa de trabajo): from which proposals, who came, what resulted."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from forums.bodies.models import Headcount
from forums.proposals.models.call import Call
from forums.proposals.models.proposal import Proposal
from forums.proposals.states import GROUP
from ogp_portal.foundation.documents.model_fields import ProseField, TitleField
from ogp_portal.foundation.permissions.rights import RightsModel
from ogp_portal.foundation.permissions.states import Machine
from ogp_portal.foundation.published import Dated, tracked


@tracked()
class WorkingGroup(Dated, RightsModel):
    """A table where proposals are worked into commitments."""

    machine: ClassVar[Machine] = GROUP

    call = models.ForeignKey(
        Call, models.PROTECT, verbose_name=_("convocatoria"), related_name="groups"
    )
    slug = models.SlugField(_("dirección"), max_length=120, unique=True)
    title = TitleField(_("tema de la mesa"), max_length=200)
    held_on = models.DateField(_("fecha"), null=True, blank=True)
    place = TitleField(_("lugar"), max_length=200, blank=True)
    results = ProseField(_("qué resultó"), blank=True, help_text=_("Markdown. Se publica."))
    state = models.CharField(
        _("estado"), max_length=20, choices=GROUP.choices, default=GROUP.initial
    )
    state_reason = ProseField(_("motivo del estado"), blank=True)
    proposals = models.ManyToManyField(
        Proposal, verbose_name=_("propuestas que trabaja"), blank=True, related_name="groups"
    )

    class Meta:
        verbose_name = _("mesa de trabajo")
        verbose_name_plural = _("mesas de trabajo")
        constraints = (GROUP.state_check("group_state_known"),)

    def __str__(self) -> str:
        """Return the theme."""
        return self.title


@tracked()
class GroupHeadcount(Headcount):
    """Who came to a working group, by sector and organization."""

    group = models.ForeignKey(
        WorkingGroup, models.CASCADE, verbose_name=_("mesa de trabajo"), related_name="headcounts"
    )

    class Meta(Headcount.Meta):
        abstract = False
        verbose_name = _("asistencia a una mesa de trabajo")
        verbose_name_plural = _("asistencia a las mesas de trabajo")
        constraints = (
            models.UniqueConstraint(
                fields=["group", "sector", "organization_name", "territory"],
                nulls_distinct=False,
                name="group_headcount_once",
            ),
        )
