"""Many drafts at once, from a spreadsheet: the same rules as one by one, in a handful of
statements; and as one act taken back.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import models, transaction
from django.db.models import ProtectedError, Q
from django.utils.translation import gettext_lazy as _

from commitments.organizations.access import role_of
from commitments.plans.models import Commitment, Milestone, Plan
from commitments.plans.states import CommitmentState
from commitments.plans.workflow.measures import refresh_measures
from ogp_portal.foundation.events import journal
from ogp_portal.foundation.permissions import four_eyes, rights
from ogp_portal.foundation.refusals import Refusal
from ogp_portal.models import User

BATCH = 500
OF_A_MILESTONE = (  # what is kept of one before it is written over; the rest it has from its draft
    "public_id",
    "position",
    "title",
    "deliverable",
    "responsible_id",
    "starts_on",
    "due_on",
    "weight",
    "is_derived",
)
Kept = dict[str, Any]  # what stood before, as JSON takes it


@dataclass(frozen=True)
class MilestoneDraft:
    """A milestone of a draft: its values by column of the table, and which row it changes (None: a
    new one).
    """

    values: Mapping[str, Any]
    pk: int | None = None


@dataclass(frozen=True)
class Draft:
    """A commitment to be drafted or changed: its slug, values by column of the table, milestones to
    write and the keys of those to take out. Milestones that are in neither stay as they are.
    """

    slug: str
    values: dict[str, object]
    milestones: Sequence[MilestoneDraft] = ()
    removed: frozenset[int] = field(default_factory=frozenset)


@dataclass(frozen=True)
class Written:
    """What was written: how many commitments, and what `undo_drafts` needs to take it back."""

    rows: int
    before: Kept


@transaction.atomic
def write_drafts(
    plan: Plan, *, new: Iterable[Draft], changed: Iterable[Draft], by: User, source: str
) -> Written:
    """Write drafts into `plan`.

    Raises NotAllowed, Refusal when somebody published one meanwhile.
    """
    plan = rights.fetch("import_commitments", plan, by=by)
    fresh, edited = list(new), list(changed)
    before = _kept(plan, edited)
    made = _write_new(plan, fresh)
    touched = [*made, *_write_changed(plan, edited)]
    drafts = {row.slug: row.pk for row in touched}
    _write_milestones({drafts[draft.slug]: draft for draft in (*fresh, *edited)})
    refresh_measures(*drafts.values())
    four_eyes.wrote_each(touched, by=[by])
    if touched:
        journal.record(
            "import",
            plan,
            role=role_of(by),
            plan_slug=plan.slug,
            after={"file": source, "new": len(fresh), "changed": len(edited)},
            is_public=False,
        )
    return Written(len(touched), {"new": [row.pk for row in made], "changed": before})


@transaction.atomic
def undo_drafts(plan: Plan, before: Kept, *, by: User) -> int:
    """Take back what `write_drafts` wrote, and return how many commitments that were.

    What was new is deleted, what was changed stands as it stood, under a new version. Raises
    NotAllowed, Refusal when something was built upon it or is no draft any more.
    """
    plan = rights.fetch("import_commitments", plan, by=by)
    kept = {row["pk"]: row for row in before["changed"]}
    drafts = Commitment.objects.filter(plan=plan, state=CommitmentState.DRAFT)
    new = drafts.filter(pk__in=before["new"], is_proposed=False)
    rows = list(drafts.filter(Q(pk__in=new) | Q(pk__in=kept)).select_for_update(of=("self",)))
    if len(rows) != len(before["new"]) + len(kept):
        raise Refusal(
            _("Un compromiso de la planilla ya no es borrador: corríjalo en su propia página.")
        )
    changed = [row for row in rows if row.pk in kept]
    for row in changed:
        for name, value in kept[row.pk]["values"].items():
            setattr(row, name, _column(Commitment, name).to_python(value))
        row.version += 1
    names = sorted({name for row in kept.values() for name in row["values"]} | {"version"})
    if changed:
        Commitment.objects.bulk_update(changed, names, batch_size=BATCH)
        four_eyes.wrote_each(changed, by=[by])
    _restore_milestones(kept)
    refresh_measures(*kept)
    try:
        new.delete()
        four_eyes.forget_writers(Commitment, before["new"])
    except ProtectedError as error:
        raise Refusal(
            _("Ya hay algo escrito sobre un compromiso de la planilla: corríjalo en su página.")
        ) from error
    journal.record(
        "undo_import",
        plan,
        role=role_of(by),
        plan_slug=plan.slug,
        after={"new": len(before["new"]), "changed": len(kept)},
        is_public=False,
    )
    return len(rows)


def _column(model: type[models.Model], name: str) -> models.Field[Any, Any]:
    """Return the field that a column's name (as `axis_id`) stands for."""
    column: models.Field[Any, Any] = next(
        field for field in model._meta.concrete_fields if name in {field.name, field.attname}
    )
    return column.target_field if isinstance(column, models.ForeignKey) else column


