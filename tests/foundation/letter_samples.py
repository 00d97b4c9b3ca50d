"""One letter of each kind, with what it is made of: for its checks, and to be looked at."""

import datetime
from types import SimpleNamespace as Row

from ogp_portal.foundation.events.letter_layout import Section
from ogp_portal.models import JournalEntry

SITE = "https://gobiernoabierto.example"
DAY = datetime.date(2026, 11, 30)
AT = datetime.datetime(2026, 12, 3, 21, 30, tzinfo=datetime.UTC)
LONG = (
    "Implementar una Mesa de Emergencia Hídrica Comunal con participación vinculante de comités de "
    "agua potable rural, juntas de vecinos y organizaciones ambientales de Renca y Quilicura"
)
COMMITMENT = Row(title=LONG, slug="mesa-hidrica")
FORUM = Row(name="Foro Multiactor de Gobierno Abierto", slug="foro")
SESSION = Row(
    title="Quinta sesión",
    slug="quinta-sesion",
    forum=FORUM,
    starts_at=AT,
    ends_at=AT + datetime.timedelta(hours=2),
    place="Biblioteca municipal, sala 2",
    remote_url="https://reunion.example/foro-multiactor-quinta-sesion?clave=abcdefghijklmnopqrstuv",
)
CONSULTATION = Row(
    title="Borrador del compromiso de agua",
    slug="agua",
    version=Row(draft=Row(slug="agua-borrador")),
)
COMMENT = Row(number=12, state_reason="Nombra a una persona privada y su domicilio.")
CALL = Row(title="¿Qué debería prometer tu municipio?", slug="que-prometer")
PROPOSAL = Row(
    pk=7,
    number=38,
    title="Sombra y agua en las plazas de la población Huamachuco",
    slug="sombra-y-agua",
    answer_due_on=DAY,
    get_state_display="admitida",
)
INQUIRY = Row(
    kind="challenge",
    answer_due_on=DAY,
    get_state_display="acogida",
    state_reason="Fuimos a mirar: la fuente está, pero sin agua.\n\nSe corrige el reporte.",
    has_reopened=True,
)
ENTRY = JournalEntry(
    act="reschedule", reason="La licitación quedó desierta.", subject_title=LONG, after={}
)
LINE = Row(
    happened="Te devolvieron un reporte",
    title=f"{LONG} · octubre de 2026",
    follows="El motivo está donde se escribe: corrígelo y envíalo de nuevo.",
    why="Te llega porque editas por la institución que responde.",
    page=f"{SITE}/mi-trabajo/reportes/mesa-hidrica/2026-10/",
)
SECTION = Section(LONG, f"{SITE}/compromisos/mesa-hidrica/", ("Venció un hito.", "Lo que sigue."))
OUTSIDE = {  # what opens with a code that nobody else has
    "confirm": f"{SITE}/confirmar/{'Ab3' * 14}/",
    "follow": f"{SITE}/seguimiento/{'Zy9' * 14}/",
}
LETTERS: dict[str, list[dict[str, object]]] = {
    "account_account_already_exists": [{}],
    "account_address_changed": [{"is_old": True}, {"is_old": False}],
    "account_address_code": [{"code": "7K3-9QX"}],
    "account_email_confirmation": [{"code": "7K3-9QX"}],
    "account_login_code": [{"code": "7K3-9QX"}],
    "account_other": [
        {"words_subject": "A key was added", "words_text": "To your account.\n\nBye"}
    ],
    "account_second_factor_removed": [{}],
    "account_unknown_account": [{}],
    "account_unused": [{"closes_on": DAY}],
    "budget_findings": [
        {"organization": Row(name="Municipalidad de Renca", slug="renca"), "count": 3}
    ],
    "comment_answered": [
        {
            "comment": COMMENT,
            "consultation": CONSULTATION,
            "response": Row(get_outcome_display="acogido en parte", reason="Entró la medida."),
        }
    ],
    "comment_applied": [
        {
            "comment": COMMENT,
            "consultation": CONSULTATION,
            "version": Row(number=2),
            "changes": [Row(number=n, version=Row(number=2)) for n in (1, 4)],
        }
    ],
    "comment_moderated": [
        {"comment": COMMENT, "consultation": CONSULTATION, "is_hidden": is_hidden}
        for is_hidden in (True, False)
    ],
    "commitment_advanced": [{"own": PROPOSAL, "commitment": COMMITMENT, "entry": ENTRY}],
    "digest": [
        {"only": SECTION, "count": 1, "manage": f"{SITE}/seguir/x/"},
        {"sections": [SECTION] * 12, "count": 17, "more": 5, "manage": f"{SITE}/seguir/x/"},
    ],
    "forum_quiet": [
        {"forum": FORUM, "due": "30 de noviembre de 2026", "is_past": is_past}
        for is_past in (False, True)
    ],
    "inquiry_decided": [
        {"inquiry": INQUIRY, "commitment": COMMITMENT, "page": f"{SITE}/preguntas/si-hay-agua/"}
    ],
    "inquiry_received": [
        {"inquiry": Row(kind=kind, answer_due_on=DAY), "commitment": COMMITMENT, **OUTSIDE}
        for kind in ("challenge", "question")
    ],
    "minutes_circulated": [{"session": SESSION, "until": "10 de diciembre de 2026"}],
    "notices": [
        {
            "only": only,
            "sections": sections,
            "has_more": more,
            "work": f"{SITE}/mio/",
            "choose": SITE,
        }
        for only, sections, more in (
            (LINE, [], False),
            (None, [SECTION] * 3, False),
            (None, [SECTION] * 40, True),
        )
    ],
    "offer_answered": [
        {
            "survey": Row(title="¿Con qué puedes ayudar?", slug="ayudar"),
            "offer": Row(
                get_state_display="aceptado", organization=Row(name="Corporación de Deportes")
            ),
            "reason": "Te llamamos en marzo.",
        }
    ],
    "period_closing": [
        {
            "plan": Row(title="Plan de Acción 2026–2027", slug="plan"),
            "month": datetime.date(2026, 10, 1),
            "closes_on": DAY,
            "missing": missing,
            "waiting": waiting,
            "sections": [SECTION] * 3,
        }
        for missing, waiting in (([1, 2], [3]), ([], [1, 2, 3]))
    ],
    "proposal_confirm": [{"call": CALL, **OUTSIDE}],
    "proposal_decided": [
        {
            "own": PROPOSAL,
            "proposal": PROPOSAL,
            "reason": "Cabe en lo que el municipio puede hacer.",
        },
        {
            "own": PROPOSAL,
            "proposal": Row(**{**vars(PROPOSAL), "pk": 8}),
            "group": Row(title="Agua"),
        },
    ],
    "proposal_received": [{"own": PROPOSAL, "call": CALL}],
    "proposal_transcribed": [{"proposal": PROPOSAL, "call": CALL, **OUTSIDE}],
    "session_called_off": [{"session": SESSION, "reason": "No hubo quórum."}],
    "session_changed": [{"session": SESSION, "forum": FORUM, "reason": "Choca con el concejo."}],
    "session_convened": [
        {
            "session": SESSION,
            "forum": FORUM,
            "agenda": [Row(position=n, title=f"Punto {n} de la tabla") for n in (1, 2, 3)],
        }
    ],
    "session_reminder": [{"session": SESSION, "forum": FORUM}],
    "subscription": [
        {"what": LONG, "link": f"{SITE}/seguir/x/", "is_confirmed": is_confirmed}
        for is_confirmed in (False, True)
    ],
}
