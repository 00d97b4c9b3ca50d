"""Personal data, declared field by field: purpose and retention (Ley 19.628 as amended by Ley
21.719).

A test finds any column of any model that is neither here nor in a model declared free of personal
data.
"""

from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class PersonalField:
    """One column that says something about a person: why it is held, for how long, and
    who sees it.
    """

    column: str
    purpose: Any
    retention: Any
    seen_by: Any

    @property
    def label(self) -> str:
        """Return the model's and the field's names as staff see them."""
        model_label, name = self.column.rsplit(".", 1)
        model = apps.get_model(model_label)
        return (
            f"{model._meta.verbose_name}: "
            f"{getattr(model._meta.get_field(name), 'verbose_name', name)}"
        ).capitalize()


REGISTER: dict[str, PersonalField] = {}
WITHOUT: set[str] = set()


def declare(label: str, **fields: tuple[Any, Any, Any]) -> None:
    """Declare the personal columns of the model `label`; every other column of it holds none."""
    WITHOUT.add(label)
    for name, (purpose, retention, seen_by) in fields.items():
        REGISTER[f"{label}.{name}"] = PersonalField(f"{label}.{name}", purpose, retention, seen_by)


declare(
    "ogp_portal.user",
    email=(
        _("Entrar al portal y recibir avisos del propio trabajo."),
        _("Mientras la cuenta exista; se borra un año después de cerrarla."),
        _("La persona y quien administra cuentas."),
    ),
    name=(
        _("Saber quién hizo cada acto dentro del equipo."),
        _("Mientras la cuenta exista."),
        _("El equipo del plan; nunca el público."),
    ),
    password=(
        _("Django la exige; aquí se entra por código y queda sin uso."),
        _("Mientras la cuenta exista."),
        _("Nadie."),
    ),
    last_login=(_("Cerrar cuentas que nadie usa."), _("Un año."), _("Quien administra cuentas.")),
)
declare("ogp_portal.journalentry")
declare("ogp_portal.outboxmessage")
declare(
    "ogp_portal.ratecount",
    caller=(
        _(
            "Que nadie agote el portal pidiendo datos: se guarda un resumen con clave de la "
            "dirección de red, no la dirección."
        ),
        _("Diez minutos."),
        _("Nadie."),
    ),
)
declare(
    "ogp_portal.letter",
    recipient=(_("Enviar la carta."), _("Treinta días desde que se envió."), _("Nadie.")),
    text=(_("Enviar la carta."), _("Treinta días desde que se envió."), _("Nadie.")),
)
declare(
    "ogp_portal.letterrefusal",
    digest=(
        _(
            "No escribir más a quien no quiere: se guarda un resumen con clave del correo y "
            "el tema."
        ),
        _("Mientras el portal exista."),
        _("Nadie."),
    ),
)
