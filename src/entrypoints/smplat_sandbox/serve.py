"""Running the sandbox by itself, on granian inside this process."""

import asyncio
import signal
import socket

from granian.constants import Interfaces
from granian.server.embed import Server

from smplat_sandbox.app import create_sandbox
from smplat_sandbox.settings import SandboxSettings


async def serve(settings: SandboxSettings) -> None:
    """Serve until SIGINT or SIGTERM; the state is saved before this returns.

    Raises OSError when the port is taken, ValueError when the saved state cannot be read.
    """
    claim(settings.host, settings.port)
    server = Server(
        create_sandbox(settings),
        address=settings.host,
        port=settings.port,
        interface=Interfaces.ASGI,
        websockets=False,
        log_enabled=False,
    )
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, server.stop)
    await server.serve()


def claim(host: str, port: int) -> None:
    """Refuse a taken port: granian alone would share it and each would get half the requests."""
    with socket.create_server((host, port)):
        pass
