"""Every kind of aggregate that is rebuilt from its events, and holding the log against the rows."""

from collections.abc import Mapping
from typing import Final

from dependency_injector.providers import Object, Singleton

from smplat_app.ports import Ports
from smplat_core.fulfillment import FULFILLMENT_FOLD, SHIPMENT_FOLD
from smplat_core.kernel import Fold, ReadHistory, VerifyHistory
from smplat_core.orders import ORDER_FOLD

FOLDS: Final[Mapping[str, Fold]] = {
    fold.aggregate: fold for fold in (ORDER_FOLD, FULFILLMENT_FOLD, SHIPMENT_FOLD)
}


class ReplayUseCases(Ports):
    verify_history = Singleton(VerifyHistory, Ports.history, Object(FOLDS))
    read_history = Singleton(ReadHistory, Ports.history, Object(FOLDS))
