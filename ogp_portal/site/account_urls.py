"""The few pages of allauth this house uses: sign up and enter by a mailed code, leave.

No passwords, so no pages for them; the names that the library's views send people to lead to their
own work.
"""

from allauth.account import views
from django.urls import path
from django.views.generic import RedirectView

from ogp_portal.administration.views import close_sessions
from ogp_portal.site import own_address, own_data

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
    path("correo/", own_address.own_address, name="own_address"),
    path("salir/", views.logout, name="account_logout"),
    path("sesiones/", close_sessions, name="account_sessions"),
    path("crear/", views.signup, name="account_signup"),
    path("crear/confirmar/", views.email_verification_sent, name="account_email_verification_sent"),
    path("inactiva/", views.account_inactive, name="account_inactive"),
    path("reautenticar/", views.reauthenticate, name="account_reauthenticate"),
]
