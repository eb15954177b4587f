"""Tracking numbers as couriers print them, with good check digits and never the same twice."""

import secrets


def canada_post_number() -> str:
    """16 digits: every other one counts three times, and the sum is a multiple of ten."""
    body = f"7035{secrets.randbelow(10**11):011}"
    total = sum(int(digit) * (1 if place % 2 else 3) for place, digit in enumerate(body))
    return f"{body}{-total % 10}"


def dhl_number() -> str:
    """10 digits: the last is what is left of the others, divided by seven."""
    body = 10**8 + secrets.randbelow(9 * 10**8)
    return f"{body}{body % 7}"
