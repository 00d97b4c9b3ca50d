"""Every write on publications: begun from a template, written by one, published by another, carried
by channels with their dates.
"""

import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commitments.organizations.access import role_of
from ogp_portal.foundation.documents.text import LONGEST
from ogp_portal.foundation.events import journal, undoing
from ogp_portal.foundation.permissions import four_eyes, rights
from ogp_portal.foundation.refusals import Refusal
from ogp_portal.models import User
from transparency.publications import live_figures, queries
from transparency.publications.models import DisseminationChannel, Publication, PublicationVersion
from transparency.publications.states import OPEN, VersionState

TEMPLATES = {
    "": _("en blanco"),
    "guide": _(
        "Guía de transparencia proactiva y rendición de cuentas para un programa de gobierno "
        "de autoridad electa"
    ),
    "proactive_report": _("Informe de transparencia proactiva y rendición de cuentas"),
}
LEAST_WORDS = 20
NEED_REASON = _("Escriba el motivo: se publica.")


@transaction.atomic
def save_publication(publication: Publication, *, by: User, template: str = "") -> Publication:
    """Begin a publication with its first draft, from a template if wanted, or change what is said
    about it. Raises NotAllowed, Refusal.
    """
    is_new = publication.pk is None
    if template not in TEMPLATES:
        raise Refusal(_("Elija una de las plantillas."), field="template")
    try:
        publication.full_clean()
    except ValidationError as error:
        raise Refusal(" ".join(error.messages), field=next(iter(error.message_dict))) from error
    publication.save()
    rights.fetch("create" if is_new else "edit", publication, by=by)
    if is_new:
        body = (
            render_to_string(
                f"transparency/publications/start/{template}.md", {"publication": publication}
            )
            if template
            else ""
        )
        PublicationVersion.objects.create(publication=publication, body=body.strip(), author=by)
    journal.record(
        "begin_publication" if is_new else "edit", publication, role=role_of(by), is_public=False
    )
    return publication


@transaction.atomic
def discard_publication(publication: Publication, *, by: User, reason: str) -> None:
    """Delete a publication begun by mistake, with the versions that nobody published. Raises
    NotAllowed, Refusal.
    """
    publication = rights.fetch("discard", publication, by=by)
    four_eyes.forget_writers(PublicationVersion, publication.versions.values_list("pk", flat=True))
    plan_slug = publication.plan.slug if publication.plan else ""
    undoing.discard(publication, role=role_of(by), reason=reason, plan_slug=plan_slug)


@transaction.atomic
def begin_publication_version(publication: Publication, *, by: User) -> PublicationVersion:
    """Return the open draft of a publication, made from the words of its last version if there is
    none. Raises NotAllowed.
    """
    publication = rights.fetch("write", publication, by=by)
    draft = publication.versions.filter(state__in=OPEN).first()
    if draft:
        return draft
    last = publication.versions.order_by("-number").first()
    words = {"summary": last.summary, "body": last.body} if last else {}
    draft = PublicationVersion.objects.create(publication=publication, author=by, **words)
    journal.record("begin_publication", publication, role=role_of(by), is_public=False)
    return draft


@transaction.atomic
def save_publication_version(version: PublicationVersion, *, by: User) -> PublicationVersion:
    """Save the words of a draft. Raises NotAllowed, Refusal."""
    draft = rights.fetch("edit", version, by=by)
    if len(version.body) > LONGEST:
        raise Refusal(
            _("El texto pasa de %(most)s caracteres: publíquelo por partes.") % {"most": LONGEST},
            field="body",
        )
    problems = queries.problems(version.body)
    if problems:
        raise Refusal(" ".join(problems), field="body")
    draft.summary = version.summary.strip()
    draft.body = version.body.strip()
    draft.what_changed = version.what_changed.strip()
    draft.author = by
    draft.save(update_fields=["summary", "body", "what_changed", "author"])
    four_eyes.wrote(draft, by=by)
    journal.record("edit", draft.publication, role=role_of(by), is_public=False)
    return draft


@transaction.atomic
def submit_publication(version: PublicationVersion, *, by: User) -> PublicationVersion:
    """Send a draft to another person's review.

    Raises NotAllowed, MoveNotAllowed, Refusal for one that says too little.
    """
    version = rights.fetch_for_move("submit_publication", version, by=by)
    if not version.summary or len(version.body.split()) < LEAST_WORDS:
        raise Refusal(
            _("Falta el resumen o el texto es demasiado corto: complételo antes de enviarlo.")
        )
    if live_figures.has_placeholders(version.body):
        raise Refusal(
            _("Quedan partes de la plantilla por escribir: las que están entre corchetes.")
        )
    if (
        version.publication.versions.filter(number__isnull=False).exists()
        and not version.what_changed
    ):
        raise Refusal(_("Escriba qué cambia respecto de la versión anterior."))
    version.state = PublicationVersion.machine.target("submit_publication", state=version.state)
    version.return_reason = ""
    version.save(update_fields=["state", "return_reason"])
    journal.record("submit_publication", version.publication, role=role_of(by), is_public=False)
    return version


