"""Carts and saved configurations over HTTP."""

from typing import Final

from smplat_api.carts.routes import CartController
from smplat_api.carts.saved import SavedConfigurationController

ROUTES: Final = (CartController, SavedConfigurationController)
"""The controllers of this part, mounted by the application."""
