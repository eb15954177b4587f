"""What can be done with the search of the catalog."""

from smplat_core.catalog.search.use_cases.search_products import SearchProducts, SearchResult

__all__ = ["SearchProducts", "SearchResult"]
