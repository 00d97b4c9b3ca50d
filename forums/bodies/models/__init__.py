"""The bodies that decide together: forums of every kind and who sits in them; alliances; and
attendance counted without names.
"""

from forums.bodies.models.alliance import Alliance
from forums.bodies.models.forum import Forum
from forums.bodies.models.headcount import CITIZENS, Headcount
from forums.bodies.models.seat import COUNTED, Seat, SeatKind

__all__ = ["CITIZENS", "COUNTED", "Alliance", "Forum", "Headcount", "Seat", "SeatKind"]
