"""How an amount is read, for a field that shows it while somebody types."""

from django.http import HttpRequest, JsonResponse

from ogp_portal.foundation import money
from ogp_portal.foundation.documents.form_fields import LONGEST_AMOUNT
from ogp_portal.foundation.permissions.decorators import public


@public(cache=300, reads=("texto",))
def read_amount(request: HttpRequest) -> JsonResponse:
    """Say how a text is read as an amount, in the language of the address."""
    text = request.GET.get("texto", "")[:LONGEST_AMOUNT]
    return JsonResponse({"understood": money.understood(text)})
