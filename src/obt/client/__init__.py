"""The client: one process beside one Ollama.

`sync` reads that Ollama into `node`, `probes` measure the machine, `link` tells the server what
changed and brings its orders to the worker (`jobs`). Rooms meet in two places only: the state in
`node`, and the outbox, where everyone leaves what the server should hear and `link` takes it.
"""
