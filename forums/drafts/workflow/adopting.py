"""From draft to commitment: the approved version becomes the commitment's text, by the same doors
as any other.
"""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from commitments.plans import workflow as commitments
from commitments.plans.models import PromiseText
from commitments.plans.states import CommitmentState
from forums.drafts.models import Consultation, Draft, DraftVersion
from forums.drafts.states import BEING_ANSWERED
from forums.drafts.workflow.journal_entries import record_draft_act
from ogp_portal.foundation.permissions import rights
from ogp_portal.foundation.refusals import Refusal
from ogp_portal.models import User


@transaction.atomic
def adopt_version(draft: Draft, *, by: User) -> DraftVersion:
    """Take the last published version as final: its words become the commitment's, which is
    published (or amended, if it already was).

    No consultation of the draft may be without its answers. Whatever keeps a commitment from being
    published keeps this, too. Raises NotAllowed, Refusal.
    """
    draft = rights.fetch("adopt_version", draft, by=by)
    if draft.adopted_id:
        raise Refusal(_("Ya se aprobó una versión."))
    version = (
        DraftVersion.objects.filter(draft=draft, number__isnull=False).order_by("-number").first()
    )
    if version is None:
        raise Refusal(_("Publique al menos una versión."))
    if Consultation.objects.filter(version__draft=draft, state__in=BEING_ANSWERED).exists():
        raise Refusal(
            _(
                "Hay una consulta abierta, sin responder o sin sus cambios publicados: "
                "termínela primero."
            )
        )
    if draft.commitment_id:
        _publish(draft, version, by=by)
    draft.adopted = version
    draft.save(update_fields=["adopted"])
    record_draft_act("adopt_version", draft, by=by, after={"version": version.number})
    return version


def _publish(draft: Draft, version: DraftVersion, *, by: User) -> None:
    """Give the version's words to the commitment."""
    commitment = draft.commitment
    if commitment is None:
        return
    fields = set(PromiseText.text_fields())
    texts = {
        key: text for key, text in version.sections.values_list("key", "text") if key in fields
    }
    texts["title"] = " ".join(texts.get("title", "").split()) or commitment.title
    if commitment.state == CommitmentState.PUBLISHED:
        changed = {name: text for name, text in texts.items() if getattr(commitment, name) != text}
        if changed:
            reason = _("Versión %(n)s del borrador, aprobada tras su consulta.") % {
                "n": version.number
            }
            commitments.amend_commitment(commitment, by=by, changes=changed, reason=str(reason))
        return
    row = commitments.edit_commitment(commitment, by=by, version=commitment.version, changes=texts)
    if row.state == CommitmentState.DRAFT:
        row = commitments.submit_for_review(row, by=by)
    commitments.publish_commitment(row, by=by)
