"""Every line a process logs can be read by a machine, a library's as well."""

import json
import subprocess
import sys

PROGRAM = """
import logging
import structlog
from smplat_app.logs import set_up_logs

set_up_logs("info", "json")
structlog.get_logger("smplat.api").info("ours", token="smp_secret", email="ana@kestrel.example")
logging.getLogger("asyncpg.pool").warning("a library's %s", "words")
try:
    raise LookupError("why")
except LookupError:
    logging.getLogger("asyncpg.pool").exception("it failed")
"""


def lines() -> list[dict[str, str]]:
    done = subprocess.run(  # noqa: S603 - ourselves: logging is set up once per process
        [sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True
    )
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_ours_and_those_of_libraries_are_lines_of_json_with_cause_and_time() -> None:
    ours, warned, failed = lines()

    assert (ours["event"], warned["event"]) == ("ours", "a library's words")
    assert (ours["token"], ours["email"]) == ("***", "***")
    assert (warned["level"], warned["logger"]) == ("warning", "asyncpg.pool")
    assert "LookupError: why" in failed["exception"]
    assert all({"correlation_id", "actor", "timestamp"} <= line.keys() for line in lines())
