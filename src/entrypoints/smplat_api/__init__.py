"""The HTTP entrypoint."""

from smplat_api.application import ROUTES, ApiParts, create_app

__all__ = ["ROUTES", "ApiParts", "create_app"]
