"""Use cases of finding products, and of carrying them in and out."""

from dependency_injector.providers import Singleton

from smplat_app.catalog import CatalogUseCases
from smplat_app.ports import Ports
from smplat_app.pricing import PricingUseCases
from smplat_core.catalog.exchange import ExportProducts, ImportAndPublish, ImportProducts
from smplat_core.catalog.search import SearchProducts
from smplat_core.pricing import PriceCards


class SearchUseCases(Ports):
    search_products = Singleton(SearchProducts, search=Ports.product_search, log=Ports.search_log)
    price_cards = Singleton(
        PriceCards,
        price_lines=PricingUseCases.price_lines,
        prices=Ports.price_queries,
        agreements=Ports.agreement_queries,
        experiments=Ports.experiment_queries,
        clock=Ports.clock,
    )
    export_products = Singleton(ExportProducts, products=Ports.product_queries)
    import_products = Singleton(
        ImportProducts,
        begin=Ports.begin,
        patterns=Ports.patterns,
        services=Ports.known_services,
        clock=Ports.clock,
        ids=Ports.ids,
    )
    import_and_publish = Singleton(
        ImportAndPublish,
        begin=Ports.begin,
        take_in=import_products,
        publish=CatalogUseCases.publish_product,
    )
