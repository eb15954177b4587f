"""Use cases of searching the catalog."""

from dependency_injector.providers import Singleton

from smplat_app.ports import Ports
from smplat_core.catalog.search import SearchProducts


class SearchUseCases(Ports):
    search_products = Singleton(SearchProducts, search=Ports.product_search, log=Ports.search_log)
