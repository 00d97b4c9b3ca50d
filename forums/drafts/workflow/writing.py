"""Writing a draft: begun from its commitment or a file, saved part by part."""

from collections.abc import Mapping, Sequence

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from forums.drafts import reading
from forums.drafts.models import Draft, DraftVersion
from forums.drafts.reading import Part
from forums.drafts.workflow.journal_entries import record_draft_act
from forums.drafts.workflow.parts import digest_of, first_parts, standing_parts, write_sections
from ogp_portal.foundation.permissions import four_eyes, rights
from ogp_portal.foundation.refusals import ChangedMeanwhile, Refusal
from ogp_portal.models import User


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
    write_sections(
        DraftVersion.objects.create(draft=draft),
        first_parts(draft, last.order_by("-published_at").first()),
    )
    record_draft_act("begin_draft", draft, by=by, is_public=False)
    return draft.versions.get()


@transaction.atomic
def begin_version(draft: Draft, *, by: User) -> DraftVersion:
    """Return the version being written; if there is none, a new one begins with the words of the
    last. Raises NotAllowed.
    """
    draft = rights.fetch("write", draft, by=by)
    open_version = DraftVersion.objects.filter(draft=draft, number=None).first()
    if open_version:
        return open_version
    last = DraftVersion.objects.filter(draft=draft).order_by("-number").first()
    version = DraftVersion.objects.create(draft=draft)
    write_sections(version, first_parts(draft, last))
    record_draft_act("begin_version", draft, by=by, is_public=False)
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
    version = _open(version, by=by)
    sections = {row.key: row for row in version.sections.select_for_update().order_by("position")}
    changed = []
    for key, text in texts.items():
        row = sections.get(key)
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
    reading.check(list(sections.values()))
    for row in changed:
        row.save(update_fields=["text"])
    if changed:
        four_eyes.wrote(version.draft, by=by)
        record_draft_act(
            "edit_draft",
            version.draft,
            by=by,
            after={"parts": [row.heading for row in changed]},
            is_public=False,
        )
    return version


@transaction.atomic
def import_version(
    draft: Draft, *, by: User, parts: Sequence[Part], seen: str, clears: bool = False
) -> DraftVersion:
    """Put the parts read from a file in the place of those being written. The parts that the file
    lacks stay as they are, or `clears` them.

    `seen` is the digest of what stood there when they were looked at (`standing_parts`). Raises
    NotAllowed, ChangedMeanwhile, Refusal.
    """
    reading.check(parts)
    version = _open(begin_version(draft, by=by), by=by)
    standing = standing_parts(draft)
    if digest_of(standing) != seen:
        raise ChangedMeanwhile(
            _(
                "Otra persona guardó este borrador mientras usted lo revisaba: suba el archivo de "
                "nuevo."
            )
        )
    version.sections.all().delete()
    merged = reading.merged(
        parts, standing, of_commitment=draft.commitment_id is not None, clears=clears
    )
    write_sections(version, merged)
    four_eyes.wrote(version.draft, by=by)
    record_draft_act(
        "import_draft",
        version.draft,
        by=by,
        after={"parts": [part.heading for part in parts]},
        is_public=False,
    )
    return version


def _open(version: DraftVersion, *, by: User) -> DraftVersion:
    """Return the version locked, if it is being written by somebody who may.

    Raises NotAllowed, Refusal.
    """
    rights.fetch("write", version.draft, by=by)
    version = (
        DraftVersion.objects.select_for_update(of=("self",))
        .select_related("draft__plan")
        .get(pk=version.pk)
    )
    if version.number is not None:
        raise Refusal(
            _("La versión %(n)s ya se publicó y no cambia: comience otra.") % {"n": version.number}
        )
    return version
