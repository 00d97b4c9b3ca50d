"""A file of a proposal: the author's, or the photograph of the sheet it was written on."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from forums.proposals.models.proposal import Proposal
from ogp_portal.foundation.documents import uploads
from ogp_portal.foundation.documents.model_fields import CodeField, TitleField
from ogp_portal.foundation.permissions.rights import RightsModel
from ogp_portal.foundation.published import Identified, Scanned, tracked


@tracked(exclude=["file"])
class Attachment(Identified, Scanned, RightsModel):
    """A file that came with a proposal: the author's, or the photograph of the flip-chart it was
    written on. Public with the proposal.
    """

    proposal = models.ForeignKey(
        Proposal, models.CASCADE, verbose_name=_("propuesta"), related_name="attachments"
    )
    title = TitleField(_("título"), max_length=200)
    file = models.FileField(_("archivo"), upload_to="propuestas/", max_length=300)
    media_type = CodeField(_("tipo de archivo"), max_length=100)
    size = models.PositiveBigIntegerField(_("tamaño en bytes"))
    sha256 = CodeField(_("sha256"), max_length=64)

    class Meta:
        verbose_name = _("adjunto de una propuesta")
        verbose_name_plural = _("adjuntos de las propuestas")
        constraints = (
            models.UniqueConstraint(fields=["proposal", "sha256"], name="attachment_once"),
        )

    def __str__(self) -> str:
        """Return the title."""
        return self.title

    @property
    def type_name(self) -> str:
        """Return what kind of file it is as people know it: PDF, PNG…"""
        return uploads.kind_of(self.media_type)
