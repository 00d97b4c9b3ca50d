"""Wiring of addresses."""
urlpatterns = []
