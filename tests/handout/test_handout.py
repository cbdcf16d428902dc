"""The report that opens from disk: whole, valid, and proof against what names hold."""

import re
from collections.abc import Sequence
from datetime import timedelta
from html.parser import HTMLParser
from uuid import UUID

import pytest

from obt.handout import handout
from obt.measure.plan import StopRule
from obt.measure.report import MeasuredCell
from obt.measure.report.verdicts import judge_pairs
from obt.measure.sample import CheckResult, Request
from obt.measure.validity import Reason
from obt.measure.workloads import BUILTIN, Settings, Workload, cases_of
from obt.wire.benchmark_file import BenchmarkFile, FilePart, NotMeasured
from obt.wire.benchmarks import Machine
from tests.handout.factories import machine
from tests.measure.report.factories import NOON, cell, failed, rejected, reply, sample, steady

HOSTILE = "<script>alert(1)</script>\"'&<!--]]> \u202eevil\u0000\x1b[31m مرحبا 🦙"
VOID = {"meta"}
RATES = [25.0, 25.1, 24.9, 25.0, 25.2, 24.8, 25.05]


class Page(HTMLParser):
    """Elements and text; every element must be closed where it was opened."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.said: list[str] = []
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len(dict(attrs)) == len(attrs), f"{tag} has an attribute twice"
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.said.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.said).split())

    def named(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


def file(
    *clients: tuple[str, str],
    name: str = "March",
    workloads: Sequence[Workload] = (BUILTIN["decode"],),
    seen: Machine | None = None,
    **more: object,
) -> BenchmarkFile:
    parts = [
        FilePart(
            client_id=it, client_name=called, models=["m"], machine=seen, trials=[], samples=[]
        )
        for it, called in clients or (("desk", "desk"),)
    ]
    return BenchmarkFile.model_validate(
        {
            "obt_version": "0.1.0",
            "exported_at": NOON + timedelta(hours=1),
            "benchmark_id": UUID(int=7),
            "name": name,
            "created_at": NOON,
            "workloads": list(workloads),
            "settings": Settings(num_ctx=4096),
            "stop": StopRule(max_minutes=20.0),
            "seed": "a seed",
            "parts": parts,
            **more,
        }
    )


def page(
    cells: Sequence[MeasuredCell], of: BenchmarkFile | None = None, state: str = "succeeded"
) -> Page:
    return Page(handout(of or file(seen=machine()), cells, state))


def test_what_was_measured_stands_there() -> None:
    found = page([steady(RATES)])
    assert "March" in found.text
    assert "25.0 tokens/s" in found.text
    assert "24.9 to 25.1" in found.text
    assert "7 of 7 requests count." in found.text
    for fact in (
        "Ryzen 7",
        "RTX 4090, 24 GB",
        "Debian 12",
        "0.33.3",
        "a seed",
        "digest of sm",
        "seed=42",
    ):
        assert fact in found.text
    assert len([it for it in found.named("circle") if it["class"] == "dot"]) == len(RATES)


def test_nothing_is_fetched_and_nothing_runs() -> None:
    found = page([steady(RATES)])
    tags = {name for name, _ in found.elements}
    assert not tags & {"script", "link", "img", "iframe", "object", "base", "form", "a" * 2}
    for name, attributes in found.elements:
        assert not any(key.startswith("on") for key in attributes), (name, attributes)
        assert not {"src", "srcset", "action", "style"} & attributes.keys()
        assert (attributes.get("href") or "#").startswith("#")
    html = handout(file(), [steady(RATES)], "succeeded")
    assert "://" not in html
    assert not re.search(r"@import|url\(", html)
    policy = next(it["content"] for it in found.named("meta") if "http-equiv" in it)
    assert "default-src 'none'" in (policy or "")


def test_names_are_text_wherever_they_stand() -> None:
    hostile = machine(cpu="<b>cpu</b>")
    workload = BUILTIN["decode"].model_copy(update={"title": "<i>t</i>", "description": HOSTILE})
    of = file(
        ("desk", "desk <img src=x onerror=alert(1)>"),
        name="<h1>me</h1>",
        workloads=[workload],
        seen=hostile,
        left_out=[NotMeasured(client_id="desk", model="<u>m</u>", why="<s>gone</s>")],
    )
    bad = rejected(Reason.EARLY_STOP, HOSTILE)
    measured = cell(
        [*(sample(reply(rate), round=n) for n, rate in enumerate(RATES)), sample(bad, round=9)],
        model=HOSTILE,
        quantization=HOSTILE,
        notes=(HOSTILE,),
        options={"num_ctx": 1},
    )
    broken = cell([], client_id="other<br>", failed=HOSTILE)
    for state in ("succeeded", "<p>"):
        found = page([measured, broken], of, state)
        assert not {"script", "img", "b", "u", "s", "br"} & {name for name, _ in found.elements}
        assert len(found.named("h1")) == 1
        for shown in (
            "<script>alert(1)</script>",
            "<b>cpu</b>",
            "<s>gone</s>",
            "other<br>",
            "مرحبا 🦙",
        ):
            assert shown in found.text
    html = handout(of, [measured], "succeeded")
    assert not re.search("[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f]", html)


def test_a_benchmark_without_any_result() -> None:
    empty = page([])
    assert "0 of 0 requests count." in empty.text
    none = page([cell([], failed="This model is not on this machine.", stopped=None)])
    assert "This model is not on this machine." in none.text
    nothing_counts = page([cell([sample(failed())])])
    assert "no sample that counts" in nothing_counts.text
    assert "0 of 1 requests count." in nothing_counts.text
    assert "nothing is known of it" in page([steady(RATES)], file()).text


@pytest.mark.parametrize(
    ("state", "says"),
    [
        ("running", "still running"),
        ("cancelled", "was cancelled"),
        ("failed", "failed on a machine"),
    ],
)
def test_what_has_not_ended_says_so(state: str, says: str) -> None:
    assert says in page([steady(RATES)], state=state).text
    assert says not in page([steady(RATES)]).text


def test_the_table_of_machines_and_models_shades_the_faster_one() -> None:
    of = file(("desk", "desk"), ("shed", "shed"))
    assert shades_of(of, 0.5) == ["shade s6", "shade s0"]
    assert shades_of(of, 0.99) == ["shade s6", "shade s6"]  # which may be noise


def shades_of(of: BenchmarkFile, factor: float) -> list[str | None]:
    found = page([steady(RATES), steady([rate * factor for rate in RATES], client_id="shed")], of)
    assert "not measured" not in found.text.partition("Distributions")[0]
    return [it["class"] for it in found.named("div") if (it.get("class") or "").startswith("shade")]


def test_verdicts_say_who_is_faster() -> None:
    of = file(("desk", "desk"), ("shed", "<i>shed</i>"))
    other = steady([rate / 2 for rate in RATES], client_id="shed")
    found = Page(
        handout(of, [steady(RATES), other], "succeeded", judge_pairs([steady(RATES), other]))
    )
    assert "A is faster" in found.text
    assert "1.99" in found.text or "2.00" in found.text
    equal = [steady(RATES), steady(RATES, client_id="shed")]
    assert "no difference shown" in Page(handout(of, equal, "succeeded", judge_pairs(equal))).text
    few = [steady(RATES[:3]), steady(RATES[:3], client_id="shed")]
    text = Page(handout(of, few, "succeeded", judge_pairs(few))).text
    assert "no verdict: 3 rounds; a verdict needs 6" in text
    assert "judged together" not in text  # there is nothing to judge
    assert "<i>shed</i>" in text


def test_two_machines_of_one_name_are_told_apart() -> None:
    found = page([steady(RATES)], file(("desk", "box"), ("shed", "box")))
    assert "box (desk)" in found.text
    assert "box (shed)" in found.text


def test_what_did_not_count_has_its_reason() -> None:
    bad = [rejected(Reason.CACHE_HIT, "9 of 32"), rejected(Reason.THROTTLED, "GPU 0: thermal")]
    found = page([cell([sample(reply(), *bad)])])
    assert "1 of 3 requests count." in found.text
    assert "cache hit 1 33%" in found.text
    assert "GPU 0: thermal" in found.text


def test_the_pass_rate_stands_beside_the_rates() -> None:
    passed = [
        sample(
            Request(record=reply(rate), checks=(CheckResult(check="regex", passed=rate > 25),)),
            round=n,
        )
        for n, rate in enumerate(RATES)
    ]
    found = page([cell(passed)])
    assert "checks passed" in found.text
    assert "43 % of 7 (16 % to 75 %)" in found.text


def test_curves_have_their_saturation() -> None:
    workload = BUILTIN["concurrency"]
    cells = [
        cell(
            [sample(*[reply(25.0)] * 2, round=n, wall_s=4 / speed) for n in range(6)],
            case,
        )
        for case, speed in zip(cases_of(workload), (1, 1.9, 2.0, 2.0, 2.0), strict=True)
    ]
    found = page(cells, file(workloads=[workload]))
    assert "concurrency over requests at once" in found.text
    assert "saturates at 2.0 at once, with" in found.text
    assert len([it for it in found.named("line") if "knee" in (it.get("class") or "")]) == 1
    assert "Curves" not in page([steady(RATES)]).text


def test_thousands_of_values_are_thinned_and_it_says_so() -> None:
    many = [sample(*[reply(25 + n / 1000) for n in range(300)], round=r) for r in range(6)]
    found = page([cell(many)])
    dots = [it for it in found.named("circle") if it["class"] == "dot"]
    assert 120 <= len(dots) <= 240
    assert "every so-manieth" in found.text
