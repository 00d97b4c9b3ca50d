"""Situations of forums, sessions, proposals, drafts and surveys."""

from typing import TYPE_CHECKING

from django.apps import apps
from django.utils import timezone

from forums.drafts import workflow as drafts
from forums.process.models import Stage
from forums.sessions import workflow as sessions
from ogp_portal.foundation.permissions import four_eyes
from tests.factories import commitments as promised
from tests.factories import forums as made
from tests.factories.commitments import PNG
from tests.rights.makers.making import HIDDEN, Make, Rows, by_factory, states

if TYPE_CHECKING:
    from tests.rights.world import World


def papers(world: "World") -> Rows:
    rows = {}
    for state in ("draft", "convened"):
        for kind in ("open", "restricted"):
            rows[f"{kind}_of_{state}"] = sessions.add_paper(
                made.session(world.cast, state),
                by=world.cast.coordinator,
                title="Propuesta de tabla",
                content=PNG,
                file_name=f"{kind}.png",
                is_restricted=kind == "restricted",
            )
    rows["open"], rows["restricted"] = (
        rows.pop("open_of_convened"),
        rows.pop("restricted_of_convened"),
    )
    return rows


def agreements(world: "World") -> Rows:
    rows, by = {}, world.cast.coordinator
    for name in ("open", "fulfilled", "dropped", "of_a_stranger"):
        row = sessions.add_agreement(
            made.session(world.cast, "held"),
            by=by,
            text="Publicar el borrador.",
            responsible=world.cast.stranger if name == "of_a_stranger" else world.cast.city,
        )
        if name == "fulfilled":
            row = sessions.fulfil_agreement(row, by=by, reason="Está publicado.")
        if name == "dropped":
            row = sessions.drop_agreement(row, by=by, reason="Ya no hace falta.")
        rows[name] = row
    meeting = made.session(world.cast, "held")
    rows["of_a_session_called_off"] = sessions.add_agreement(
        meeting, by=by, text="Nada.", responsible=world.cast.city
    )
    type(meeting).objects.filter(pk=meeting.pk).update(
        state="not_held", state_reason="No llegó nadie."
    )
    return rows


def calls(world: "World") -> Rows:
    hidden = world.of_plan(HIDDEN)
    return {
        "prepared": made.call(world.cast, is_announced=False),
        "announced": made.call(world.cast),
        "over": made.call(world.cast, is_over=True),
        "announced_of_hidden_plan": made.call(hidden),
    }


def written_drafts(world: "World") -> Rows:
    cast, hidden = world.cast, world.of_plan(HIDDEN)
    adopted = made.draft(cast)
    drafts.adopt_version(
        adopted, read=four_eyes.as_read("adopt_version", adopted), by=cast.second_coordinator
    )
    return {
        "written": made.draft(cast, versions=0),
        "published": made.draft(cast),
        "kept": made.draft(cast, is_kept=True),
        "adopted": type(adopted).objects.get(pk=adopted.pk),
        "of_hidden_plan": made.draft(hidden),
        "of_a_commitment": made.draft(
            cast, versions=0, commitment=promised.commitment(cast, "draft")
        ),
    }


def draft_versions(world: "World") -> Rows:
    drafts_made = world.make(apps.get_model("forums.draft"))
    return {
        name: row.versions.order_by("pk").first()
        for name, row in drafts_made.items()
        if name != "adopted"
    }


def consultations(world: "World") -> Rows:
    rows = {state: made.consultation(world.cast, state) for state in states("forums.consultation")}
    rows["kept"] = made.consultation(world.cast, of=made.draft(world.cast, is_kept=True))
    hidden = world.of_plan(HIDDEN)
    rows["of_hidden_plan"] = made.consultation(hidden, of=made.draft(hidden))
    return rows


def comments(world: "World") -> Rows:
    rows = {state: made.comment(world.cast, state) for state in states("forums.comment")}
    consulted = world.make(apps.get_model("forums.consultation"))
    for name in ("kept", "of_hidden_plan", "draft"):
        other = made.comment(world.cast)
        type(other).objects.filter(pk=other.pk).update(consultation=consulted[name])
        rows[f"published_{name}"] = other
    over = made.comment(world.cast)
    type(over).objects.filter(pk=over.pk).update(consultation=consulted["answered"])
    rows["published_after_the_answer"] = over
    return rows


