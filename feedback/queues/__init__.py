"""The department's queues at any size: what is counted and found there, made by the drainer.

A verb only notes which comments it touched (`changes`). What a comment counts for is read from the
records (`facets`), compared with what it counted for before, and the difference added (`folding`).
So the numbers follow whatever the verbs do, in any order, and a change noted twice counts once.
"""
