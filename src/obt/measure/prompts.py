"""Prompts of an exact number of tokens, each sample's unlike every other from its first word on.

A prompt is prefix + body + cue. The prefix is a few common words, drawn by seed and sample, which
nearly every tokenizer knows as one token each: so all samples are equally long and share no cached
prefix. The body is fixed by the seed and fills up to the length. The cue is a beginning that
models go on with rather than stop: Ollama has no `ignore_eos`.
"""

from collections.abc import Callable, Generator
from functools import lru_cache
from random import Random
from typing import Final

from obt.measure.frozen import Frozen
from obt.measure.workloads.models import Style

#: One token each, also at the very beginning, where no space is part of it: that is rarer.
_WORDS = """
    people water world house school family system night place point story group number country
    problem hand part week company question government money room mother area book eye job word
    business issue side kind head service friend father power hour game line end member law car city
    community name president team minute idea body information back parent face others level office
    door health person art war history party result change reason research girl moment air teacher
    force education foot boy age policy music market sense nation plan college interest death
    experience effect use class control field development role rate heart drug show leader light
    voice wife mind price report decision son view relationship town road arm difference value
    building action model season tax director position player record paper space ground form event
    official matter center site
"""
WORDS: Final = tuple(_WORDS.split())
PREFIX_WORDS = 6  #: 2**42 prefixes of one run
CUES: Final[dict[Style, str]] = {
    "prose": "\n\nChapter 1\n\nOnce upon a time, there was",
    "code": '\n\n\nclass Inventory:\n    """',
}
#: Rounds of the search; it takes 4 to 8 with any tokenizer seen.
MAX_COUNTS = 32
_FILLER: Final[dict[Style, str]] = {"prose": " the", "code": " x"}


class PromptError(ValueError):
    """No prompt of this length can be made with this tokenizer."""


class Recipe(Frozen):
    """How to make prompts of one length for one model."""

    seed: str  #: Of the run: another run's prompts share no prefix with these
    style: Style
    units: int  #: Of the body
    fillers: int  #: One-token words that make up the last few tokens
    tokens: int  #: As counted, all of the prompt

    def text(self, sample: int) -> str:
        """The prompt of a sample, numbered from 0 over the whole run."""
        body = _body(self.seed, self.style, self.units)
        filler = _FILLER[self.style] * self.fillers
        return f"{prefix(self.seed, sample)}.{body}{filler}{CUES[self.style]}"


def prefix(seed: str, sample: int) -> str:
    """Words no other sample begins with; the first one differs for 135 samples on end."""
    first = list(WORDS)
    Random(seed).shuffle(first)  # noqa: S311 # repeatable, not secret
    rest = Random(f"{seed}:{sample}").choices(WORDS, k=PREFIX_WORDS - 1)  # noqa: S311
    return " ".join([first[sample % len(first)], *rest])


def calibration(tokens: int, seed: str, style: Style = "prose") -> Generator[str, int, Recipe]:
    """Search a recipe of exactly `tokens` tokens: yields texts, wants each one's number of tokens.

    Made so that the caller may count with any client, blocking or not:

        search = calibration(512, seed)
        text = next(search)
        while True: text = search.send(await count(text))   # StopIteration.value is the recipe

    Bisection on the number of units, started from straight lines through what was counted so far;
    it comes from below, because Ollama silently cuts what does not fit. If the tokenizer skips
    the exact number, the recipe is the nearest one below, and its `tokens` says so.
    Raises PromptError if the frame alone is longer, or if the counts make no sense.
    """
    seen: dict[int, int] = {}

    def recipe(units: int, fillers: int = 0, counted: int = 0) -> Recipe:
        return Recipe(seed=seed, style=style, units=units, fillers=fillers, tokens=counted)

    units: int | None = 0
    while units is not None and len(seen) < MAX_COUNTS:
        seen[units] = yield recipe(units).text(0)
        if seen[0] > tokens:
            raise PromptError(f"{tokens} tokens are too few: the frame alone takes {seen[0]}")
        units = _next_units(seen, tokens)
    below = max((n for n in seen if seen[n] <= tokens), default=0)
    if units is not None:
        raise PromptError(f"no prompt of {tokens} tokens after {MAX_COUNTS} tries")
    best = recipe(below, 0, seen[below])
    fillers = tokens - best.tokens
    while fillers > 0:
        counted = yield recipe(below, fillers).text(0)
        if best.tokens < counted <= tokens:
            best = recipe(below, fillers, counted)
        if counted <= tokens:
            break
        fillers -= 1
    return best


def calibrate(
    count: Callable[[str], int], tokens: int, seed: str, style: Style = "prose"
) -> Recipe:
    """`calibration` with a counter that answers at once. Raises PromptError."""
    search = calibration(tokens, seed, style)
    text = next(search)
    while True:
        try:
            text = search.send(count(text))
        except StopIteration as found:
            recipe: Recipe = found.value
            return recipe


def _next_units(seen: dict[int, int], tokens: int) -> int | None:
    """The number of units to count next, or `None` if the largest that fits is known."""
    low = max(n for n in seen if seen[n] <= tokens)
    if seen[low] == tokens:
        return None
    high = min((n for n in seen if seen[n] > tokens), default=None)
    if len(seen) == 1:
        return max(1, min(64, tokens // 4))
    if high is None:
        step = low - max(n for n in seen if n < low)
        if seen[low] > seen[low - step]:
            per_unit = (seen[low] - seen[low - step]) / step
            return low + max(1, int(0.98 * (tokens - seen[low]) / per_unit))
        if step >= 8:
            raise PromptError(f"more text counts as no more tokens ({seen[low]})")
        return low + 2 * step
    if high - low == 1:
        return None
    guess = low + int((high - low) * (tokens - seen[low]) / (seen[high] - seen[low]))
    halved = low + (high - low) // 2
    return min(max(guess if len(seen) < 8 else halved, low + 1), high - 1)


@lru_cache(maxsize=2)
def _body(seed: str, style: Style, units: int) -> str:
    random = Random(f"{seed}:{style}")  # noqa: S311
    make = _line_of_code if style == "code" else _word
    return "".join(make(random, number) for number in range(units))


def _word(random: Random, number: int) -> str:
    return f" {random.choice(WORDS)}" + ("." if number % 12 == 11 else "")


def _line_of_code(random: Random, number: int) -> str:
    name, other = random.choice(WORDS), random.choice(WORDS)
    return f"\n{name} = {other}.{random.choice(WORDS)}({number % 10})"
