"""Two hundred texts that run in a browser where anything lets them: ways out of each place that a
page puts text in, and what then runs.

Each calls `alert` or asks `evil.example` with its number, which a listener hears.
"""

from django.db import connection, models, transaction
from django.db.utils import DatabaseError

from ogp_portal.foundation.documents.model_fields import TextColumn
from tests.rights.world import things

PLACES = (
    *("", '">', "'>", "</textarea>", "</title>", "</script>", "-->", "</option></select>"),
    '" autofocus onfocus=alert(N) x="',
    "</style></svg></template>",
)
RUNNING = (
    "<script>alert(N)</script>",
    "<img src=x onerror=alert(N)>",
    "<svg onload=alert(N)>",
    "<svg><script>alert(N)</script></svg>",
    "<iframe srcdoc='<script>parent.alert(N)</script>'></iframe>",
    "<input autofocus onfocus=alert(N)>",
    "<details open ontoggle=alert(N)>x</details>",
    "<body onload=alert(N)>",
    "<video><source onerror=alert(N)></video>",
    "<img src=//evil.example/N>",
    "<link rel=stylesheet href=//evil.example/N>",
    "<object data=//evil.example/N></object>",
    "<audio src=x onerror=alert(N)></audio>",
    "<meta http-equiv=refresh content='0;url=//evil.example/N'>",
    "<style>@import '//evil.example/N';</style>",
    "[x](javascript:alert(N))",
    "![x](//evil.example/N)",
    "<a href=javascript:alert(N)>x</a>",
    "<textarea autofocus onfocus=alert(N)></textarea>",
    '<embed src="//evil.example/N">',
)
PAYLOADS = [
    (place + running).replace("N", str(number))
    for number, (place, running) in enumerate(
        (place, running) for running in RUNNING for place in PLACES
    )
]
KEPT = {  # what is no text of a person's, though its column could hold any
    *("slug", "state", "sha256", "media_type", "language", "public_id", "code", "key", "kind"),
    *("signature", "origin", "root", "secret", "topic", "act", "subject_type", "role", "email"),
    *(
        "html",
        "calendar",
        "leave",
        "password",
        "dedupe_key",
        "handler",
        "plan_slug",
        "digest",
        "file_name",
    ),
}
LONGEST = 2_500  # signs of a text of many lines


def texts_of(model: type[models.Model]) -> list[models.Field]:
    """Return the columns of a model that hold what a person typed."""
    return [
        column
        for column in model._meta.concrete_fields
        if isinstance(column, TextColumn)
        and not (column.choices or column.unique or column.generated)
        and (column.max_length or 99) >= 40
        and column.name not in KEPT
        and not column.name.endswith(("_digest", "_sha256", "_hash", "_slug", "_key"))
    ]


def fill(*, turn: int = 0) -> int:
    """Put the texts in every column of every row, another in each, and return in how many columns.

    Another `turn` begins at another text. Triggers sleep meanwhile, so that nothing says no to a
    change of what is published.
    """
    models_of_ours = [model for model in things() if texts_of(model)]
    place, filled = turn * 7, 0
    with connection.cursor() as cursor:
        for model in models_of_ours:
            table = connection.ops.quote_name(model._meta.db_table)
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        for model in models_of_ours:
            keys = list(model._base_manager.order_by("pk").values_list("pk", flat=True))
            for column in texts_of(model):
                worked = False
                for key in keys:
                    place += 1
                    worked |= _put(model, key, column, place)
                filled += worked
    return filled


def _put(model: type[models.Model], key: object, column: models.Field, place: int) -> bool:
    text = text_for(column, place)
    try:
        with transaction.atomic():
            model._base_manager.filter(pk=key).update(**{column.name: text})
    except DatabaseError:  # a constraint on what the column may say
        return False
    return True


def text_for(column: models.Field, place: int) -> str:
    """Return a text that fits the column: one for a line, several for a page."""
    most = column.max_length or LONGEST
    text, step = "", 0
    while step < len(PAYLOADS):
        payload = PAYLOADS[(place + step) % len(PAYLOADS)]
        step += 1
        if len(text) + len(payload) < most:
            text += payload + ("\n\n" if column.max_length is None else "")
            if column.max_length:
                break
        elif text:
            break
    return text
