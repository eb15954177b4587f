"""The business, and nothing else: pure values, lifecycles, algorithms, use cases and ports."""
