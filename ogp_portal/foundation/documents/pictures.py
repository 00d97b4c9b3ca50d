"""What a JPEG or PNG says besides its picture: taken out without drawing it anew."""

import struct

JPEG, PNG = b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"
SCAN = 0xDA  # from here on a JPEG is its picture
ABOUT_COLOUR = {0xE0, 0xE2, 0xEE}  # JFIF, the profile of colours, Adobe's transform
SAID = {b"tEXt", b"zTXt", b"iTXt", b"eXIf", b"tIME"}


def without_metadata(content: bytes) -> bytes:
    """Return a JPEG or PNG without its camera, place, author, date and comments; anything else, and
    what is damaged, as it is.
    """
    try:
        if content.startswith(JPEG):
            return _jpeg(content)
        if content.startswith(PNG):
            return _png(content)
    except (IndexError, struct.error):
        return content
    return content


def _jpeg(content: bytes) -> bytes:
    kept, place = [content[:2]], 2
    while content[place + 1] != SCAN:
        mark = content[place + 1]
        (length,) = struct.unpack_from("!H", content, place + 2)
        is_said = mark == 0xFE or (0xE0 <= mark <= 0xEF and mark not in ABOUT_COLOUR)
        if content[place] != 0xFF or length < 2:
            return content
        if not is_said:
            kept.append(content[place : place + 2 + length])
        place += 2 + length
    return b"".join([*kept, content[place:]])


def _png(content: bytes) -> bytes:
    kept, place = [PNG], len(PNG)
    while place < len(content):
        (length,) = struct.unpack_from("!I", content, place)
        if content[place + 4 : place + 8] not in SAID:
            kept.append(content[place : place + 12 + length])
        place += 12 + length
    return b"".join(kept)
