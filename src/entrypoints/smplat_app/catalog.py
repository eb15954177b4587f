"""Use cases of the catalog."""


def flags_of(text: str) -> frozenset[str]:
    """``beta,new-plans`` as the settings write it."""
    return frozenset(flag for flag in text.replace(" ", "").split(",") if flag)
