"""Copying a model from machine to machine, both Ollamas on loopback.

`source` gives a model's files for a capability. `registry` takes: a registry on loopback from which
the target's own Ollama pulls, so that progress, resume and verification are Ollama's. The bytes
come directly where the source can be reached, else through OBT's server; `relay` speaks to that.
"""
