"""Ballots, options and votes as published data: of secret ones never who voted what."""

from django.utils.translation import gettext_lazy as _

from forums.bodies.quorum import TieRule
from forums.sessions.datasets.session import BY_SESSION, OF_SESSION
from forums.sessions.models import (
    Ballot,
    BallotOption,
    Vote,
)
from forums.sessions.states import (
    BALLOT,
    FINISHED_BALLOT,
    BallotState,
)
from ogp_portal.foundation.api.columns import ID, MODIFIED, api_address, choice, count, reference
from ogp_portal.foundation.api.datasets import Child, Column, Dataset, Filter

BALLOTS = Dataset(
    name="ballots",
    heading="votaciones",
    title=_("Votaciones"),
    sentence=_(
        "Qué se votó, con qué quórum y qué resultó. De las secretas se publica quién "
        "votó y cuántos votos tuvo cada opción, no quién votó qué."
    ),
    rows=lambda user: Ballot.objects.allowing("view", user).filter(state__in=FINISHED_BALLOT),
    key="id",
    key_path="public_id",
    columns=(
        ID,
        OF_SESSION,
        Column("position", "orden", _("Orden."), "integer"),
        Column("question", "pregunta", _("Qué se votó."), "string"),
        Column("is_secret", "secreta", _("Si fue secreta."), "boolean"),
        choice("tie_rule", "empate", _("Qué pasa si hay empate."), TieRule.choices),
        choice(
            "state",
            "estado",
            _("Contada o sin efecto."),
            tuple(
                choice
                for choice in BALLOT.choices
                if choice[0] in {BallotState.COUNTED, BallotState.VOID}
            ),
        ),
        Column("state_reason", "motivo", _("Por qué quedó sin efecto."), "text"),
        count("seats_called", "asientos", _("Asientos con voto."), _("asientos")),
        count("quorum_needed", "quorum", _("Asientos que hacían falta."), _("asientos")),
        count("voters", "votaron", _("Asientos que votaron."), _("asientos")),
        Column("has_quorum", "hubo_quorum", _("Si hubo quórum."), "boolean"),
        Column("is_tie", "hubo_empate", _("Si hubo empate."), "boolean"),
        Column("winner", "aprobada", _("Opción aprobada; vacío: ninguna."), "string"),
        api_address("ballots", "public_id"),
        MODIFIED,
    ),
    filters=BY_SESSION,
    children=(
        Child(
            "options",
            "ballot-options",
            "ballot_id",
            _("Las opciones con sus votos."),
            ("position", "id"),
        ),
    ),
)
BALLOT_OPTIONS = Dataset(
    name="ballot-options",
    heading="opciones-votadas",
    title=_("Opciones votadas"),
    sentence=_("Los votos de cada opción de las votaciones contadas."),
    rows=lambda user: BallotOption.objects.allowing("view", user),
    key="id",
    key_path="public_id",
    columns=(
        ID,
        reference("ballot", "votacion", _("Votación."), "ballot__public_id", "ballots"),
        Column("position", "orden", _("Orden."), "integer"),
        Column("label", "opcion", _("Opción."), "string"),
        Column("is_abstention", "abstencion", _("Si es abstención."), "boolean"),
        count("votes", "votos", _("Votos."), _("votos")),
        api_address("ballot-options", "public_id"),
        MODIFIED,
    ),
    filters=(Filter("ballot", _("Votación."), "uuid", path="ballot__public_id"),),
)
VOTES = Dataset(
    name="votes",
    heading="votos",
    title=_("Votos de las votaciones abiertas"),
    sentence=_("Qué votó cada asiento en las votaciones abiertas ya contadas."),
    rows=lambda user: Vote.objects.allowing("view", user),
    key="id",
    key_path="public_id",
    columns=(
        ID,
        reference("ballot", "votacion", _("Votación."), "ballot__public_id", "ballots"),
        reference("seat", "asiento", _("Asiento."), "seat__public_id", "seats"),
        Column("represents", "representa", _("A quién representa."), "string", "seat__label"),
        Column("option", "opcion", _("Qué votó."), "string", "option__label"),
        api_address("votes", "public_id"),
        MODIFIED,
    ),
    filters=(Filter("ballot", _("Votación."), "uuid", path="ballot__public_id"),),
)
