"""WHEN: the life of what somebody asks or objects, from the form to the public answer."""

from django.utils.translation import gettext_lazy as _

from ogp_portal.foundation.permissions.states import Machine, Move, State

INQUIRY = Machine(
    states=(
        State("received", _("por revisar")),
        State("not_published", _("no publicada"), negative=True, final=True),
        State("published", _("por responder")),
        State("answered", _("respondida"), final=True),
        State("upheld", _("acogida"), final=True),
        State("partly_upheld", _("acogida en parte"), final=True),
        State("dismissed", _("no acogida"), negative=True, final=True),
        State("withdrawn", _("retirada por quien la hizo"), final=True),
    ),
    moves=(
        Move("publish_inquiry", ("received",), "published"),
        Move("refuse_inquiry", ("received",), "not_published"),
        Move("answer", ("published",), "answered"),
        Move("uphold", ("published",), "upheld"),
        Move("uphold_in_part", ("published",), "partly_upheld"),
        Move("dismiss", ("published",), "dismissed"),
        Move("withdraw_inquiry", ("received", "published"), "withdrawn"),
    ),
)
DECIDED = ("answered", "upheld", "partly_upheld", "dismissed")
READABLE = ("published", *DECIDED)  # whose text is public
LISTED = (*READABLE, "not_published")  # that something came and why it is not shown is public, too
OUTCOMES = {"question": ("answer",), "challenge": ("uphold", "uphold_in_part", "dismiss")}
