"""How to read it: a report that lies alone on a desk must explain itself."""

from obt.handout.markup import Markup, tag

WORDS = (
    (
        "Median and interval",
        "A median is that of the rounds. Its 95 % interval covers the true one in 95 of 100 such "
        "benchmarks; fewer than six rounds have none. Whether two medians differ is not to be read "
        "from their intervals: the verdicts judge it, all pairs of a table together. Without them, "
        "obt bench compare makes them.",
    ),
    (
        "n",
        "Requests that count. What was disturbed stands in the validity ledger with its reason, "
        "and is in no median.",
    ),
    (
        "Time to first token",
        "From the request sent to the first text, thinking included, on the clock of the machine "
        "that asks, which is the machine that answers: no network is in it.",
    ),
    (
        "Decode rate",
        "(N - 1) / eval_duration where the clock starts after the first token. Ollama's own eval "
        "rate, N / eval_duration, is 6.7 % too high at 16 tokens and 0.8 % at 128; it is given "
        "for comparison only.",
    ),
    (
        "Prefill rate",
        "Prompt tokens that were not in the cache, by the time that Ollama took to read them.",
    ),
    (
        "Where the time went",
        "Load, queue, prefill and decode by Ollama's clock; network is the rest of what the "
        "client saw. Together they are the end-to-end latency, and longer where the durations that "
        "Ollama tells overlap: a request where that is much is rejected.",
    ),
    (
        "Dots, band, line",
        "A dot is a request (or a block of them, under load), the band the interval of the median, "
        "the line the median. The axis need not begin at zero.",
    ),
    (
        "Saturation",
        "Over concurrency, where the lines of a light load and of the most throughput cross "
        "(Denning & Buzen, 1978). Over rate, the highest at which 95 % of what comes in goes out.",
    ),
    (
        "Two machines",
        "They can only be ranked where they did the same work: the same digest, context, share on "
        "the GPU, think mode, workload and length of the answer. The table of what ran has them.",
    ),
)


def reading() -> Markup:
    return tag("dl", *(part for key, it in WORDS for part in (tag("dt", key), tag("dd", it))))
