"""Use cases of the catalog."""

from dependency_injector.providers import List, Singleton

from smplat_app.ports import Ports
from smplat_app.pricing import PricingUseCases
from smplat_core.catalog import (
    CheckContent,
    CheckPublication,
    CreateProduct,
    DeleteProduct,
    EditDraft,
    FlagsInForce,
    InspectProduct,
    OfferProduct,
    PublishProduct,
    RestoreProduct,
    SetFlag,
    SetPlatforms,
    TryField,
    WithdrawProduct,
)

BEGIN, CLOCK, IDS = Ports.begin, Ports.clock, Ports.ids


class CatalogUseCases(Ports):
    check_content = Singleton(CheckContent, patterns=Ports.patterns, services=Ports.known_services)
    check_publication = Singleton(
        CheckPublication,
        check=check_content,
        media=Ports.media_queries,
        others=List(PricingUseCases.judge_publication),
    )
    """``others``: what contexts above the catalog have to say before anything is sold."""
    create_product = Singleton(
        CreateProduct, begin=BEGIN, check=check_content, clock=CLOCK, ids=IDS
    )
    edit_product = Singleton(EditDraft, begin=BEGIN, check=check_content, clock=CLOCK)
    delete_product = Singleton(DeleteProduct, begin=BEGIN, clock=CLOCK)
    inspect_product = Singleton(InspectProduct, begin=BEGIN, check=check_publication)
    publish_product = Singleton(PublishProduct, begin=BEGIN, check=check_publication, clock=CLOCK)
    withdraw_product = Singleton(WithdrawProduct, begin=BEGIN, clock=CLOCK)
    restore_product = Singleton(RestoreProduct, begin=BEGIN, check=check_publication, clock=CLOCK)
    set_platforms = Singleton(SetPlatforms, begin=BEGIN, check=check_content, clock=CLOCK)
    try_field = Singleton(TryField, patterns=Ports.patterns)
    set_flag = Singleton(SetFlag, begin=BEGIN, clock=CLOCK, ids=IDS)
    flags_in_force = Singleton(FlagsInForce, queries=Ports.flag_queries, forced=Ports.forced_flags)
    offer_product = Singleton(OfferProduct, products=Ports.product_queries, flags=flags_in_force)


def flags_of(text: str) -> frozenset[str]:
    """``beta,new-plans`` as the settings write it."""
    return frozenset(flag for flag in text.replace(" ", "").split(",") if flag)
