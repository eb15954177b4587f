"""What a command cannot do."""


class Refused(Exception):
    """The command cannot do this; the text says why and what would help."""
