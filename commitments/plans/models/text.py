"""The words of a promise, which its versions repeat."""

from django.db import models
from django.utils.translation import gettext_lazy as _

SHORT = 140  # "Breve descripción (límite de 140 caracteres)", OGP compliance template


class PromiseText(models.Model):
    """The words of the promise: the fields of the template and the parts of a commitment in the
    guide of Chile's fifth plan.
    """

    title = models.CharField(_("nombre"), max_length=300)
    summary = models.TextField(
        _("breve descripción"),
        blank=True,
        help_text=_("Una oración que cualquiera entienda. Límite: 140 caracteres."),
    )
    problem = models.TextField(
        _("problema o statu quo"),
        blank=True,
        help_text=_("¿Qué problema aborda? ¿Cuál es la brecha en gobierno abierto?"),
    )
    objective = models.TextField(_("objetivo principal"), blank=True)
    description = models.TextField(
        _("descripción"), blank=True, help_text=_("¿Cuál es el compromiso? ¿Qué implica?")
    )
    components = models.TextField(
        _("componentes y productos entregables"),
        blank=True,
        help_text=_("Actividades clave y productos entregables."),
    )
    relevance = models.TextField(_("relevancia para los valores OGP"), blank=True)
    ambition = models.TextField(_("ambición"), blank=True)
    expected_results = models.TextField(_("resultados esperados"), blank=True)
    additional_information = models.TextField(_("información adicional"), blank=True)

    class Meta:
        abstract = True

    @classmethod
    def text_fields(cls) -> list[str]:
        """Return the names of the fields that make the promise's text."""
        return [field.name for field in PromiseText._meta.get_fields()]
