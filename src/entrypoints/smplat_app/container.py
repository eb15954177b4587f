"""Everything the system can do, in one container whose ports are still open."""

from smplat_app.access import AccessUseCases


class UseCases(AccessUseCases):
    """All contexts' use cases. Give it adapters: ``UseCases(begin=..., clock=..., ...)``."""
