# What the portal uses of Celery, which comes without types.
from collections.abc import Callable
from typing import Any, Generic, ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")

class Task(Generic[P, R]):
    name: str
    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> R: ...
    def run(self, *args: P.args, **kwargs: P.kwargs) -> R: ...
    def apply_async(self, *, expires: float | None = None, retry: bool = True) -> object: ...

class Celery:
    conf: Any
    def __init__(self, name: str) -> None: ...
    def task(
        self, *, name: str, soft_time_limit: float | None = None, time_limit: float | None = None
    ) -> Callable[[Callable[P, R]], Task[P, R]]: ...

def shared_task(
    *, name: str, soft_time_limit: float | None = None, time_limit: float | None = None
) -> Callable[[Callable[P, R]], Task[P, R]]: ...
