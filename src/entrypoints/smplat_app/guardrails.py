"""Use cases of guardrails."""

from dependency_injector.providers import List, Singleton

from smplat_app.experiments import ExperimentsUseCases
from smplat_app.ports import Ports
from smplat_core.guardrails import (
    AcceptFollowUp,
    TellHouseTerms,
    TellServiceTerms,
    UndoFollowUp,
)

BEGIN, CLOCK, IDS = Ports.begin, Ports.clock, Ports.ids


class GuardrailsUseCases(Ports):
    tell_service_terms = Singleton(TellServiceTerms, begin=BEGIN, clock=CLOCK, ids=IDS)
    tell_house_terms = Singleton(TellHouseTerms, begin=BEGIN, clock=CLOCK)
    undo_follow_up = Singleton(
        UndoFollowUp, begin=BEGIN, clock=CLOCK, undos=List(ExperimentsUseCases.undo_variant_pause)
    )
    accept_follow_up = Singleton(AcceptFollowUp, begin=BEGIN, clock=CLOCK)
