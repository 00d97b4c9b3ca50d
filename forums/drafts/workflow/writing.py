"""Writing a draft: begun from its commitment or a file, saved part by part, published as a version
that never changes again.
"""

from collections.abc import Mapping, Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commitments.plans.models import Commitment
from commitments.plans.states import MilestoneState
from forums.drafts import anchoring, comparison, reading
from forums.drafts.models import Change, Comment, Draft, DraftVersion, Placement, Section
from forums.drafts.reading import Part
from forums.drafts.workflow.journaling import note_draft
from ogp_portal.foundation.events import journal
from ogp_portal.foundation.permissions import rights
from ogp_portal.foundation.refusals import ChangedMeanwhile, Refusal
from ogp_portal.models import User

AT_A_TIME = 2_000


@transaction.atomic
def begin_draft(draft: Draft, *, by: User) -> DraftVersion:
    """Begin the draft of a commitment (with the text it has, or the one at which another draft of
    it stands) or of a whole plan (with none).

    Each has one draft for everybody, and one for each forum that works on it apart. A forum's draft
    never begins with the words of another forum's. Raises NotAllowed, Refusal.
    """
    rights.fetch("run", draft.plan, by=by)
    if draft.commitment and draft.commitment.plan_id != draft.plan_id:
        raise Refusal(_("Ese compromiso es de otro plan."), field="commitment")
    others = Draft.objects.filter(plan=draft.plan, commitment=draft.commitment)
    if others.filter(forum=draft.forum).exists():
        raise Refusal(_("Ya tiene su borrador: siga en él."), field="commitment")
    last = DraftVersion.objects.filter(
        draft__in=others if draft.forum is None else others.filter(forum=None)
    ).exclude(number=None)
    draft.save()
    _write(
        DraftVersion.objects.create(draft=draft),
        _first_parts(draft, last.order_by("-published_at").first()),
    )
    note_draft("begin_draft", draft, by=by, is_public=False)
    return draft.versions.get()


@transaction.atomic
def begin_version(draft: Draft, *, by: User) -> DraftVersion:
    """Return the version being written; if there is none, a new one begins with the words of the
    last. Raises NotAllowed.
    """
    held = rights.fetch("write", draft, by=by)
    found = DraftVersion.objects.filter(draft=held, number=None).first()
    if found:
        return found
    last = DraftVersion.objects.filter(draft=held).order_by("-number").first()
    version = DraftVersion.objects.create(draft=held)
    _write(version, _first_parts(held, last))
    note_draft("begin_version", held, by=by, is_public=False)
    return version


@transaction.atomic
def save_version(
    version: DraftVersion,
    *,
    by: User,
    texts: Mapping[str, str],
    seen: Mapping[str, str] | None = None,
) -> DraftVersion:
    """Save the words of some parts of the version being written.

    `seen` gives for each part the words the person began from: where somebody saved others
    meanwhile, ChangedMeanwhile is raised and nothing is lost. Raises NotAllowed, ChangedMeanwhile,
    Refusal.
    """
    held = _open(version, by=by)
    rows = {row.key: row for row in held.sections.select_for_update().order_by("position")}
    changed = []
    for key, text in texts.items():
        row = rows.get(key)
        if row is None:
            raise Refusal(_("Esa parte no está en esta versión."), field=key)
        began = (seen or {}).get(key, row.text)
        if began != row.text and text != row.text and text != began:
            raise ChangedMeanwhile(
                _(
                    "Otra persona guardó «%(part)s» mientras usted escribía: lo suyo sigue "
                    "en el formulario."
                )
                % {"part": row.heading},
                field=key,
            )
        if text != began and text != row.text:
            row.text = text.strip()
            changed.append(row)
    reading.check(list(rows.values()))
    for row in changed:
        row.save(update_fields=["text"])
    if changed:
        note_draft(
            "edit_draft",
            held.draft,
            by=by,
            after={"parts": [row.heading for row in changed]},
            is_public=False,
        )
    return held


