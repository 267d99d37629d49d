"""What a line of a log may hold: ids, never a secret, never a number. One line a fact, JSON in production.

`configuration()` is Django's LOGGING; gunicorn and Celery are held to it too.
"""

import logging
import logging.config
import os
import re
import sys
import threading
from collections.abc import Mapping
from typing import Any

import structlog
from gunicorn import glogging
from structlog.typing import EventDict, Processor, WrappedLogger

# Gateways carry their secret in the address (api/urls.py), and Django writes addresses into its log.
SECRET_PATH = re.compile(r"(/api/v1/\w+/\w+/)[^/\s?\"']+")
# What people, pages and gateways write between the digits; as repr() and addresses write it, too.
BETWEEN = r"(?:[ .\u00a0\u2009\u202f-]|%20|\\xa0|\\u2009|\\u202f)"
# Anything international, then French mobiles and the numbers of fiction. Slashes only where all are:
# 06/12/2026 is a day.
NUMBER = re.compile(
    rf"(?:\+|%2[Bb])\d(?:{BETWEEN}|\(0\)|\d){{7,}}\d(?![^\W_])"
    r"|(?:(?<![^\W_])|(?<=%[0-9A-Fa-f]{2}))(?<!\d[._])"
    rf"(?:(?:0033|33|0){BETWEEN}?(?:\(0\){BETWEEN}?)?[67](?:{BETWEEN}?\d{{2}}){{4}}|0[67](?:/\d{{2}}){{4}}(?!/))"
    r"(?![^\W_])"
)
EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]+(?:@|%40)[\w-]+(?:\.[\w-]+)*\.[^\W\d_][\w-]+")
FORMATS = ("json", "plain")
FIRST = ("timestamp", "level", "logger", "event")
# GEOS writes the coordinates of a bad shape into its notices: where the police look is not for logs.
# geopy writes what a service answered: what people searched for is not for logs either.
# Django's own handler would write past our formatter while debugging.
LOGGERS: dict[str, dict[str, Any]] = {
    "django.contrib.gis": {"level": "ERROR"},
    "geopy": {"level": "ERROR"},
    # smpplib writes whole messages, numbers included, when it debugs.
    "smpplib": {"level": "WARNING"},
    "django": {"handlers": [], "level": "INFO"},
    "gunicorn.error": {"handlers": [], "level": "WARNING", "propagate": True},
    "celery": {"level": "WARNING"},
    "aiohttp.access": {"level": "ERROR"},
}


def mask(text: str) -> str:
    return NUMBER.sub("***", EMAIL.sub("***", SECRET_PATH.sub(r"\1***", text)))


def masked(logger: WrappedLogger, method: str, event: EventDict) -> EventDict:
    """A processor, the last before the renderer: after it there are only masked words and plain numbers."""
    first = {name: event[name] for name in FIRST if name in event}
    return {mask(str(key)): _safe(value) for key, value in {**first, **event}.items()}


def _safe(value: Any) -> Any:
    if value is None or isinstance(value, bool | float):
        return value
    if isinstance(value, int):
        return "***" if NUMBER.fullmatch(str(value)) else value
    if isinstance(value, Mapping):
        return {mask(str(key)): _safe(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_safe(item) for item in value]
    return mask(str(value))


def plain(logger: WrappedLogger, method: str, event: EventDict) -> str:
    """A line for a person at a terminal; a traceback follows it."""
    head = [event.pop(name, "") for name in FIRST]
    traceback = event.pop("exception", "") or event.pop("stack", "")
    words = [str(head[0]), str(head[1]).upper(), *map(str, head[2:])]
    words += [f"{name}={value}" for name, value in event.items()]
    return " ".join(words) + (f"\n{traceback}" if traceback else "")


BEFORE: list[Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]


class MaskingFormatter(structlog.stdlib.ProcessorFormatter):
    """The one formatter of the one handler: structlog's lines and everybody else's, tracebacks included."""

    def __init__(self, rendering: str) -> None:
        last: Processor = (
            structlog.processors.JSONRenderer(ensure_ascii=False) if rendering == "json" else plain
        )
        processors: list[Processor] = [
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.StackInfoRenderer(),
            structlog.processors.format_exc_info,
            masked,
            last,
        ]
        super().__init__(processors=processors, foreign_pre_chain=BEFORE)


def configuration(*, rendering: str, level: str) -> dict[str, Any]:
    """`rendering` is one of FORMATS."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"()": MaskingFormatter, "rendering": rendering}},
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
        "loggers": LOGGERS,
        "root": {"handlers": ["console"], "level": level},
    }


def configure(config: dict[str, Any]) -> None:
    """Django's LOGGING_CONFIG: what is written by the standard library, by structlog, or by dying."""
    logging.config.dictConfig(config)
    logging.captureWarnings(True)
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *BEFORE,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    sys.excepthook = say_what_ends_us
    threading.excepthook = say_what_ended_a_thread


def say_what_ends_us(kind: type[BaseException], error: BaseException, trace: Any) -> None:
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, trace)
        return
    logging.getLogger("geoalert").critical("ended by an error", exc_info=(kind, error, trace))


def say_what_ended_a_thread(args: threading.ExceptHookArgs) -> None:
    if args.exc_type is not SystemExit and args.exc_value is not None:
        info = (args.exc_type, args.exc_value, args.exc_traceback)
        logging.getLogger("geoalert").critical("a thread was ended by an error", exc_info=info)


class GunicornLogger(glogging.Logger):
    """gunicorn's own words by our handler, from its master process on, where Django is not set up yet."""

    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        self.error_log.handlers.clear()
        self.error_log.propagate = True
        configure(
            configuration(
                rendering=os.environ.get("GEOALERT_LOG_FORMAT", "plain"),
                level=os.environ.get("GEOALERT_LOG_LEVEL", "INFO"),
            )
        )
