"""A worker tells of itself on a port of its own, if it is given one."""

import socket
import urllib.error
import urllib.request

import pytest

from smplat_worker.metrics import JOB_SECONDS, serve_metrics

HERE = "127.0.0.1"


def a_free_port() -> int:
    with socket.socket() as taken:
        taken.bind((HERE, 0))
        return int(taken.getsockname()[1])


def scraped(port: int) -> str:
    with urllib.request.urlopen(f"http://{HERE}:{port}/metrics", timeout=5) as answer:
        return str(answer.read().decode())


def test_attempts_of_jobs_can_be_scraped_while_the_worker_runs() -> None:
    JOB_SECONDS.labels("orders", "test.scraped", "completed").observe(0.2)
    port = a_free_port()

    with serve_metrics(HERE, port):
        text = scraped(port)

    assert 'smplat_job_seconds_count{job="test.scraped",outcome="completed",queue="orders"}' in text
    with pytest.raises(urllib.error.URLError):
        scraped(port)


def test_without_a_port_nothing_is_served() -> None:
    with serve_metrics(HERE, 0):
        pass