def responses(world: "World") -> Rows:
    rows = {state: made.response(world.cast, state) for state in states("forums.response")}
    consulted = world.make(apps.get_model("forums.consultation"))
    kept = made.response(world.cast, "approved")
    type(kept).objects.filter(pk=kept.pk).update(consultation=consulted["kept"])
    return {**rows, "approved_kept": kept}


def lineages(world: "World") -> Rows:
    proposals = world.make(apps.get_model("forums.proposal"))
    model = apps.get_model("forums.lineage")
    return {
        "": model.objects.create(
            parent=proposals["admitted"], child=proposals["selected"], kind="merge"
        )
    }


def surveys(world: "World") -> Rows:
    rows = {state: made.survey(world.cast, state) for state in states("forums.survey")}
    rows["announced_with_account"] = made.survey(world.cast, needs_account=True)
    rows["announced_of_hidden_plan"] = made.survey(world.of_plan(HIDDEN))
    return rows


def questions(world: "World") -> Rows:
    return {
        name: row.questions.order_by("position").first()
        for name, row in world.make(apps.get_model("forums.survey")).items()
    }


def answers(world: "World") -> Rows:
    rows = {}
    for name, reading in (
        ("waiting", "waiting"),
        ("published", "published"),
        ("withheld", "withheld"),
    ):
        row = made.answer(world.cast)
        type(row).objects.filter(pk=row.pk).update(
            reading=reading, withheld_reason="Nombra a alguien." if reading == "withheld" else ""
        )
        if name != "waiting":
            apps.get_model("forums.survey").objects.filter(pk=row.question.survey_id).update(
                state="reported", reported_at=timezone.now(), sheet_count=1
            )
        rows[name] = row
    early = made.answer(world.cast)
    type(early).objects.filter(pk=early.pk).update(reading="published")
    empty = made.answer(world.cast)
    type(empty).objects.filter(pk=empty.pk).update(reading="waiting", text="")
    return {**rows, "published_before_the_results": early, "without_text": empty}


def proposals(world: "World") -> Rows:
    but = ("merged", "split", "in_commitment")
    rows = by_factory("forums.proposal", made.proposal, but=but)(world)
    looked_at = made.proposal(world.cast, "admitted")
    type(looked_at).objects.filter(pk=looked_at.pk).update(state="withdrawn")
    return {**rows, "withdrawn_after_it_was_looked_at": looked_at}


def groups(world: "World") -> Rows:
    rows = by_factory("forums.workinggroup", made.group)(world)
    prepared = made.call(world.cast, is_announced=False)
    return {**rows, "of_a_call_in_preparation": made.group(world.cast, of=prepared)}


def stages(world: "World") -> Rows:
    return {
        name: Stage.objects.create(plan=plan, position=1, name="Planificación")
        for name, plan in (("planned", world.cast.plan), ("of_hidden_plan", world.plans[HIDDEN]))
    }


MAKERS: dict[str, Make] = {
    "forums.forum": lambda world: {"": world.cast.forum},
    "forums.seat": lambda world: {"": world.cast.member.seats.get()},
    "forums.session": by_factory("forums.session", made.session),
    "forums.paper": papers,
    "forums.minutes": by_factory("forums.minutes", made.minutes),
    "forums.agreement": agreements,
    "forums.ballot": by_factory("forums.ballot", made.ballot),
    "forums.call": calls,
    "forums.proposal": proposals,
    "forums.workinggroup": groups,
    "forums.draft": written_drafts,
    "forums.draftversion": draft_versions,
    "forums.consultation": consultations,
    "forums.comment": comments,
    "forums.response": responses,
    "forums.survey": surveys,
    "forums.question": questions,
    "forums.answer": answers,
    "forums.offerofhelp": by_factory("forums.offerofhelp", made.offer),
    "forums.lineage": lineages,
    "forums.stage": stages,
}
