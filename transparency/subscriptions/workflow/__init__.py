"""Every write on following by mail: asked for and confirmed, mailings begun and sent, bounces
taken.
"""

from transparency.subscriptions.workflow.bounces import take_bounce
from transparency.subscriptions.workflow.following import (
    change_frequency,
    confirm_subscription,
    erase_subscribers,
    find_request,
    forget_requests,
    leave_all,
    leave_topic,
    subscribe,
)
from transparency.subscriptions.workflow.sending import (
    begin_due_mailings,
    begin_mailing,
    forget_digests,
    send_digests,
)

__all__ = [
    "begin_due_mailings",
    "begin_mailing",
    "change_frequency",
    "confirm_subscription",
    "erase_subscribers",
    "find_request",
    "forget_digests",
    "forget_requests",
    "leave_all",
    "leave_topic",
    "send_digests",
    "subscribe",
    "take_bounce",
]
