"""Whether the portal could be brought back, for the first page of the admin."""

import datetime
from typing import Any

from django import template
from django.utils import timezone

from ogp_portal.foundation.permissions import rights
from ogp_portal.models import Backup

register = template.Library()
WORRYING = datetime.timedelta(days=8)


@register.simple_tag(takes_context=True)
def backup_state(context: dict[str, Any]) -> dict[str, object]:
    """Return which backup last came back whole (`verified`), what failed since (`problem`) and the
    `level` of the message; nothing for who may not look at them.
    """
    user = context["request"].user
    if not rights.may_at_all(Backup, "view", user):
        return {}
    seen = Backup.objects.order_by("-started_at")
    verified = seen.verified().first()
    latest = seen.filter(ended_at__isnull=False).first()
    problem = latest.problem if latest else ""
    is_old = verified is None or verified.started_at < timezone.now() - WORRYING
    level = "warning" if is_old or problem else "success"
    return {"verified": verified, "problem": problem, "level": level}
