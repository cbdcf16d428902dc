"""What is measured and what it means: pure, no I/O, no clock, nothing of ours imported.

What the client uses, light (pydantic and the standard library):

- `record`      `Record` of one request: stamps of its chunks (ns) and Ollama's final `Counters`
- `metrics`     `metrics_of(record)`: values (units: `catalogue.METRICS`), or why none
- `ledger`      `TimeLedger.of(record)`: load, queue, prefill, decode, network; sums to E2E
- `validity`    `judge(record, asked, around)`: why a sample does not count; `tally`
- `workloads`   `BUILTIN`, `cases_of`, `Settings`; own: `parse_markdown`, `parse_trace`, `revise`
- `prompts`     `calibration` / `calibrate` to a `Recipe`, whose `text(sample)` is the prompt
- `plan`        `Design` (orders), `WarmUp`, `StopRule`, arrivals, throughput and goodput
- `quantiles`   median, quantile, interval of the median without NumPy

What sums up, from stored samples:

- `report`      `cell_report`, `curves_of`: results in shapes that go over REST as they are
- `report.verdicts` and what it uses of `statistics`: needs NumPy, which only a server has

In short, for one cell on one machine:

    case = cases_of(BUILTIN["decode"])[0]
    options = settings.options(case.num_ctx, case.output_tokens)
    recipe = calibrate(count, case.prompt.tokens, seed=run)
    for step in design.remaining(taken, rounds): ...
        record = Record(sent_ns=..., chunks=..., counters=Counters.of(final, version), ...)
        rejections = judge(record, Asked(...), Surroundings(...))
        metrics = metrics_of(record)
"""
