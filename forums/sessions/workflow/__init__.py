"""Every write on sessions, minutes, agreements and ballots."""

from forums.sessions.workflow.agreement import (
    add_agreement,
    drop_agreement,
    follow_up_agreement,
    fulfil_agreement,
    reopen_agreement,
)
from forums.sessions.workflow.attendance import count_public, record_attendance
from forums.sessions.workflow.ballot import count_ballot, open_ballot, save_ballot, void_ballot
from forums.sessions.workflow.convocation import (
    call_off_session,
    change_session,
    convene_session,
    hold_session,
)
from forums.sessions.workflow.minutes import (
    MINUTES_REPAIR,
    answer_observation,
    approve_minutes,
    begin_minutes,
    circulate_minutes,
    confirm_minutes,
    finish_minutes_now,
    make_minutes_pdf,
    observe_minutes,
    save_minutes,
    take_back_minutes,
)
from forums.sessions.workflow.reminders import remind_seats, warn_quiet_forums
from forums.sessions.workflow.session import (
    add_paper,
    discard_session,
    register_session,
    save_agenda_item,
    save_session,
)
from forums.sessions.workflow.voting import cast_vote

__all__ = [
    "MINUTES_REPAIR",
    "add_agreement",
    "add_paper",
    "answer_observation",
    "approve_minutes",
    "begin_minutes",
    "call_off_session",
    "cast_vote",
    "change_session",
    "circulate_minutes",
    "confirm_minutes",
    "convene_session",
    "count_ballot",
    "count_public",
    "discard_session",
    "drop_agreement",
    "finish_minutes_now",
    "follow_up_agreement",
    "fulfil_agreement",
    "hold_session",
    "make_minutes_pdf",
    "observe_minutes",
    "open_ballot",
    "record_attendance",
    "register_session",
    "remind_seats",
    "reopen_agreement",
    "save_agenda_item",
    "save_ballot",
    "save_minutes",
    "save_session",
    "take_back_minutes",
    "void_ballot",
    "warn_quiet_forums",
]
