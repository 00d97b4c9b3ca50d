"""The base of every page of the admin: who sees and edits comes from `rights`, saving calls a
workflow, acts are buttons.

Entering the admin gives nothing. A refusal is shown on the form with everything typed
still in it.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, TypeVar

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import flatten_fieldsets
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _

from ogp_portal.foundation.permissions import (
    choices,
    four_eyes,
    readiness,
    rights,
    staff_bulk,
    staff_history,
    stale_edits,
)
from ogp_portal.foundation.permissions.attempts import Attempt, field_of
from ogp_portal.foundation.permissions.choices import Offer
from ogp_portal.foundation.permissions.decorators import (
    ask_again,
    not_found_unless_allowed,
    signed_in_user,
)
from ogp_portal.foundation.permissions.staff_fields import (
    LISTS,
    StaffFields,
    derive_addresses,
    offer_addresses,
    tell_hours_that_come_twice,
)
from ogp_portal.foundation.permissions.staff_lists import StaffList
from ogp_portal.foundation.permissions.staff_parts import parent_of
from ogp_portal.foundation.permissions.staff_site import may_enter
from ogp_portal.foundation.refusals import Refusal
from ogp_portal.foundation.sentences import Sentence
from ogp_portal.models import User

ModelT = TypeVar("ModelT", bound=models.Model)


class NoForm(forms.Form):
    """An act that asks nothing but to be confirmed."""


class WhyForm(forms.Form):
    """An act that asks for its public reason."""

    reason = forms.CharField(
        label=_("Motivo (se publica)"), max_length=4000, widget=forms.Textarea(attrs={"rows": 4})
    )


@dataclass(frozen=True)
class Act:
    """A button: the act's name in the rules, its words, the workflow function, and the form it asks
    with (`begins` gives what it shows at first, of a row); or, in place of these, the name of the
    `page` of a row's slug where it is done, and of the page `of_many` that takes the numbers of
    several rows as `c`. One that `is_for_many` is done to several rows too,
    each below what it `holds` (a foreign key), which is locked first.
    """

    name: str
    label: Sentence
    run: Callable[..., object] | None = None
    form: type[forms.Form] = NoForm
    page: str = ""
    of_many: str = ""
    begins: Callable[[Any], dict[str, object]] | None = None
    is_for_many: bool = False
    holds: str = ""


class StaffAdmin(StaffFields[ModelT], admin.ModelAdmin[ModelT]):
    """A model's pages in the admin.

    `offers` says which rows a field is about, by its name; of those, and of every other field's, a
    person is offered only what she may see. `begins_with` names what is asked of a new row alone.
    """

    view_act: ClassVar[str] = "view"
    edit_act: ClassVar[str] = "edit"
    create_act: ClassVar[str] = ""
    acts: ClassVar[Sequence[Act]] = ()
    offers: ClassVar[Mapping[str, Offer]] = {}
    begins_with: ClassVar[Collection[str]] = ()
    actions = ()
    change_form_template = "admin/staff_change_form.html"
    show_full_result_count = False
    list_per_page = 50

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Show its door to whoever enters the admin."""
        return may_enter(request)

    def has_view_permission(self, request: HttpRequest, obj: ModelT | None = None) -> bool:
        """Ask the rule of viewing."""
        return self.has_module_permission(request) and (
            obj is None or rights.may(signed_in_user(request), self.view_act, obj)
        )

    def has_add_permission(self, request: HttpRequest, obj: ModelT | None = None) -> bool:
        """Ask the rule of creating, where there is one."""
        return (
            bool(self.create_act)
            and self.has_module_permission(request)
            and rights.may_at_all(self.model, self.create_act, signed_in_user(request))
        )

    def has_change_permission(self, request: HttpRequest, obj: ModelT | None = None) -> bool:
        """Ask the rule of editing about this very row."""
        return (
            self.has_module_permission(request)
            and obj is not None
            and bool(self.edit_act)
            and rights.may(signed_in_user(request), self.edit_act, obj)
        )

    def has_delete_permission(self, request: HttpRequest, obj: ModelT | None = None) -> bool:
        """Say no: nothing here is deleted."""
        return False

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[StaffList]:
        """List the rows by a list that refuses what no database can be asked."""
        return StaffList

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Offer for many rows the acts that are, to whoever may do them to some."""
        return staff_bulk.actions(self, signed_in_user(request))

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[ModelT]:
        """List only what the person may work on."""
        return rights.rows(self.model, self.view_act, signed_in_user(request))

    def get_inlines(
        self, request: HttpRequest, obj: ModelT | None
    ) -> list[type[admin.options.InlineModelAdmin[Any, Any]]]:
        """Offer with a new row only those of the rows below that are begun with it."""
        return [part for part in self.inlines if obj or getattr(part, "begins_with_parent", False)]

    def get_urls(self) -> list[URLPattern]:
        """Add the page of each act."""
        name = f"{self.opts.app_label}_{self.opts.model_name}_act"
        return [
            path(
                "<path:object_id>/acto/<act:act>/",
                self.admin_site.admin_view(self.act_view),
                name=name,
            ),
            *super().get_urls(),
        ]

    def get_form(
        self,
        request: HttpRequest,
        obj: ModelT | None = None,
        change: bool = False,  # noqa: FBT001, FBT002 - Django's signature
        **kwargs: object,
    ) -> Any:
        """Return the form, which shows the refusal of this request, if any."""
        base = super().get_form(request, obj, change, **kwargs)
        refusal: Refusal | None = getattr(request, "refusal", None)

        prepare = self.prepare_form
        sources = self.get_prepopulated_fields(request, obj)

        class Refusable(base):  # type: ignore[misc, valid-type]
            def __init__(self, *args: Any, **kwargs: Any) -> None:
                super().__init__(*args, **kwargs)
                prepare(self, user=signed_in_user(request), row=obj)
                offer_addresses(self, sources)

            def clean(self) -> dict[str, object] | None:
                cleaned: dict[str, object] | None = super().clean()
                derive_addresses(self, sources)
                if refusal:
                    self.add_error(field_of(refusal, self), str(refusal))
                return cleaned

        return Refusable

    def prepare_form(self, form: forms.BaseForm, *, user: User, row: ModelT | None) -> None:
        """Fit the form at hand to the person and the row, None where it is a new one; what a form's
        class holds is everybody's and stays as it is.
        """
        if row:
            for name in self.begins_with:
                form.fields.pop(name, None)
        choices.restrict(form, user, self.offers)

    def get_fields(self, request: HttpRequest, obj: ModelT | None = None) -> Any:
        """Show what is asked at the beginning only then."""
        shown = super().get_fields(request, obj)
        return [name for name in shown if name not in self.begins_with] if obj else shown

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, object] | None = None,
    ) -> HttpResponse:
        """Show or save; a refusal is answered with the same form, what was typed in it, and the
        sentence.
        """
        row = self.get_object(request, object_id) if object_id else None
        extra = {
            **(extra_context or {}),
            "acts": self._possible(request, row),
            "waits_for_another": self._waits_for_another(request, object_id),
            "seen": self._seen(request, row) if row else "",
            "history": self.history_of(request, row)[: staff_history.LATEST] if row else [],
            "sees_public": row and rights.may(signed_in_user(request), "view", row),
            "searches": bool(self._searches(request, row)),
            "lists": LISTS,
        }
        attempt = Attempt()
        with not_found_unless_allowed(), attempt:
            return super().changeform_view(request, object_id, form_url, extra)
        request.refusal = attempt.refusal  # type: ignore[attr-defined]
        response = super().changeform_view(request, object_id, form_url, extra)
        response.status_code = attempt.status
        return response

    def _changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None,
        form_url: str,
        extra_context: dict[str, object] | None,
    ) -> HttpResponse:
        """Save only over what the form showed: the row is locked, so that of two who save at once
        the second meets what the first saved.
        """
        row = self.get_object(request, object_id) if object_id else None
        if row is not None and request.method == "POST" and not hasattr(request, "refusal"):
            locked = stale_edits.locked(row)
            now = self._seen(request, locked)
            stale_edits.refuse(request, locked, now, beside=self.beside(locked))
        answer: HttpResponse = super()._changeform_view(  # type: ignore[misc] # not in the stubs
            request, object_id, form_url, extra_context
        )
        return answer

    def _searches(self, request: HttpRequest, row: ModelT | None) -> list[str]:
        """Return the fields of the page that are searches, which need a script."""
        pages = [self, *self.get_inline_instances(request, row)]
        return [name for page in pages for name in page.get_autocomplete_fields(request)]

    def history_of(self, request: HttpRequest, row: ModelT) -> list[staff_history.Told]:
        """Return who did what to a row, when and why, the latest first."""
        is_team = self.view_act != "view" or self.has_change_permission(request, row)
        entries = staff_history.entries_of(row, is_team=is_team)[: staff_history.OF_TEAM]
        return staff_history.told(entries, [self.model, *(part.model for part in self.inlines)])

    def history_view(
        self,
        request: HttpRequest,
        object_id: str,
        extra_context: dict[str, object] | None = None,
    ) -> HttpResponse:
        """Show who changed the thing, when and why: what the journal holds of it."""
        row = self.get_object(request, object_id)
        if row is None or not self.has_view_permission(request, row):
            raise Http404
        context = {
            **self.admin_site.each_context(request),
            "title": _("Quién, cuándo y por qué"),
            "opts": self.opts,
            "original": row,
            "history": self.history_of(request, row),
            **(extra_context or {}),
        }
        return TemplateResponse(request, "admin/object_history.html", context)

    def beside(self, row: ModelT) -> stale_edits.Beside:
        """Return the rows of other tables whose columns are fields of a row's form, each after what
        the names of those fields begin with.
        """
        return ()

    def _seen(self, request: HttpRequest, row: ModelT) -> str:
        """Return the digest of what the form of a row shows."""
        shown = flatten_fieldsets(self.get_fieldsets(request, row))
        names = set(shown) - set(self.get_readonly_fields(request, row))
        parts = [
            inline.model._base_manager.filter(**{parent_of(inline, self.model): row})
            for inline in self.get_inline_instances(request, row)
        ]
        parts += [rows for _prefix, rows in self.beside(row)]
        return stale_edits.digest(row, names, parts)

    def _possible(self, request: HttpRequest, row: ModelT | None) -> list[tuple[Act, str, str]]:
        """Return the acts this person may do to this row now, with their addresses and what they
        still wait for.
        """
        if row is None:
            return []
        return [
            (act, self._address_of(act, row), readiness.why_not_yet(act.name, row))
            for act in self.acts
            if rights.may(signed_in_user(request), act.name, row)
        ]

    def _address_of(self, act: Act, row: Any) -> str:
        if act.page:
            return reverse(act.page, args=[row.slug])
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}_act"
        return reverse(name, args=[row.pk, act.name])

    def _waits_for_another(self, request: HttpRequest, object_id: str | None) -> bool:
        """Say whether the row waits to be approved by somebody else, because the person wrote part
        of it.
        """
        row = self.get_object(request, object_id) if object_id else None
        moves = [
            move
            for move in getattr(getattr(self.model, "machine", None), "moves", ())
            if move.approves and row is not None and getattr(row, "state", "") in move.source
        ]
        return row is not None and bool(moves) and four_eyes.is_own(row, by=signed_in_user(request))

    def act_view(self, request: HttpRequest, object_id: str, act: str) -> HttpResponse:
        """Ask what the act needs, do it by its workflow function, and go back."""
        chosen = next((button for button in self.acts if button.name == act), None)
        row = self.get_object(request, object_id)
        if chosen is None or row is None or not rights.may(signed_in_user(request), act, row):
            raise Http404
        if chosen.run is None:
            return HttpResponseRedirect(self._address_of(chosen, row))
        begins = chosen.begins(row) if chosen.begins else None
        form = chosen.form(request.POST or None, request.FILES or None, initial=begins)
        choices.restrict(form, signed_in_user(request))
        attempt = Attempt(form, is_transaction=not form.is_multipart())
        names_text = four_eyes.is_read_before(act, row)
        if request.method == "POST" and form.is_valid():
            read = {"read": four_eyes.sent(request, row)} if names_text else {}
            try:
                with not_found_unless_allowed(), attempt:
                    if chosen.begins:
                        stale_edits.refuse_values(
                            request, form, chosen.begins(stale_edits.locked(row))
                        )
                    chosen.run(row, by=signed_in_user(request), **read, **form.cleaned_data)
                    messages.success(request, _("Hecho: %(act)s.") % {"act": chosen.label})
                    tell_hours_that_come_twice(request, form)
                    return HttpResponseRedirect(self._after_act(request, object_id))
            except four_eyes.ChangedSinceRead as change:
                return ask_again(request, change)
        context = {
            **self.admin_site.each_context(request),
            "title": chosen.label,
            "opts": self.opts,
            "row": row,
            "form": form,
            "act": chosen,
            "text": four_eyes.text_of(act, row) if names_text else {},
            "seen": stale_edits.digest_of(begins) if begins is not None else "",
        }
        return TemplateResponse(request, "admin/act.html", context, status=attempt.status)

    def _after_act(self, request: HttpRequest, object_id: str) -> str:
        """Return where an act leads: to the thing, or to the list where it is there no more."""
        row = self.get_object(request, object_id)
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}"
        if row is None or not self.has_view_permission(request, row):
            return reverse(f"{name}_changelist")
        return reverse(f"{name}_change", args=[row.pk])

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: Any) -> None:
        """Save the rows below, and show what was taken."""
        super().save_related(request, form, formsets, change)
        tell_hours_that_come_twice(request, form)

    def log_addition(self, request: HttpRequest, obj: ModelT, message: Any) -> Any:
        """Write no second log: the journal is the record."""

    def log_change(self, request: HttpRequest, obj: ModelT, message: Any) -> Any:
        """Write no second log: the journal is the record."""


class ReadOnlyAdmin(StaffAdmin[ModelT]):
    """A model that is looked at, never edited, in the admin."""

    edit_act = ""
