"""Every write on drafts, their consultations, comments and responses."""

from forums.drafts.workflow.adopting import adopt_version
from forums.drafts.workflow.commenting import Target, comment
from forums.drafts.workflow.consulting import (
    announce_consultation,
    answer_consultation,
    apply_consultation,
    attach_document,
    cancel_consultation,
    discard_consultation,
    move_consultation_window,
    save_consultation,
    save_question,
    without_response,
)
from forums.drafts.workflow.forgetting import forget_voices
from forums.drafts.workflow.moderating import appeal_comment, hide_comment, restore_comment
from forums.drafts.workflow.own_comments import (
    concur,
    edit_comment,
    erase_concurrences,
    take_back_concurrence,
    withdraw_comment,
)
from forums.drafts.workflow.parts import digest_of, standing_parts
from forums.drafts.workflow.publishing import publish_version
from forums.drafts.workflow.registering import register_draft
from forums.drafts.workflow.reporting import FEEDBACK_REPAIR, finish_report_now
from forums.drafts.workflow.responding import (
    answer_comments,
    approve_response,
    assign_comments,
    edit_response,
    link_changes,
)
from forums.drafts.workflow.writing import (
    begin_draft,
    begin_version,
    import_version,
    save_version,
)

__all__ = [
    "FEEDBACK_REPAIR",
    "Target",
    "adopt_version",
    "announce_consultation",
    "answer_comments",
    "answer_consultation",
    "appeal_comment",
    "apply_consultation",
    "approve_response",
    "assign_comments",
    "attach_document",
    "begin_draft",
    "begin_version",
    "cancel_consultation",
    "comment",
    "concur",
    "digest_of",
    "discard_consultation",
    "edit_comment",
    "edit_response",
    "erase_concurrences",
    "finish_report_now",
    "forget_voices",
    "hide_comment",
    "import_version",
    "link_changes",
    "move_consultation_window",
    "publish_version",
    "register_draft",
    "restore_comment",
    "save_consultation",
    "save_question",
    "save_version",
    "standing_parts",
    "take_back_concurrence",
    "withdraw_comment",
    "without_response",
]
