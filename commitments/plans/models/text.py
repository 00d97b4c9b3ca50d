"""The words of a promise, which its versions repeat."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from ogp_portal.foundation.documents.model_fields import ProseField, TitleField

SHORT = 140  # "Breve descripción (límite de 140 caracteres)", OGP compliance template


class PromiseText(models.Model):
    """The words of the promise: the fields of the template and the parts of a commitment in the
    guide of Chile's fifth plan.
    """

    title = TitleField(_("nombre"), max_length=300)
    summary = ProseField(
        _("breve descripción"),
        blank=True,
        help_text=_("Una oración que cualquiera entienda. Límite: 140 caracteres."),
    )
    problem = ProseField(
        _("problema o statu quo"),
        blank=True,
        help_text=_("¿Qué problema aborda? ¿Cuál es la brecha en gobierno abierto?"),
    )
    objective = ProseField(_("objetivo principal"), blank=True)
    description = ProseField(
        _("descripción"), blank=True, help_text=_("¿Cuál es el compromiso? ¿Qué implica?")
    )
    components = ProseField(
        _("componentes y productos entregables"),
        blank=True,
        help_text=_("Actividades clave y productos entregables."),
    )
    relevance = ProseField(_("relevancia para los valores OGP"), blank=True)
    ambition = ProseField(_("ambición"), blank=True)
    expected_results = ProseField(_("resultados esperados"), blank=True)
    additional_information = ProseField(_("información adicional"), blank=True)

    class Meta:
        abstract = True

    @property
    def sentence(self) -> str:
        """Return the promise in one sentence: its brief description, or the first sentence of what
        its source says.
        """
        whole = self.summary or self.objective or self.description
        if len(whole) <= SHORT:
            return whole
        lines = [line.strip().removeprefix("- ") for line in whole.split("\n") if line.strip()]
        opening = f"{lines[0]} {'; '.join(lines[1:])}" if lines[0].endswith(":") else lines[0]
        return opening.split(". ")[0].strip().rstrip(".") + "."

    @classmethod
    def text_fields(cls) -> list[str]:
        """Return the names of the fields that make the promise's text."""
        return [field.name for field in PromiseText._meta.get_fields()]
