"""Index: the addresses of every subject of this app."""

from ogp_portal.foundation.subjects import addresses

urlpatterns = addresses("forums")
