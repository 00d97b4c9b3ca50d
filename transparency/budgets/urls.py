"""Addresses of budgets, citizen sheets and findings."""

from django.urls import path

from transparency.budgets import views

urlpatterns = [
    path("presupuesto/", views.institution_list, name="budget"),
    path("presupuesto/comparar/", views.compare, name="budget_compare"),
    path("presupuesto/archivos/<slug:slug>/", views.source_file, name="budget_file"),
    path("presupuesto/cuentas/<slug:slug>/", views.account, name="budget_accounts"),
    path("presupuesto/cuentas/<slug:slug>/<account:code>/", views.account, name="budget_account"),
    path("presupuesto/<slug:slug>/", views.institution, name="budget_institution"),
    path("presupuesto/<slug:slug>/<year:year>.zip", views.fiscal_package, name="budget_package"),
    path("fichas/", views.sheet_list, name="sheet_list"),
    path("fichas/<slug:slug>/", views.sheet, name="sheet"),
    path("fichas/<slug:slug>.pdf", views.sheet_pdf, name="sheet_pdf"),
    path("hallazgos/", views.finding_list, name="finding_list"),
    path("hallazgos/<slug:slug>/", views.finding, name="finding"),
]
