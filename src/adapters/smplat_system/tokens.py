"""Secrets from the operating system."""

import secrets

from smplat_core.access import Tokens


class SystemTokens(Tokens):
    def new(self) -> str:
        return secrets.token_urlsafe(32)
