"""What the processes write on their console."""

from ogp_portal.foundation.runtime import environment


def configuration() -> dict[str, object]:
    """Return the logging of every process, as Django's LOGGING."""
    level = environment.choice(
        "LOG_LEVEL",
        default="WARNING",
        meaning="DEBUG, INFO, WARNING or ERROR.",
        among=("DEBUG", "INFO", "WARNING", "ERROR"),
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["console"], "level": level},
    }
