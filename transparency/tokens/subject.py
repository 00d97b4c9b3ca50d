"""What the keys of the API give to the whole portal."""

from ogp_portal.foundation.subjects import Subject
from transparency.tokens import access
from transparency.tokens.models import ApiToken

SUBJECT = Subject(
    position=30,
    access=access,
    machines=(ApiToken,),
    without_personal_data=(ApiToken,),
    never_public=(ApiToken,),
)
