"""The few pages of allauth this house uses: enter by code, leave. No sign-up, no passwords, so no pages for them."""

from allauth.account import views
from django.urls import path

urlpatterns = [
    path("login/", views.login, name="account_login"),
    path("login/codigo/", views.request_login_code, name="account_request_login_code"),
    path("login/codigo/confirmar/", views.confirm_login_code, name="account_confirm_login_code"),
    path("salir/", views.logout, name="account_logout"),
    path("cuentas-por-invitacion/", views.signup, name="account_signup"),
    path("inactiva/", views.account_inactive, name="account_inactive"),
    path("reautenticar/", views.reauthenticate, name="account_reauthenticate"),
]
