"""The few pages of allauth this house uses: sign up and enter by a mailed code, leave.

No passwords, so no pages for them.
"""

from allauth.account import views
from django.urls import path

urlpatterns = [
    path("login/", views.login, name="account_login"),
    path("login/codigo/", views.request_login_code, name="account_request_login_code"),
    path("login/codigo/confirmar/", views.confirm_login_code, name="account_confirm_login_code"),
    path("salir/", views.logout, name="account_logout"),
    path("crear/", views.signup, name="account_signup"),
    path("crear/confirmar/", views.email_verification_sent, name="account_email_verification_sent"),
    path("inactiva/", views.account_inactive, name="account_inactive"),
    path("reautenticar/", views.reauthenticate, name="account_reauthenticate"),
]
