"""The single form of proposals, and what the secretariat types about them; no rule lives here."""

import uuid
from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from commitments.organizations.models import Territory
from commitments.plans.models import Value
from forums.bodies.models import CITIZENS
from forums.proposals.models import GroupHeadcount
from forums.proposals.models.proposal import SECTORS
from ogp_portal.foundation.documents.form_fields import (
    CleanTextField,
    FilesField,
    KeyField,
    UploadField,
    WholeNumberField,
    area,
    moment,
)


class ProposalTextForm(forms.Form):
    """What is proposed: the four questions by which a commitment is built."""

    title = CleanTextField(label=_("Tu propuesta en una línea"), max_length=150)
    problem = area(_("¿Qué problema resuelve?"), rows=4, longest=4_000, required=True)
    solution = area(
        _("¿Qué propones hacer?"),
        rows=5,
        longest=6_000,
        required=True,
        help_text=_("Qué debería hacer el gobierno y qué resultado esperas."),
    )
    actors = area(_("¿Quiénes deberían participar?"), rows=2, longest=2_000)
    territory = forms.ModelChoiceField(
        Territory.objects.filter(kind=Territory.Kind.COMUNA).order_by("name"),
        label=_("Comuna"),
        required=False,
        empty_label=_("Toda la región"),
        to_field_name="code",
    )
    value = forms.ModelChoiceField(
        Value.objects.filter(scheme=Value.Scheme.OGP).order_by("name"),
        label=_("¿Qué fortalece?"),
        required=False,
        empty_label=_("No lo sé"),
        to_field_name="slug",
    )
    sector = forms.ChoiceField(label=_("Propone"), choices=SECTORS, initial=CITIZENS)
    organization_name = CleanTextField(
        label=_("Nombre de la organización, si propones por una"), required=False, max_length=200
    )
    needed_sometimes: ClassVar[tuple[str, ...]] = ("organization_name",)

    def clean(self) -> dict[str, object]:
        """Ask for the organization's name where one proposes."""
        cleaned = super().clean() or {}
        if cleaned.get("sector") not in {None, CITIZENS} and not cleaned.get("organization_name"):
            self.add_error(
                "organization_name",
                _("Escribe el nombre de la organización, o elige «una persona»."),
            )
        return cleaned


class ProposalForm(ProposalTextForm):
    """The single on-line form."""

    author_name = CleanTextField(label=_("Tu nombre"), required=False, max_length=120)
    is_name_public = forms.BooleanField(
        label=_("Publicar mi nombre junto a la propuesta"), required=False
    )
    email = forms.EmailField(
        label=_("Tu correo electrónico"),
        max_length=254,
        help_text=_(
            "No se publica. Te mandamos un enlace para confirmar y te contamos qué pasa con "
            "tu propuesta."
        ),
    )
    files = FilesField(label=_("Archivos (hasta tres, de 10 MB)"), required=False)  # type: ignore[assignment]
    key = KeyField()
    website = forms.CharField(
        required=False, max_length=200, label=_("Deja este campo vacío")
    )  # people do not see it; programs fill it in

    @classmethod
    def fresh(cls) -> "ProposalForm":
        """Return an empty form with the key of its sending."""
        return cls(initial={"key": uuid.uuid4()})

    def facts(self) -> dict[str, Any]:
        """Return what the workflow takes."""
        return {name: value for name, value in self.cleaned_data.items() if name != "website"}


class PaperForm(ProposalTextForm):
    """A proposal written on paper, entered by who facilitates."""

    gathering = CleanTextField(label=_("En qué encuentro se escribió"), max_length=200)
    email = forms.EmailField(label=_("Correo de quien la propuso, si lo dejó"), required=False)
    files = FilesField(label=_("Fotografía de la hoja"), required=True)  # type: ignore[assignment]
    needed_sometimes: ClassVar[tuple[str, ...]] = ("organization_name", "email")


class SearchForm(forms.Form):
    """The text whose like is looked for."""

    title = forms.CharField(required=False, max_length=1_000)


class TextForm(forms.Form):
    """A text alone: why a proposal should be admitted."""

    text = area(_("Texto"), rows=3, longest=4_000, required=True)


class DecisionForm(forms.Form):
    """One decision over one or several proposals."""

    act = forms.ChoiceField(
        label=_("Decisión"),
        choices=[
            ("admit", _("Admitir")),
            ("not_admit", _("No admitir")),
            ("take_to_table", _("Llevar a una mesa")),
            ("select", _("Seleccionar")),
            ("not_select", _("No seleccionar")),
            ("merge", _("Unir a otra")),
            ("put_in_commitment", _("Es parte de un compromiso")),
        ],
    )
    reason = area(_("Motivo (se publica y se le cuenta a quien propuso)"), rows=3, longest=4_000)
    words = CleanTextField(
        label=_("A cuál propuesta, mesa o compromiso"),
        required=False,
        max_length=200,
        help_text=_("Su número o palabras de su título: búscala y elige."),
    )
    target = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)
    needed_sometimes: ClassVar[tuple[str, ...]] = ("reason", "words", "target")

    def offer(self, targets: Sequence[tuple[str, str]]) -> None:
        """Show what was found, to choose one; nothing to choose from where nothing was."""
        del self.fields["target"]
        if targets:
            self.fields["target"] = forms.ChoiceField(
                label=_("Elige"), choices=list(targets), widget=forms.RadioSelect, required=False
            )


class SplitForm(forms.Form):
    """The parts of a proposal: each begins with its title on a line, then the problem, then what is
    proposed, parted by lines of ---.
    """

    parts = area(
        _("Las partes"),
        rows=12,
        longest=60_000,
        required=True,
        help_text=_(
            "Cada parte: título, problema y propuesta en tres párrafos separados por una "
            "línea vacía. Entre una parte y otra, una línea con ---."
        ),
    )
    reason = area(_("Motivo (se publica)"), rows=3, longest=4_000, required=True)

    def read(self) -> list[dict[str, str]]:
        """Return the parts; one that lacks something has it empty."""
        parts = []
        for part in self.cleaned_data["parts"].split("\n---\n"):
            words = [*part.strip().split("\n\n", 2), "", "", ""]
            parts.append(
                {
                    "title": " ".join(words[0].split())[:150],
                    "problem": words[1],
                    "solution": words[2],
                }
            )
        return parts


class WindowForm(forms.Form):
    """A new window of a call, and why."""

    opens_at = moment(_("Abre"), required=True)
    closes_at = moment(_("Cierra (ese instante ya no)"), required=True)
    reason = area(_("Motivo (se publica)"), rows=3, longest=4_000, required=True)


class FileForm(forms.Form):
    """A file that belongs to a proposal: public with its text."""

    title = CleanTextField(label=_("Título"), max_length=200)
    file = UploadField(label=_("Archivo (hasta 10 MB)"))


class CountForm(forms.Form):
    """Who came to a working group."""

    sector = forms.ChoiceField(
        label=_("Sector"), choices=GroupHeadcount._meta.get_field("sector").choices or []
    )
    organization_name = CleanTextField(
        label=_("Organización, si vinieron por una"), required=False, max_length=200
    )
    needed_sometimes: ClassVar[tuple[str, ...]] = ("organization_name",)
    territory = forms.ModelChoiceField(
        Territory.objects.order_by("name"), label=_("Comuna o región"), required=False
    )
    people = WholeNumberField(label=_("Personas"), min_value=1, max_value=1_000_000)
