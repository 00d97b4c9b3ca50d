"""Importing a government's own spreadsheet, and undoing it."""

from commitments.spreadsheets.workflow.importing import (
    IMPORT,
    apply,
    confirm_import,
    forget_imports,
    import_file,
    read_file,
    request_import,
    run_import,
    undo_import,
)
from commitments.spreadsheets.workflow.looking import (
    look,
    look_at,
    read_mapping,
    read_table,
    write_sheet,
)

__all__ = [
    "IMPORT",
    "apply",
    "confirm_import",
    "forget_imports",
    "import_file",
    "look",
    "look_at",
    "read_file",
    "read_mapping",
    "read_table",
    "request_import",
    "run_import",
    "undo_import",
    "write_sheet",
]