@transaction.atomic
def return_publication(version: PublicationVersion, *, by: User, reason: str) -> PublicationVersion:
    """Give a version back to who wrote it, saying what to mend.

    Raises NotAllowed, MoveNotAllowed, Refusal.
    """
    if not reason.strip():
        raise Refusal(_("Escriba qué debe corregirse."), field="reason")
    version = rights.fetch_for_move("return_publication", version, by=by)
    version.state = PublicationVersion.machine.target("return_publication", state=version.state)
    version.return_reason = reason.strip()
    version.save(update_fields=["state", "return_reason"])
    journal.record(
        "return_publication", version.publication, role=role_of(by), reason=reason, is_public=False
    )
    return version


@four_eyes.read_before("transparency.publicationversion", "publish_publication")
def _read(version: PublicationVersion) -> dict[str, object]:
    """Return the words of a version."""
    return {
        str(_("Publicación")): version.publication.title,
        **four_eyes.columns(version, ("summary", "body", "what_changed")),
    }


@transaction.atomic
def publish_publication(version: PublicationVersion, *, by: User, read: str) -> PublicationVersion:
    """Publish a version, as it was `read` (`four_eyes.as_read`), under the next number; the one
    before stays readable.

    Never by who wrote it. Raises NotAllowed, MoveNotAllowed, ChangedSinceRead.
    """
    version = rights.fetch_for_move("publish_publication", version, by=by)
    digest = four_eyes.take_as_read("publish_publication", version, read)
    publication = Publication.objects.select_for_update(of=("self",)).get(pk=version.publication_id)
    before = publication.versions.filter(state=VersionState.PUBLISHED).first()
    if before:
        before.state = PublicationVersion.machine.target(
            "supersede_publication", state=before.state
        )
        before.save(update_fields=["state"])
    last = publication.versions.aggregate(last=Max("number"))["last"] or 0
    version.number = last + 1
    version.state = PublicationVersion.machine.target("publish_publication", state=version.state)
    version.reviewer = by
    version.published_at = timezone.now()
    version.save(update_fields=["number", "state", "reviewer", "published_at"])
    _note(
        "publish_publication",
        publication,
        by=by,
        reason=version.what_changed,
        after={"version": version.number, "read": digest},
    )
    return version


@transaction.atomic
def withdraw_publication(
    version: PublicationVersion, *, by: User, reason: str
) -> PublicationVersion:
    """Stop showing a version's words, saying why; that it existed stays.

    Raises NotAllowed, MoveNotAllowed, Refusal.
    """
    if not reason.strip():
        raise Refusal(NEED_REASON, field="reason")
    version = rights.fetch_for_move("withdraw_publication", version, by=by)
    version.state = PublicationVersion.machine.target("withdraw_publication", state=version.state)
    version.state_reason = reason.strip()
    version.save(update_fields=["state", "state_reason"])
    _note(
        "withdraw_publication",
        version.publication,
        by=by,
        reason=reason,
        after={"version": version.number},
    )
    return version


@transaction.atomic
def plan_channel(channel: DisseminationChannel, *, by: User) -> DisseminationChannel:
    """Promise to carry a publication by a channel until a day, or move that promise while it is not
    done; the day moved is in the record. Raises NotAllowed.
    """
    rights.fetch("write", channel.publication, by=by)
    before = (
        DisseminationChannel.objects.filter(pk=channel.pk)
        .values_list("planned_on", flat=True)
        .first()
        if channel.pk
        else None
    )
    if channel.pk:
        rights.fetch("edit", channel, by=by)
    channel.save()
    _note(
        "plan_channel",
        channel.publication,
        by=by,
        before={"planned_on": str(before)} if before else {},
        after={"channel": str(channel), "planned_on": str(channel.planned_on)},
    )
    return channel


@transaction.atomic
def record_diffusion(
    channel: DisseminationChannel,
    *,
    by: User,
    done_on: datetime.date,
    note: str = "",
    link: str = "",
) -> DisseminationChannel:
    """Record when and how a publication was carried by a channel, with where to see it.

    Raises NotAllowed, Refusal.
    """
    if done_on > timezone.localdate():
        raise Refusal(
            _("La fecha está en el futuro: se registra lo que ya se hizo."), field="done_on"
        )
    if not note.strip() and not link:
        raise Refusal(_("Escriba qué se hizo o el enlace donde se ve."), field="note")
    channel = rights.fetch("record_diffusion", channel, by=by)
    channel.done_on = done_on
    channel.note = note.strip()
    channel.link = link
    channel.save(update_fields=["done_on", "note", "link"])
    _note(
        "record_diffusion",
        channel.publication,
        by=by,
        after={"channel": str(channel), "done_on": str(done_on)},
    )
    return channel


def _note(
    act: str,
    publication: Publication,
    *,
    by: User,
    reason: str = "",
    before: dict[str, object] | None = None,
    after: dict[str, object] | None = None,
) -> None:
    """Record an act in public once the publication is."""
    is_public = publication.versions.exclude(number=None).exists()
    plan_slug = publication.plan.slug if publication.plan else ""
    journal.record(
        act,
        publication,
        role=role_of(by),
        reason=reason,
        plan_slug=plan_slug,
        before=before,
        after=after,
        is_public=is_public,
    )
