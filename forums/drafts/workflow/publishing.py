"""Publishing a version: its number, what changed against the one before, and where every comment
stands in it.
"""

from collections.abc import Mapping, Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from forums.drafts import anchoring, comparison
from forums.drafts.models import Change, Comment, Draft, DraftVersion, Placement, Section
from forums.drafts.states import Carried
from forums.drafts.workflow.journal_entries import record_draft_act
from ogp_portal.foundation.documents import passages
from ogp_portal.foundation.documents.passages import Reading
from ogp_portal.foundation.permissions import rights
from ogp_portal.foundation.refusals import Refusal
from ogp_portal.models import User

AT_A_TIME = 2_000


@transaction.atomic
def publish_version(draft: Draft, *, by: User, what: str = "") -> DraftVersion:
    """Publish the version being written under the next number: its changes are worked out, and
    every comment is carried to it or said to have lost its words.

    From the second on it says what changed and why. Raises NotAllowed, Refusal.
    """
    draft = rights.fetch("publish_version", draft, by=by)
    if draft.adopted_id:
        raise Refusal(_("Ya se aprobó una versión: este borrador terminó."))
    version = DraftVersion.objects.filter(draft=draft, number=None).first()
    if version is None:
        raise Refusal(_("No hay una versión por publicar: comience una."))
    texts = _texts(version)
    if not any(text.strip() for text in texts.values()):
        raise Refusal(_("El borrador no tiene texto."))
    last = DraftVersion.objects.filter(draft=draft).order_by("-number").exclude(number=None).first()
    before = _texts(last) if last else {}
    if last and comparison.are_same(before, texts):
        raise Refusal(
            _("El texto es igual al de la versión %(n)s: no hay nada que publicar.")
            % {"n": last.number}
        )
    if last and not what.strip():
        raise Refusal(_("Escriba qué cambió y por qué: se publica con la versión."), field="what")
    version.number = draft.latest_number + 1
    version.note = what.strip()
    version.published_at = timezone.now()
    version.save(update_fields=["number", "note", "published_at"])
    draft.latest_number = version.number
    draft.save(update_fields=["latest_number"])
    if last:
        _keep_changes(version, before, texts)
        _carry(version, texts)
    record_draft_act(
        "publish_version", draft, by=by, reason=what, after={"version": version.number}
    )
    return version


def _texts(version: DraftVersion) -> dict[str, str]:
    return dict(version.sections.order_by("position").values_list("key", "text"))


def _keep_changes(version: DraftVersion, before: dict[str, str], after: dict[str, str]) -> None:
    """Write each paragraph that changed, in the order in which one reads; what whole parts lost
    comes last.
    """
    headings = dict(
        Section.objects.filter(version__draft=version.draft_id).values_list("key", "heading")
    )
    Change.objects.bulk_create(
        Change(
            version=version,
            number=number,
            section_key=key,
            heading=headings[key],
            kind=step.kind,
            before=step.before,
            after=step.after,
            before_at=step.before_at,
            after_at=step.after_at,
            moved_from=headings[step.moved_from] if step.moved_from not in {"", key} else "",
        )
        for number, (key, step) in enumerate(comparison.changes(before, after), start=1)
    )


def _carry(version: DraftVersion, texts: dict[str, str]) -> None:
    """Carry every comment made on earlier versions, each from the version it was made on: its words
    by their content, a part by its key.
    """
    comments = Comment.objects.filter(
        consultation__version__draft=version.draft_id, parent=None
    ).exclude(section_key="")
    for origin in DraftVersion.objects.filter(
        pk__in=comments.values("consultation__version_id")
    ).order_by("number"):
        old = _texts(origin)
        steps = comparison.compare_parts(old, texts)
        readings = (_readings(old), _readings(texts))
        rows = comments.filter(consultation__version=origin).only(
            "section_key", "paragraph", "exact", "prefix", "suffix", "start"
        )
        batch = [
            _placed(comment, version, readings, steps)
            for comment in rows.iterator(chunk_size=AT_A_TIME)
        ]
        Placement.objects.bulk_create(batch, batch_size=AT_A_TIME)


def _was_at(step: comparison.Step, comment: Comment) -> bool:
    is_of_part = step.moved_from in {"", comment.section_key}
    return is_of_part and step.before_at == comment.paragraph


def _readings(texts: Mapping[str, str]) -> dict[str, Reading]:
    return {key: passages.read(text) for key, text in texts.items()}


def _placed(
    comment: Comment,
    version: DraftVersion,
    readings: tuple[Mapping[str, Reading], Mapping[str, Reading]],
    steps: Mapping[str, Sequence[comparison.Step]],
) -> Placement:
    """Return where a comment made on a text stands in the new one; `readings` are both, by part."""
    old, new = readings
    key = comment.section_key
    before = old.get(key, passages.read(""))
    if not comment.exact:
        is_kept = key in new and new[key].likeness == before.likeness
        return Placement(
            comment=comment,
            version=version,
            outcome=Carried.KEPT if is_kept else Carried.CHANGED,
            section_key=key if key in new else "",
        )
    first, last = before.quoted(comment.start or 0, comment.exact)
    words = anchoring.Quote(before.words[first:last], comment.prefix, comment.suffix, first)
    step = next((row for row in steps[key] if _was_at(row, comment)), None)
    for other in sorted(new, key=lambda name: name != key):  # its own part first
        place = anchoring.find(words, old=before.words, new=new[other].words)
        passage = new[other].passage_at(place) if place is not None else None
        if place is None or passage is None:
            continue
        is_there = other == key and step is not None and step.after_at == passage.at
        is_kept = is_there and step is not None and step.kind != comparison.MOVED
        return Placement(
            comment=comment,
            version=version,
            outcome=Carried.KEPT if is_kept else Carried.MOVED,
            section_key=other,
            paragraph=passage.at,
            start=new[other].to_source(place),
        )
    now_text = step.after if step else ""
    return Placement(
        comment=comment,
        version=version,
        outcome=Carried.CHANGED,
        section_key=key if now_text else "",
        paragraph=step.after_at if step else None,
        now_text=now_text,
    )
