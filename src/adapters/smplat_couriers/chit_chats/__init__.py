"""Chit Chats: shipments by number, and webhooks through a signed relay."""

from smplat_couriers.chit_chats.client import ChitChatsClient
from smplat_couriers.chit_chats.courier import ChitChatsCourier
from smplat_couriers.chit_chats.settings import ChitChatsSettings
from smplat_couriers.chit_chats.translate import answers

__all__ = ["ChitChatsClient", "ChitChatsCourier", "ChitChatsSettings", "answers"]