@transaction.atomic
def import_version(draft: Draft, *, by: User, content: bytes, file_name: str) -> DraftVersion:
    """Replace the words of the version being written by those of a DOCX or Markdown file, with its
    structure: all of it or nothing. Raises NotAllowed, Refusal.
    """
    parts = reading.read(
        content, file_name=file_name, of_commitment=draft.commitment_id is not None
    )
    held = _open(begin_version(draft, by=by), by=by)
    kept = {row.key: row for row in held.sections.all()}
    names = reading.headings() if draft.commitment_id else {}
    given = {part.key for part in parts}
    rest = [
        Part(key, heading, kept[key].text if key in kept else "")
        for key, heading in names.items()
        if key not in given
    ]
    order = list(names)
    held.sections.all().delete()
    _write(
        held,
        sorted(
            [*parts, *rest],
            key=lambda part: order.index(part.key) if part.key in order else len(order),
        ),
    )
    note_draft(
        "import_draft",
        held.draft,
        by=by,
        after={"parts": [part.heading for part in parts]},
        is_public=False,
    )
    return held


@transaction.atomic
def publish_version(draft: Draft, *, by: User, what: str = "") -> DraftVersion:
    """Publish the version being written under the next number: its changes are worked out, and
    every comment is carried to it or said to have lost its words.

    From the second on it says what changed and why. Raises NotAllowed, Refusal.
    """
    held = rights.fetch("publish_version", draft, by=by)
    if held.adopted_id:
        raise Refusal(_("Ya se aprobó una versión: este borrador terminó."))
    version = DraftVersion.objects.filter(draft=held, number=None).first()
    if version is None:
        raise Refusal(_("No hay una versión por publicar: comience una."))
    texts = _texts(version)
    if not any(text.strip() for text in texts.values()):
        raise Refusal(_("El borrador no tiene texto."))
    last = DraftVersion.objects.filter(draft=held).order_by("-number").exclude(number=None).first()
    before = _texts(last) if last else {}
    if last and before == texts:
        raise Refusal(
            _("El texto es igual al de la versión %(n)s: no hay nada que publicar.")
            % {"n": last.number}
        )
    if last and not what.strip():
        raise Refusal(_("Escriba qué cambió y por qué: se publica con la versión."), field="what")
    version.number = held.latest_number + 1
    version.note = what.strip()
    version.published_at = timezone.now()
    version.save(update_fields=["number", "note", "published_at"])
    held.latest_number = version.number
    held.save(update_fields=["latest_number"])
    if last:
        _keep_changes(version, before, texts)
        _carry(version, texts)
    note_draft("publish_version", held, by=by, reason=what, after={"version": version.number})
    return version


@transaction.atomic
def register_draft(commitment: Commitment, *, role: str) -> Draft:
    """Return the draft of a commitment that its document proposes, made with its first version (the
    text as the document states it) if it is new.
    """
    draft, is_new = Draft.objects.get_or_create(
        commitment=commitment,
        forum=None,
        defaults={"plan": commitment.plan, "slug": commitment.slug, "title": commitment.title},
    )
    if is_new:
        version = DraftVersion.objects.create(draft=draft)
        _write(version, _parts_of(commitment))
        version.number = 1
        version.published_at = timezone.now()
        version.save(update_fields=["number", "published_at"])
        draft.latest_number = 1
        draft.save(update_fields=["latest_number"])
        journal.record(
            "register",
            draft,
            role=role,
            plan_slug=draft.plan.slug,
            after={"source": str(commitment.source or "")},
        )
    return draft


def _open(version: DraftVersion, *, by: User) -> DraftVersion:
    """Return the version locked, if it is being written by somebody who may.

    Raises NotAllowed, Refusal.
    """
    rights.fetch("write", version.draft, by=by)
    held = (
        DraftVersion.objects.select_for_update(of=("self",))
        .select_related("draft__plan")
        .get(pk=version.pk)
    )
    if held.number is not None:
        raise Refusal(
            _("La versión %(n)s ya se publicó y no cambia: comience otra.") % {"n": held.number}
        )
    return held


