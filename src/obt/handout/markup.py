"""HTML that cannot be broken by what it shows: text is escaped unless it was built here."""

import re
from html import escape

#: C0 and C1 controls but for white space, and what is no character: no HTML document may hold them.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff]")
_VOID = frozenset({"meta"})


class Markup(str):
    """Text that is HTML already."""

    __slots__ = ()


Child = str | Markup | None
"""Plain text is escaped; nothing is left out."""


def text(plain: str) -> Markup:
    """Escaped, for an element or a quoted attribute."""
    return Markup(escape(_FORBIDDEN.sub("\N{REPLACEMENT CHARACTER}", plain)))


def tag(element: str, /, *children: Child, **attributes: str | float | None) -> Markup:
    """An element. `class_` is `class`, `aria_label` is `aria-label`; `None` leaves one out.

    Names of elements and attributes are ours, never anybody's input.
    """
    told = "".join(
        f' {_attribute(key)}="{text(_plain(value))}"'
        for key, value in attributes.items()
        if value is not None
    )
    begun = f"<{element}{told}>"
    return Markup(begun if element in _VOID else f"{begun}{join(*children)}</{element}>")


def join(*children: Child) -> Markup:
    return Markup(
        "".join(
            child if isinstance(child, Markup) else text(child)
            for child in children
            if child is not None
        )
    )


def name(of: str) -> Markup:
    """A name that somebody chose: of any length, in any direction."""
    return tag("bdi", of, class_="name")


def table(
    caption: str, heads: list[Child], rows: list[list[Child]], class_: str | None = None
) -> Markup:
    """The first cell of a row names it. It scrolls by itself where the screen is narrow."""
    return grouped(caption, heads, [tag("tbody", *map(_row, rows))], class_)


def grouped(
    caption: str, heads: list[Child], groups: list[Markup], class_: str | None = None
) -> Markup:
    """The same in several parts, of `group`."""
    head = tag("tr", *(tag("th", it, scope="col") for it in heads))
    made = tag("table", tag("caption", caption), tag("thead", head), *groups)
    classes = "scroll" if class_ is None else f"scroll {class_}"
    return tag("div", made, class_=classes, tabindex="0", role="group", aria_label=caption)


def group(heads: list[Child], spans: list[int], rows: list[list[Child]]) -> Markup:
    """Rows under a row of their own, whose cells span so many columns each."""
    first, *rest = zip(heads, spans, strict=True)
    cells = [tag("th", first[0], scope="rowgroup", colspan=first[1])]
    cells += [tag("td", it, colspan=span) for it, span in rest]
    return tag("tbody", tag("tr", *cells, class_="group"), *map(_row, rows))


def _row(cells: list[Child]) -> Markup:
    first, *rest = cells
    return tag("tr", tag("th", first, scope="row"), *(tag("td", it) for it in rest))


def _attribute(key: str) -> str:
    return key.removesuffix("_").replace("_", "-")


def _plain(value: str | float) -> str:
    return value if isinstance(value, str) else f"{value:.6g}"
