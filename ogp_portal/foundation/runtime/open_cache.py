"""The shared cache on Redis, open when it fails: without it everything is looked up again and
nothing is refused, and no request waits for it longer than a moment.
"""

import logging
import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

LEFT_ALONE = 5.0  # seconds in which a server that did not answer is not asked again
AWAY = {"until": 0.0}  # for every connection of this process, by the monotonic clock
log = logging.getLogger(__name__)


class OpenRedisCache(RedisCache):
    """Django's cache on Redis, as empty while the server is away."""


def _open(name: str, answer: Callable[[dict[str, Any], tuple[Any, ...]], Any]) -> None:
    """Have a method of the cache answer as an empty one while the server is away."""
    asked: Callable[..., Any] = getattr(RedisCache, name)

    @wraps(asked)
    def method(self: OpenRedisCache, *words: Any, **options: Any) -> Any:
        if time.monotonic() >= AWAY["until"]:
            try:
                return asked(self, *words, **options)
            except (OSError, RedisError) as error:
                AWAY["until"] = time.monotonic() + LEFT_ALONE
                log.warning("The cache is away: %s", error)
        return answer(options, words)

    setattr(OpenRedisCache, name, method)


def _default(options: dict[str, Any], words: tuple[Any, ...]) -> Any:
    """Return the default that `get` was given after its key."""
    return options.get("default", words[1] if len(words) > 1 else None)


_open("get", _default)
_open("get_many", lambda _options, _words: {})
_open("add", lambda _options, _words: True)
_open("set", lambda _options, _words: None)
_open("set_many", lambda _options, _words: [])
_open("touch", lambda _options, _words: False)
_open("delete", lambda _options, _words: False)
_open("delete_many", lambda _options, _words: None)
_open("has_key", lambda _options, _words: False)
_open("clear", lambda _options, _words: False)
