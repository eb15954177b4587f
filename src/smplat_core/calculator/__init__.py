"""Calculator: a small language for prices and short descriptions, exact in decimal arithmetic."""
