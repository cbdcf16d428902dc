"""Simulated Ollamas and fleets: for demos, load and tests. Proof of nothing by themselves."""
