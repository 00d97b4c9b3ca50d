"""The pages of Mi trabajo: the desk itself, roles handed over and roles lent."""

from commitments.work.views.delegations import delegations
from commitments.work.views.desk import my_work
from commitments.work.views.successions import succession, successions

__all__ = ["delegations", "my_work", "succession", "successions"]
