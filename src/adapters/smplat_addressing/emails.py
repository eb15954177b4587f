"""Email addresses by their syntax, through ``email-validator``."""

from attrs import frozen
from email_validator import EmailNotValidError, validate_email

from smplat_core.customers import BadEmail, Emails


@frozen
class SyntaxEmails(Emails):
    """Asks no name server: whether mail arrives is found out by sending some."""

    def normalize(self, text: str) -> str:
        try:
            return validate_email(text, check_deliverability=False).normalized
        except EmailNotValidError as error:
            raise BadEmail.at(
                "/email",
                f"{text[:100]!r} is no email address: {error}",
                accepted="like ana@example.com",
            ) from error
