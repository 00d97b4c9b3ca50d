"""The preamble of `manage.py`: from bare Debian with python3.11 to the project's environment.

Standard library only. Each step says what it does, may be repeated, and writes its stamp last, so
that a run killed half-way starts again. Everything goes into `.venv` and `var/`; deleting both
undoes it. Two runs at once wait for each other.
"""

from ogp_portal.foundation.runtime.bootstrap.entrance import enter
from ogp_portal.foundation.runtime.bootstrap.pango import load_pango
from ogp_portal.foundation.runtime.bootstrap.steps import ROOT

__all__ = ["ROOT", "enter", "load_pango"]
