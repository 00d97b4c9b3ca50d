"""Setting the second factor up: allauth's page, after which the recovery codes are shown."""

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.totp.views import ActivateTOTPView
from django.http import HttpResponse


class Activate(ActivateTOTPView):  # type: ignore[misc,unused-ignore] # allauth has no types
    """Asks for a code of the application; whoever typed it has just proved the factor."""

    def form_valid(self, form: object) -> HttpResponse:
        """Keep the factor."""
        answer: HttpResponse = super().form_valid(form)
        record_authentication(
            self.request, self.request.user, "mfa", type="totp", reauthenticated=True
        )
        return answer


activate = Activate.as_view()
activate.mark = "signed_in"
