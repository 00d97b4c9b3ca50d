"""Where each thing stands on a picture: boxes, lines that fit them, the rail, bars and the code
that leads to the page. Values in, values out.

Everything written is a `Line` that knows the box it must stay in and the colour it stands on, so
that tests measure what is drawn.
"""

from transparency.infographics.layout.blocks import QUIET_ZONE
from transparency.infographics.layout.drawing import Drawing, Line, Shape
from transparency.infographics.layout.marks import draw_mark
from transparency.infographics.layout.pictures import tall, wide
from transparency.infographics.layout.qr import code

__all__ = ["QUIET_ZONE", "Drawing", "Line", "Shape", "code", "draw_mark", "tall", "wide"]
