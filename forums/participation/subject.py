"""What the figures of participation and the pages of a process give to the whole portal."""

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from commitments.plans.models import Plan
from forums.process.models import Stage
from ogp_portal.foundation.subjects import MenuEntry, Page, RowPages, Subject


def plans_with_stages() -> "models.QuerySet[Plan]":
    """Return the plans that everybody sees and whose process has stages."""
    return Plan.objects.allowing("view", AnonymousUser()).filter(
        Exists(Stage.objects.filter(plan=OuterRef("pk")))
    )


TAKING_PART = (
    "/participa/",
    "/convocatorias/",
    "/propuestas/",
    "/mesas/",
    "/foros/",
    "/sesiones/",
    "/borradores/",
    "/consultas/",
    "/encuestas/",
)
SUBJECT = Subject(
    position=70,
    pages=(
        Page(
            "take_part",
            (MenuEntry(_("Participa"), 30, TAKING_PART),),
        ),
        Page("participation_figures"),
        RowPages("plan_process", rows=plans_with_stages),
    ),
)
