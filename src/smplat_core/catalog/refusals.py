"""The ways products and feature flags can be refused."""

from smplat_core.kernel import Invalid, NotAllowed, NotFound, Stale


class ProductNotFound(NotFound):
    """No product has this id or slug, or it is not sold here and now."""

    code = "catalog.product_not_found"


class ProductVersionNotFound(NotFound):
    """The product was never published under this number."""

    code = "catalog.version_not_found"


class ProductChanged(Stale):
    """The product was changed by somebody else since it was read."""

    code = "catalog.product_changed"


class WasOnSale(NotAllowed):
    """Only a draft that was never published can be deleted; anything else is withdrawn."""

    code = "catalog.was_on_sale"


class SlugTaken(NotAllowed):
    """Another product has this slug."""

    code = "catalog.slug_taken"


class BadSlug(Invalid):
    """Words of small letters and digits joined by single dashes, at most 80 characters."""

    code = "catalog.bad_slug"


class BadContent(Invalid):
    """The content of a product cannot be kept; ``errors`` names everything wrong, by pointer."""

    code = "catalog.bad_content"


class CannotPublish(NotAllowed):
    """The content leans on something that is not there; ``errors`` names each."""

    code = "catalog.cannot_publish"


class FeatureFlagNotFound(NotFound):
    """No feature flag has this slug."""

    code = "catalog.flag_not_found"


class FeatureFlagChanged(Stale):
    """The flag was changed by somebody else since it was read."""

    code = "catalog.flag_changed"


class BadFeatureFlag(Invalid):
    """A field of the flag cannot be used; ``errors`` holds each."""

    code = "catalog.bad_flag"
