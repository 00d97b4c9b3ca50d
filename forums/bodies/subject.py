"""What forums, their seats and alliances give to the whole portal."""

from celery.schedules import crontab
from django.db.models import OuterRef
from django.utils.translation import gettext_lazy as _

from forums.bodies import access, datasets, listeners, tasks, workflow
from forums.bodies.models import Alliance, Forum, Seat
from ogp_portal.foundation.events.journal import Act
from ogp_portal.foundation.events.search_index import Findable, joined
from ogp_portal.foundation.events.topics import page
from ogp_portal.foundation.personal_data import Personal
from ogp_portal.foundation.subjects import Listener, Scheduled, Subject

SUBJECT = Subject(
    position=10,
    access=access,
    datasets=(datasets.FORUMS, datasets.SEATS, datasets.ALLIANCES),
    listeners=(
        Listener(
            "forums.convene",
            acts=listeners.CLOSES,
            of_interest=listeners.convenes,
            run=listeners.convene,
        ),
    ),
    calendar=(Scheduled("forget-who-sat", tasks.forget_who_sat, crontab(hour="3", minute="35")),),
    personal={
        Seat: {
            "user": Personal(
                _("Que cada asiento vote y reciba sus convocatorias."),
                _("Cinco años desde que el asiento termina."),
                _("La persona y la secretaría del foro; el público ve a quién representa."),
                kept_by=(workflow.forget_who_sat,),
            ),
        },
    },
    without_personal_data=(Alliance, Forum),
    acts={
        "register_seat": Act(_("Se cargó un asiento"), loads=True),
        "register_alliance": Act(_("Se cargó una alianza"), loads=True),
        "add_seat": Act(_("Se nombró un asiento")),
        "edit_seat": Act(_("Cambió un asiento")),
    },
    named=("seat", "alliance"),
    found=(
        Findable(
            "foros",
            _("Foros y mesas"),
            page("forum"),
            Forum,
            title="name",
            words=(
                "purpose",
                "composition",
                "founding_act",
                "convener__name",
                joined(Seat.objects.filter(forum=OuterRef("pk")), "label"),
            ),
            year="starts_on__year",
            places=("convener__territory__slug", "convener__territory__region__slug"),
            of="convener__name",
            changed_by={"forums.seat": "seats"},
        ),
    ),
)
