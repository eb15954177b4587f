"""Logs as JSON lines: who, why, and never a secret."""

import logging
import sys
from collections.abc import MutableMapping
from typing import Any, Final

import structlog

from smplat_core.kernel import current_cause

SECRET_WORDS: Final = ("token", "secret", "password", "authorization", "api_key", "card")
PERSONAL_WORDS: Final = ("email", "phone", "address", "first_name", "last_name")
QUIET: Final = ("httpx", "httpcore", "stripe", "arq.worker", "_granian", "granian.access")


def set_up_logs(level: str, form: str) -> None:
    """Once per process, before anything logs."""
    number = logging.getLevelNamesMapping()[level.upper()]
    renderer: structlog.typing.Processor = (
        structlog.processors.JSONRenderer() if form == "json" else structlog.dev.ConsoleRenderer()
    )
    chain: list[structlog.typing.Processor] = [
        structlog.processors.add_log_level,
        _say_why,
        _hide,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    structlog.configure(
        processors=[*chain, renderer],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.WriteLoggerFactory(file=sys.stdout),
        cache_logger_on_first_use=True,
    )
    logging.basicConfig(
        level=max(number, logging.WARNING), handlers=[_of_libraries(chain, renderer)], force=True
    )
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.ERROR)


def _of_libraries(
    chain: list[structlog.typing.Processor], renderer: structlog.typing.Processor
) -> logging.Handler:
    """What libraries log by the standard way, in the same lines as ours."""
    handler = logging.StreamHandler(sys.stdout)
    last = [structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer]
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[structlog.stdlib.add_logger_name, *chain], processors=last
        )
    )
    return handler


def _say_why(_: object, __: str, entry: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    cause = current_cause()
    entry.setdefault("correlation_id", cause.correlation_id)
    entry.setdefault("actor", cause.actor)
    return entry


def _hide(_: object, __: str, entry: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """The last guard: callers do not log secrets, and if one does, it stays here."""
    for name in entry:
        if any(word in name.lower() for word in (*SECRET_WORDS, *PERSONAL_WORDS)):
            entry[name] = "***"
    return entry
