from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from obt.client.jobs.modelfile import ModelfileError, parse

DIGEST = "a" * 64


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("FROM llama3.2", {"from": "llama3.2"}),
        ("# a\n\nfrom x\r\nsystem  You are brief. ", {"from": "x", "system": "You are brief."}),
        ('FROM x\nSYSTEM """\nTwo\nlines\n"""', {"from": "x", "system": "\nTwo\nlines\n"}),
        ('FROM x\nTEMPLATE """{{ .Prompt }}"""', {"from": "x", "template": "{{ .Prompt }}"}),
        ("FROM x\nSYSTEM a\u2028b", {"from": "x", "system": "a\u2028b"}),
        ('FROM x\r\nSYSTEM """a\r\nb"""\r\n', {"from": "x", "system": "a\nb"}),
        ('FROM x\nSYSTEM "quoted"', {"from": "x", "system": "quoted"}),
        (
            'FROM x\nPARAMETER num_ctx 4096\nPARAMETER temperature 0.5\nPARAMETER stop "</s>"\n'
            "PARAMETER stop user:\nPARAMETER use_mmap false",
            {
                "from": "x",
                "parameters": {
                    "num_ctx": 4096,
                    "temperature": 0.5,
                    "stop": ["</s>", "user:"],
                    "use_mmap": False,
                },
            },
        ),
        (
            'FROM x\nMESSAGE user Hello there\nMESSAGE assistant """Hi,\nyou."""',
            {
                "from": "x",
                "messages": [
                    {"role": "user", "content": "Hello there"},
                    {"role": "assistant", "content": "Hi,\nyou."},
                ],
            },
        ),
        ("FROM x\nLICENSE MIT\nLICENSE BSD", {"from": "x", "license": ["MIT", "BSD"]}),
        (f"FROM /m/blobs/sha256-{DIGEST}", {"files": {"model.gguf": f"sha256:{DIGEST}"}}),
        (f"FROM C:\\m\\blobs\\sha256-{DIGEST}", {"files": {"model.gguf": f"sha256:{DIGEST}"}}),
        (f"FROM @sha256:{DIGEST}", {"files": {"model.gguf": f"sha256:{DIGEST}"}}),
        ("FROM x\nREQUIRES 0.19.0\nRENDERER r\nPARSER p",
         {"from": "x", "requires": "0.19.0", "renderer": "r", "parser": "p"}),
    ],
)  # fmt: skip
def test_what_it_says(text: str, fields: dict[str, Any]) -> None:
    assert parse(text) == fields


@pytest.mark.parametrize(
    ("text", "line", "why"),
    [
        ("FROM ./model.gguf", 1, "files cannot be sent"),
        ("FROM ~/m", 1, "files cannot be sent"),
        ("FROM x\nADAPTER ./a", 2, "files cannot be sent"),
        ("FROM x\n\nFROM y", 3, "a second FROM"),
        ("FROM x\nPARAMETER num_ctx lots", 2, "wants a number"),
        ("FROM x\nPARAMETER wings 2", 2, "unknown PARAMETER"),
        ("FROM x\nPARAMETER num_ctx", 2, "has no value"),
        ("FROM x\nDANCE well", 2, "unknown command 'DANCE'"),
        ('FROM x\nSYSTEM """never ends\n', 2, "does not end"),
        ('FROM x\nSYSTEM """a""" b', 2, "follows the closing"),
        ('FROM x\nSYSTEM "a', 2, "does not end"),
        ("FROM", 1, "says nothing"),
        ("FROM x\nMESSAGE robot hi", 2, "needs a role"),
    ],
)
def test_what_makes_no_sense_is_said_with_its_line(text: str, line: int, why: str) -> None:
    with pytest.raises(ModelfileError, match=why) as caught:
        parse(text)
    assert caught.value.line == line


@given(st.text(st.characters(exclude_characters='"', exclude_categories=["Cs", "Cc", "Zl", "Zp"])))
def test_a_text_in_three_quotes_comes_through_unchanged(text: str) -> None:
    quoted = f'FROM x\nSYSTEM """a{text}"""'
    assert parse(quoted)["system"] == f"a{text}"


@given(st.text(max_size=200))
def test_any_text_is_a_modelfile_or_an_error_of_its_own(text: str) -> None:
    with suppress(ModelfileError):
        assert isinstance(parse(text), dict)
