"""The test kit: what an adapter, an aggregate or a lifecycle of your own must pass.

``suites`` holds one class of tests per port, ``machines`` drives aggregates at random,
``lifecycles`` checks a table of states, ``faults`` breaks whatever is awaited, ``builders``
makes values. Needs ``smplat[testing]``; only tests import it.
"""
