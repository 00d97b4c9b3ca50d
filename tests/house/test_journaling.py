"""Every write leaves a row in the journal: a function of a workflow that writes, by itself or by
those it calls, records, by itself or by those it calls.

Functions that only read are found by reading them; those that write and rightly record nothing are
named here by their module, with the reason.
"""

from tests.house.calls import Code
from tests.house.source import dotted, modules, read

RECORD = "ogp_portal.foundation.events.journal.record"
HERS = "a person's own act: no journal may tell who and when"
MEASURES = "works out again what the act that was recorded changed"
MADE = "makes what an act that was recorded asked for"
COUNTED = "keeps count of letters that were sent; what was sent to whom is nobody's to read"
ERASED = "whoever erases a person, or withdraws, records it once, and never of whom"
LAPSED = "what was never confirmed did nothing; that it was proposed is recorded"
SILENT = {
    "commitments.inquiries.workflow.erasing": {"erase_words": ERASED, "erase_address": ERASED},
    "commitments.organizations.workflow.roles": {
        "erase_proposals": ERASED,
        "forget_proposals": LAPSED,
    },
    "commitments.work.workflow.succeeding": {
        "erase_successions": ERASED,
        "forget_successions": LAPSED,
    },
    "commitments.notes.workflow": {
        "erase_notes": ERASED,
        "forget_notes": "what a note said is nobody's to read, and that it was written is recorded",
    },
    "commitments.amendments.workflow.writing": {
        "keep_changes": "writes the parts of an amendment; whoever saves or approves it records it",
    },
    "commitments.amendments.workflow.applying": {
        "writes": "writes one change of an amendment; whoever puts it in force records it",
        "save_plan": "saves a plan that was amended; whoever puts it in force records it",
        "save_commitment": "saves what was amended; whoever puts it in force records it",
    },
    "commitments.plans.workflow.commitment": {
        "keep_version": "writes a version of the text; whoever publishes or amends records it",
    },
    "commitments.plans.workflow.contact": {
        "forget_with": "whoever deletes the commitment records it",
    },
    "commitments.plans.workflow.drafting": {"discard_commitment": "`undoing.discard` records it"},
    "commitments.plans.workflow.measures": {"refresh_measures": MEASURES, "note_reports": MEASURES},
    "commitments.progress.workflow.reviewing": {"note_reports": MEASURES},
    "forums.drafts.workflow.commenting": {"comment": HERS},
    "forums.drafts.workflow.own_comments": {
        "edit_comment": HERS,
        "withdraw_comment": HERS,
        "concur": HERS,
        "take_back_concurrence": HERS,
        "erase_concurrences": ERASED,
    },
    "forums.drafts.workflow.forgetting": {"erase_voices": ERASED},
    "forums.drafts.workflow.parts": {
        "write_sections": "writes the parts of a version; whoever begins or imports it records it",
    },
    "forums.drafts.workflow.reporting": {
        "order_report": MADE,
        "make_report": MADE,
    },
    "forums.proposals.workflow.erasing": {
        "erase_words": ERASED,
        "erase_author": ERASED,
        "delete_files": ERASED,
        "delete_proposals": ERASED,
        "erase_supports": ERASED,
    },
    "forums.proposals.workflow.attaching": {
        "keep_files": "files come with a proposal; whoever receives it records it",
    },
    "forums.proposals.workflow.review_queue": {
        "enter": "gives a number and a deadline; whoever confirms or registers records it",
    },
    "forums.proposals.workflow.supporting": {"support": HERS, "withdraw_support": HERS},
    "forums.sessions.workflow.minutes": {"make_minutes_pdf": MADE},
    "forums.surveys.workflow.answering": {"submit_answers": HERS},
    "forums.surveys.workflow.forgetting": {"erase_respondents": ERASED},
    "ogp_portal.administration.workflow": {
        "back_up": "its own row is the record",
        "erase_changes": ERASED,
        "forget_changes": LAPSED,
        "forget_logins": "when somebody entered is nobody's to read",
    },
    "transparency.budgets.workflow.copying": {
        "insert_periods": "writes what was read from files; whoever loads them records it",
    },
    "transparency.subscriptions.workflow.following": {
        "subscribe": HERS,
        "confirm_subscription": HERS,
        "change_frequency": HERS,
        "leave_topic": HERS,
        "leave_all": HERS,
        "erase_subscribers": ERASED,
        "forget_requests": HERS,
        "count_bounce": COUNTED,
    },
    "transparency.subscriptions.workflow.sending": {"forget_digests": COUNTED},
    "transparency.webhooks.workflow": {
        "enqueue_owed": "marks what is on its way",
        "send": "marks what was delivered of what the journal itself says",
    },
}


def workflows() -> Code:
    code = Code()
    for path in modules():
        if path.name == "workflow.py" or path.parent.name == "workflow":
            code.read(dotted(path), read(path))
    return code


def silent(code: Code) -> dict[str, set[str]]:
    """Return the public functions that write and record nothing, by module."""
    quiet = code.reaching(code.writing) - code.reaching({RECORD})
    found: dict[str, set[str]] = {}
    for name in quiet:
        module, _dot, function = name.rpartition(".")
        if not function.startswith("_"):
            found.setdefault(module, set()).add(function)
    return found


def test_every_write_function_calls_the_journal():
    assert silent(workflows()) == {module: set(names) for module, names in SILENT.items()}


def test_a_planted_write_without_a_record_is_caught():
    code = Code()
    code.read(
        "planted.workflow",
        "from ogp_portal.foundation.events import journal\n"
        "def burn(row):\n    row.delete()\n"
        "def burn_all(rows):\n    [burn(row) for row in rows]\n"
        "def close(row):\n    row.save()\n    _note(row)\n"
        "def _note(row):\n    journal.record('close', row, role='x')\n"
        "def look(row):\n    return row.title\n",
    )
    assert silent(code) == {"planted.workflow": {"burn", "burn_all"}}
