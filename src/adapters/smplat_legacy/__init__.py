"""The legacy system over HTTP, in its own wire format."""

from smplat_legacy.bridge import HttpLegacyBridge
from smplat_legacy.client import LegacyClient
from smplat_legacy.forwarding import HttpWebhookTarget
from smplat_legacy.settings import LegacySettings, policy_of

__all__ = ["HttpLegacyBridge", "HttpWebhookTarget", "LegacyClient", "LegacySettings", "policy_of"]
