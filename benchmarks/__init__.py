"""Speed, measured beside the least work that could do the same job: ``python -m benchmarks``."""
