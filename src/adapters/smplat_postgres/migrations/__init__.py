"""The schema, step by step, as SQL. The number in a file name places its context in the stack."""
