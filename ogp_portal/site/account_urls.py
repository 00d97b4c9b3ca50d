"""The few pages of allauth this house uses: sign up and enter by a mailed code, leave.

No passwords, so no pages for them; the names that the library's views send people to lead to their
own work.
"""

from allauth.account import views
from allauth.mfa.base import views as factor
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp.views import deactivate_totp
from django.urls import path
from django.views.generic import RedirectView

from ogp_portal.administration.views import close_sessions, own_letters
from ogp_portal.site import own_address, own_data
from ogp_portal.site.second_factor import activate

NOT_OURS = (
    "account_change_password",
    "account_email",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key_done",
    "account_set_password",
)
own_work = RedirectView.as_view(pattern_name="my_work")

urlpatterns = [
    *(path("", own_work, name=name) for name in NOT_OURS),
    path("login/", views.login, name="account_login"),
    path("login/codigo/", views.request_login_code, name="account_request_login_code"),
    path("login/codigo/confirmar/", views.confirm_login_code, name="account_confirm_login_code"),
    path("mis-datos/", own_data.own_data, name="own_data"),
    path("mis-datos/archivo/", own_data.own_data_file, name="own_data_file"),
    path("cartas/", own_letters, name="own_letters"),
    path("correo/", own_address.own_address, name="own_address"),
    path("segundo-factor/", factor.index, name="mfa_index"),
    path("segundo-factor/entrar/", factor.authenticate, name="mfa_authenticate"),
    path("segundo-factor/confirmar/", factor.reauthenticate, name="mfa_reauthenticate"),
    path("segundo-factor/activar/", activate, name="mfa_activate_totp"),
    path("segundo-factor/quitar/", deactivate_totp, name="mfa_deactivate_totp"),
    path("segundo-factor/codigos/", codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path(
        "segundo-factor/codigos/nuevos/",
        codes.generate_recovery_codes,
        name="mfa_generate_recovery_codes",
    ),
    path(
        "segundo-factor/codigos/archivo/",
        codes.download_recovery_codes,
        name="mfa_download_recovery_codes",
    ),
    path("salir/", views.logout, name="account_logout"),
    path("sesiones/", close_sessions, name="account_sessions"),
    path("crear/", views.signup, name="account_signup"),
    path("crear/confirmar/", views.email_verification_sent, name="account_email_verification_sent"),
    path("inactiva/", views.account_inactive, name="account_inactive"),
    path("reautenticar/", views.reauthenticate, name="account_reauthenticate"),
]