def _kept(plan: Plan, drafts: Sequence[Draft]) -> list[Kept]:
    """Return what stands where `drafts` will be written: values and milestones by commitment."""
    values = {draft.slug: draft.values for draft in drafts}
    rows = Commitment.objects.filter(plan=plan, slug__in=values).prefetch_related("milestones")
    return [
        {
            "pk": row.pk,
            "values": {name: _text(getattr(row, name)) for name in values[row.slug]},
            "milestones": [
                {"pk": part.pk, **{name: _text(getattr(part, name)) for name in OF_A_MILESTONE}}
                for part in row.milestones.all()
            ],
        }
        for row in rows.defer("search")
    ]


def _text(value: object) -> object:
    """Return a value as JSON takes it, and as its field reads it back."""
    return value if value is None or isinstance(value, bool | int | str) else str(value)


def _write_new(plan: Plan, drafts: Sequence[Draft]) -> list[Commitment]:
    return Commitment.objects.bulk_create(
        (
            Commitment(plan=plan, slug=draft.slug, state=CommitmentState.DRAFT, **draft.values)
            for draft in drafts
        ),
        batch_size=BATCH,
    )


def _write_changed(plan: Plan, drafts: Sequence[Draft]) -> list[Commitment]:
    """Write over drafts of the plan. Raises Refusal when one is no longer a draft."""
    if not drafts:
        return []
    commitments = {
        commitment.slug: commitment
        for commitment in Commitment.objects.filter(
            plan=plan, slug__in=[draft.slug for draft in drafts], state=CommitmentState.DRAFT
        ).select_for_update(of=("self",))
    }
    if len(commitments) != len(drafts):
        raise _changed_meanwhile()
    for draft in drafts:
        for name, value in draft.values.items():
            setattr(commitments[draft.slug], name, value)
        commitments[draft.slug].version += 1
    names = sorted({name for draft in drafts for name in draft.values} | {"version"})
    Commitment.objects.bulk_update(commitments.values(), names, batch_size=BATCH)
    return list(commitments.values())


def _changed_meanwhile() -> Refusal:
    return Refusal(
        _(
            "Uno de los compromisos dejó de ser borrador, o cambiaron sus hitos, mientras tanto: "
            "revise la planilla de nuevo."
        )
    )


def _write_milestones(drafts: Mapping[int, Draft]) -> None:
    """Change milestones in place, take out those that go and add the new ones.

    Keys are those of commitments. The first date promised follows, as in every draft. Raises
    Refusal when one to be changed is gone.
    """
    removed = {pk for draft in drafts.values() for pk in draft.removed}
    if removed:
        Milestone.objects.filter(commitment_id__in=drafts, pk__in=removed).delete()
    known = {row.pk: row for row in Milestone.objects.filter(commitment_id__in=drafts)}
    last: dict[int, int] = {}
    for row in known.values():
        last[row.commitment_id] = max(row.position, last.get(row.commitment_id, 0))
    changed, added = [], []
    for commitment_id, draft in drafts.items():
        for part in draft.milestones:
            if part.pk is None:
                place = last[commitment_id] = last.get(commitment_id, 0) + 1
                row = Milestone(commitment_id=commitment_id, position=place)
                added.append(row)
            elif part.pk in known and known[part.pk].commitment_id == commitment_id:
                row = known[part.pk]
                changed.append(row)
            else:
                raise _changed_meanwhile()
            for name, value in part.values.items():
                setattr(row, name, value)
            row.first_due_on = row.due_on
    _save(changed, added)


def _restore_milestones(kept: Mapping[int, Kept]) -> None:
    """Put back the milestones that stood before, with the identifiers they had."""
    stood = {part["pk"]: (pk, part) for pk, row in kept.items() for part in row["milestones"]}
    milestones = Milestone.objects.filter(commitment_id__in=kept)
    milestones.exclude(pk__in=stood).delete()
    known = {row.pk: row for row in milestones}
    changed: list[Milestone] = []
    added: list[Milestone] = []
    for pk, (commitment_id, part) in stood.items():
        row = known.get(pk) or Milestone(commitment_id=commitment_id)
        for name in OF_A_MILESTONE:
            setattr(row, name, _column(Milestone, name).to_python(part[name]))
        row.first_due_on = row.due_on
        (changed if pk in known else added).append(row)
    _save(changed, added)


def _save(changed: Sequence[Milestone], added: Sequence[Milestone]) -> None:
    names = [name for name in OF_A_MILESTONE if name not in {"public_id", "is_derived"}]
    if changed:
        Milestone.objects.bulk_update(changed, [*names, "first_due_on"], batch_size=BATCH)
    Milestone.objects.bulk_create(added, batch_size=BATCH * 2)
