"""The runner: takes a benchmark's samples beside the Ollama that it measures.

Nothing is imported here: `obt.measure` costs memory that an idle client does not need.

- `measure`   `measure(plan, sink, ...)`: all of it, with or without a server
- `job`       the same as a job: plan from the server, samples to it, goes on where it stopped
- `sink`      who is told: `Sink`, `MemorySink`
- `wire`, `reply`       one request: bytes and stamps, then what they mean
- `subject`   the Ollama under measurement: what it has, what is in its memory
- `cells`, `shots`, `lengths`, `warming`   from the plan to requests of exact length
- `taking`, `blocks`    one sample, of one request or many
- `quiet`, `watch`, `sensors`, `processes`, `provenance`   the machine around it
- `delivery`, `spool`, `api`   to the server, at least once, over any break
"""
