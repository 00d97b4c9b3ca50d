"""The month of a plan read as it will be frozen, and the reports there are."""

from transparency.reports.queries.awaited import narratives_of_work
from transparency.reports.queries.freezing import freeze
from transparency.reports.queries.issued import began_on, issued

__all__ = ["began_on", "freeze", "issued", "narratives_of_work"]
