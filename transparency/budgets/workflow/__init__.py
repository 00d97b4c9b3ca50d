"""Every write about budgets: loading accounts, doing the sums again, answering for what
is found.
"""

from transparency.budgets.workflow.answering import (
    dispute_finding,
    explain_finding,
    settle_finding,
    tell_institution,
)
from transparency.budgets.workflow.checking import check_everything, check_program
from transparency.budgets.workflow.editing import (
    save_account,
    save_link,
    save_program,
    save_reference,
)
from transparency.budgets.workflow.files import Outcome, Result, check_code
from transparency.budgets.workflow.importing import load_files, preview_file
from transparency.budgets.workflow.jobs import confirm_import, preview, request_import, run_import
from transparency.budgets.workflow.registering import (
    SheetLine,
    register_account,
    register_program,
    register_reference,
    register_sheet,
)

__all__ = [
    "Outcome",
    "Result",
    "SheetLine",
    "check_code",
    "check_everything",
    "check_program",
    "confirm_import",
    "dispute_finding",
    "explain_finding",
    "load_files",
    "preview",
    "preview_file",
    "register_account",
    "register_program",
    "register_reference",
    "register_sheet",
    "request_import",
    "run_import",
    "save_account",
    "save_link",
    "save_program",
    "save_reference",
    "settle_finding",
    "tell_institution",
]
