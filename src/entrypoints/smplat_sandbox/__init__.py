"""The outside world on your machine: every party speaks its own wire format over HTTP."""

from smplat_sandbox.app import create_sandbox
from smplat_sandbox.serve import serve
from smplat_sandbox.settings import (
    CourierSettings,
    LegacySettings,
    SandboxSettings,
    StripeSettings,
)

__all__ = [
    "CourierSettings",
    "LegacySettings",
    "SandboxSettings",
    "StripeSettings",
    "create_sandbox",
    "serve",
]