def _write(version: DraftVersion, parts: Sequence[Part]) -> None:
    Section.objects.bulk_create(
        Section(version=version, key=part.key, heading=part.heading, position=place, text=part.text)
        for place, part in enumerate(parts, start=1)
    )


def _first_parts(draft: Draft, last: DraftVersion | None) -> list[Part]:
    """Return the words a draft begins with."""
    if last:
        return [Part(row.key, row.heading, row.text) for row in last.sections.order_by("position")]
    return (
        _parts_of(draft.commitment) if draft.commitment else [Part("inicio", str(_("Inicio")), "")]
    )


def _parts_of(commitment: Commitment) -> list[Part]:
    """Return the parts of a commitment's text as it stands."""
    steps = commitment.milestones.exclude(state=MilestoneState.CANCELLED).order_by("position")
    lines = "\n".join(
        f"- {step.title}" + (f": {step.deliverable}" if step.deliverable else "") for step in steps
    )
    return [
        Part(key, heading, lines if key == reading.MILESTONES else getattr(commitment, key))
        for key, heading in reading.headings().items()
    ]


def _texts(version: DraftVersion) -> dict[str, str]:
    return dict(version.sections.order_by("position").values_list("key", "text"))


def _keep_changes(version: DraftVersion, before: dict[str, str], after: dict[str, str]) -> None:
    """Write each paragraph that changed, in the order in which one reads; what whole parts lost
    comes last.
    """
    names = dict(
        Section.objects.filter(version__draft=version.draft_id).values_list("key", "heading")
    )
    order = [*after, *(key for key in before if key not in after)]
    Change.objects.bulk_create(
        Change(
            version=version,
            number=number,
            section_key=key,
            heading=names[key],
            kind=step.kind,
            before=step.before,
            after=step.after,
            before_at=step.before_at,
            after_at=step.after_at,
        )
        for number, (key, step) in enumerate(comparison.changes(before, after, order), start=1)
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
        steps = {
            key: comparison.compare(old.get(key, ""), texts.get(key, "")) for key in {*old, *texts}
        }
        rows = comments.filter(consultation__version=origin).only(
            "section_key", "paragraph", "exact", "prefix", "suffix", "start"
        )
        batch = [
            _placed(comment, version, old, texts, steps)
            for comment in rows.iterator(chunk_size=AT_A_TIME)
        ]
        Placement.objects.bulk_create(batch, batch_size=AT_A_TIME)


def _placed(
    comment: Comment,
    version: DraftVersion,
    old: dict[str, str],
    texts: dict[str, str],
    steps: Mapping[str, Sequence[comparison.Step]],
) -> Placement:
    """Return where a comment stands in the new texts."""
    key = comment.section_key
    if not comment.exact:
        outcome = (
            "changed"
            if key not in texts
            else "kept"
            if texts[key] == old.get(key, "")
            else "changed"
        )
        return Placement(
            comment=comment,
            version=version,
            outcome=outcome,
            section_key=key if key in texts else "",
        )
    words = anchoring.Quote(comment.exact, comment.prefix, comment.suffix, comment.start or 0)
    step = next((step for step in steps[key] if step.before_at == comment.paragraph), None)
    for other in [key, *(name for name in texts if name != key)]:
        at = (
            anchoring.find(words, old=old[key], new=texts.get(other, ""))
            if other in texts
            else None
        )
        if at is None:
            continue
        there = paragraph_at(texts[other], at)
        stays = other == key and step is not None and step.after_at == there
        return Placement(
            comment=comment,
            version=version,
            outcome="kept" if stays else "moved",
            section_key=other,
            paragraph=there,
            start=at,
        )
    now = step.after if step else ""
    return Placement(
        comment=comment,
        version=version,
        outcome="changed",
        section_key=key if now else "",
        paragraph=step.after_at if step else None,
        now_text=now,
    )


def paragraph_at(text: str, at: int) -> int | None:
    """Return the number of the paragraph of `text` in which the place `at` is."""
    return next(
        (
            number
            for number, span in enumerate(comparison.spans(text))
            if span.start <= at < span.end
        ),
        None,
    )
