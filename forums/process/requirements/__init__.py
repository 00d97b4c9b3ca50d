"""What a plan's process must comply with, worked out from the facts of the portal: OGP's minimum
requirements and clocks, and the dates of Chilean law. No query and no clock in here.
"""

from forums.process.requirements.law import required_by_law
from forums.process.requirements.ogp import required_by_ogp
from forums.process.requirements.status import Facts, Requirement, Status

__all__ = ["Facts", "Requirement", "Status", "required_by_law", "required_by_ogp"]
