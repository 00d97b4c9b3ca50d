"""The code that leads from a picture to its page."""

import functools

import segno


@functools.lru_cache(maxsize=512)
def code(address: str) -> tuple[int, str]:
    """Return how many modules wide the QR code of an address is (its quiet zone apart), and its
    path in modules.
    """
    symbol = segno.make(address, error="m", micro=False)
    path = []
    for row, cells in enumerate(symbol.matrix):
        start = None
        for column, is_dark in enumerate([*cells, 0]):
            if is_dark and start is None:
                start = column
            elif not is_dark and start is not None:
                path.append(f"M{start} {row}h{column - start}v1h-{column - start}z")
                start = None
    return len(symbol.matrix), "".join(path)
