"""Guardrails: whether a sale earns enough, and pausing what does not."""
