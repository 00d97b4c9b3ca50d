"""Words for people, as code keeps them: a text, or one that is translated when it is shown."""

from django.utils.functional import Promise

Sentence = str | Promise


def shortened(text: object, most: int) -> str:
    """Return the first whole words of a text that fit in `most` characters, "…" after them where
    some are left out; of a first word that is longer, its beginning.
    """
    whole = " ".join(str(text or "").split())
    if len(whole) <= most:
        return whole
    words = whole[: most - 1]
    if " " in words and whole[most - 1] != " ":
        words = words.rsplit(" ", 1)[0]
    return f"{words.rstrip(' ,;:.')}…"
