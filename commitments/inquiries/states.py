"""WHEN: the life of what somebody asks or objects, from the form to the public answer."""

from django.utils.translation import gettext_lazy as _

from ogp_portal.foundation.permissions.states import Machine, Move, State, States


class InquiryState(States):
    """The states of an inquiry."""

    RECEIVED = State("received", _("por revisar"))
    NOT_PUBLISHED = State("not_published", _("no publicada"), negative=True, final=True)
    PUBLISHED = State("published", _("por responder"))
    ANSWERED = State("answered", _("respondida"), final=True)
    UPHELD = State("upheld", _("acogida"), final=True)
    PARTLY_UPHELD = State("partly_upheld", _("acogida en parte"), final=True)
    DISMISSED = State("dismissed", _("no acogida"), negative=True, final=True)
    WITHDRAWN = State("withdrawn", _("retirada por quien la hizo"), final=True)


INQUIRY = Machine(
    InquiryState,
    moves=(
        Move("publish_inquiry", (InquiryState.RECEIVED,), InquiryState.PUBLISHED),
        Move("refuse_inquiry", (InquiryState.RECEIVED,), InquiryState.NOT_PUBLISHED),
        Move("answer", (InquiryState.PUBLISHED,), InquiryState.ANSWERED, approves=True),
        Move("uphold", (InquiryState.PUBLISHED,), InquiryState.UPHELD, approves=True),
        Move(
            "uphold_in_part",
            (InquiryState.PUBLISHED,),
            InquiryState.PARTLY_UPHELD,
            approves=True,
        ),
        Move("dismiss", (InquiryState.PUBLISHED,), InquiryState.DISMISSED, approves=True),
        Move(
            "withdraw_inquiry",
            (InquiryState.RECEIVED, InquiryState.PUBLISHED),
            InquiryState.WITHDRAWN,
        ),
    ),
)
DECIDED = (
    InquiryState.ANSWERED,
    InquiryState.UPHELD,
    InquiryState.PARTLY_UPHELD,
    InquiryState.DISMISSED,
)
OPEN_INQUIRY = (InquiryState.RECEIVED, InquiryState.PUBLISHED)
UPHELD = (InquiryState.UPHELD, InquiryState.PARTLY_UPHELD)
READABLE = (InquiryState.PUBLISHED, *DECIDED)  # whose text is public
LISTED = (
    *READABLE,
    InquiryState.NOT_PUBLISHED,
)  # that something came and why it is not shown is public, too
OUTCOMES = {"question": ("answer",), "challenge": ("uphold", "uphold_in_part", "dismiss")}
