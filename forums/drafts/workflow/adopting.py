"""From draft to commitment: the approved version becomes the commitment's text, by the same doors
as any other.
"""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from commitments.amendments import reading
from commitments.amendments import workflow as amendments
from commitments.plans import workflow as commitments
from commitments.plans.models import Commitment, PromiseText
from commitments.plans.states import CommitmentState
from forums.drafts.models import Consultation, Draft, DraftVersion
from forums.drafts.states import BEING_ANSWERED
from forums.drafts.workflow.journal_entries import record_draft_act
from ogp_portal.foundation import languages
from ogp_portal.foundation.documents import passages
from ogp_portal.foundation.permissions import four_eyes, rights
from ogp_portal.foundation.refusals import Refusal
from ogp_portal.models import User

IN_WORDS = {"title", "summary"}  # in words alone: lists, cards, letters and feeds show them


@four_eyes.read_before("forums.draft", "adopt_version")
def _read(draft: Draft) -> dict[str, object]:
    """Return the words of the last published version, part by part, and what they would change of
    a commitment that is published.
    """
    version = _last(draft)
    if version is None:
        return {}
    parts = version.sections.order_by("position").values_list("heading", "text")
    return {str(_("Versión")): version.number, **dict(parts), **_replaced(draft, version)}


def _replaced(draft: Draft, version: DraftVersion) -> dict[str, str]:
    """Return what the published commitment says now, where the version says something else."""
    commitment = draft.commitment
    if commitment is None or commitment.state != CommitmentState.PUBLISHED:
        return {}
    return {
        _("Hoy dice: %(field)s") % {"field": reading.label_of(change)}: change.before
        for change in reading.changes_of(commitment, _texts(commitment, version))
    }


def _texts(commitment: Commitment, version: DraftVersion) -> dict[str, str]:
    """Return the words of a version by the columns of the commitment they are for."""
    fields = set(PromiseText.text_fields())
    texts = {
        key: text for key, text in version.sections.values_list("key", "text") if key in fields
    }
    for key in texts.keys() & IN_WORDS:
        texts[key] = " ".join(passages.words_of(texts[key]).split())
    texts["title"] = texts.get("title") or commitment.title
    return texts


def _last(draft: Draft) -> DraftVersion | None:
    published = DraftVersion.objects.filter(draft=draft, number__isnull=False)
    return published.order_by("-number").first()


@transaction.atomic
def adopt_version(draft: Draft, *, by: User, read: str) -> DraftVersion:
    """Take the last published version as final, as it was `read` (`four_eyes.as_read`): its words
    become the commitment's, which is published (or amended, if it already was).

    Never by who wrote part of it. No consultation of the draft may be without its answers. Whatever
    keeps a commitment from being published keeps this, too. Raises NotAllowed, ChangedSinceRead,
    Refusal.
    """
    if rights.may(by, "run", draft):
        four_eyes.refuse_own(draft, by=by)
    draft = rights.fetch("adopt_version", draft, by=by)
    if draft.adopted_id:
        raise Refusal(_("Ya se aprobó una versión."))
    version = _last(draft)
    if version is None:
        raise Refusal(_("Publique al menos una versión."))
    if Consultation.objects.filter(version__draft=draft, state__in=BEING_ANSWERED).exists():
        raise Refusal(
            _(
                "Hay una consulta abierta, sin responder o sin sus cambios publicados: "
                "termínela primero."
            )
        )
    authors = four_eyes.writers_of(draft)
    digest = four_eyes.take_as_read("adopt_version", draft, read)
    if draft.commitment_id:
        _publish(draft, version, by=by, authors=authors)
    draft.adopted = version
    draft.save(update_fields=["adopted"])
    record_draft_act(
        "adopt_version", draft, by=by, after={"version": version.number, "read": digest}
    )
    return version


def _publish(draft: Draft, version: DraftVersion, *, by: User, authors: list[User]) -> None:
    """Give the version's words, which `authors` wrote, to the commitment."""
    commitment = draft.commitment
    if commitment is None:
        return
    texts = _texts(commitment, version)
    if commitment.state == CommitmentState.PUBLISHED:
        with languages.in_own():  # it is published: not in the language of who approves
            reason = str(
                _("Versión %(n)s del borrador, aprobada tras su consulta.") % {"n": version.number}
            )
        amendments.adopt_text(commitment, by=by, texts=texts, reason=reason, authors=authors)
        return
    row = commitments.edit_commitment(
        commitment, by=by, version=commitment.version, changes=texts, authors=authors
    )
    if row.state == CommitmentState.DRAFT:
        row = commitments.submit_for_review(row, by=by)
    commitments.publish_commitment(row, by=by, read=four_eyes.as_read("publish", row))
