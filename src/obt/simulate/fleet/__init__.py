"""A fleet of simulated clients for demos and load: the wire's own frames, no Ollama behind.

`machine` is the pure part (seeded hardware, telemetry and models), `client` speaks the link.
"""
