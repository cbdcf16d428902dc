"""The shapes that REST and the event stream both show: one shape, one place.

Below the slices, so that events may carry a client or a job without importing its slice. What only
one slice speaks (its request bodies) is in that slice's `schemas`.
"""
