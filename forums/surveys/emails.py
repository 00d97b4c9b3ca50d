"""What is written to people about surveys: to who offered help."""

from forums.surveys.models import OfferOfHelp
from ogp_portal.foundation.events import mail


def tell_offer_answered(offer: OfferOfHelp, *, act: str) -> None:
    """Tell who offered help what was decided, once for each act."""
    mail.write(
        "offer_answered",
        to=mail.Recipient(offer.email, offer.language),
        key=f"offer-{offer.pk}-{act}",
        topic=f"offer:{offer.public_id}",
        context={"offer": offer, "survey": offer.survey, "reason": offer.state_reason},
    )
