"""Values for tests that choose only what they are about: a module for each context."""
