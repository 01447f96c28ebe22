"""Regular expressions: the same answers as Python's on what both read, and never a hang."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogues.expressions import EvaluationCode, EvaluationError
from dialogues.expressions.patterns import MAX_PATTERN, PatternError, compile_pattern


@pytest.mark.parametrize(
    ("pattern", "found", "missed"),
    [
        ("", ["", "x"], []),
        ("abc", ["xabcx"], ["ab", ""]),
        ("^abc$", ["abc"], ["xabc", "abcx"]),
        ("a|bc|", ["", "zzz"], []),
        ("^(a|bc)$", ["a", "bc"], ["b", "abc"]),
        ("^a*b+c?$", ["b", "aabbc"], ["a", "abcc"]),
        ("^a{2}$", ["aa"], ["a", "aaa"]),
        ("^a{2,}$", ["aa", "aaaa"], ["a"]),
        ("^a{1,3}$", ["a", "aaa"], ["", "aaaa"]),
        ("^a{0}$", [""], ["a"]),
        ("a{,2}", ["a{,2}"], ["aa"]),
        ("a{x", ["a{x"], ["a"]),
        ("^a+?b*+$", ["aab"], ["b"]),
        ("^[a-cx]+$", ["abcx"], ["d", "-"]),
        ("^[^a-c]+$", ["xyz"], ["b"]),
        ("^[-a]+$", ["-a"], ["b"]),
        ("^[a-]+$", ["-a"], ["b"]),
        (r"^[\d\-.]+$", ["1-2.3"], ["a"]),
        (r"^[\b]$", ["\b"], ["b"]),
        ("^[]a]+$", ["]a"], ["b"]),
        ("^[^]a]+$", ["b"], ["]"]),
        (r"^\d{8}$", ["70123456"], ["7012345", "7012345٣"]),
        (r"^\D\w\W\s\S$", ["xa! b"], ["1a! b"]),
        (r"\bkoro\b", ["koro", "a koro."], ["sikoro", "korofina"]),
        (r"a\Bb", ["ab"], ["a b"]),
        (r"^\.\\\/$", [".\\/"], ["x"]),
        (r"^\t\n\x41\u00e9\xZZ$", ["\t\nAéxZZ"], []),
        (r"^\p{L}+$", ["Ségou"], ["a1"]),
        (r"^\P{Lu}+$", ["ab1"], ["aB"]),
        ("^.$", ["é"], ["\n", "ab"]),
        ("^(?:ab)+$", ["abab"], ["aba"]),
        ("^(?<nom>ab)$", ["ab"], ["a"]),
        ("^(?=.*[0-9])[a-z0-9]+$", ["abc1"], ["abc"]),
        ("^(?!non$).*$", ["oui", "nonante"], ["non"]),
        ("^(a?){3}a{3}$", ["aaa", "aaaaaa"], ["aa"]),
        ("^(|a)+$", ["", "aaa"], ["b"]),
    ],
)
def test_search(pattern: str, found: list[str], missed: list[str]) -> None:
    """A pattern is found where it should be and only there."""
    compiled = compile_pattern(pattern)
    assert [compiled.search(text) for text in found] == [True] * len(found)
    assert [compiled.search(text) for text in missed] == [False] * len(missed)


@pytest.mark.parametrize(
    "pattern",
    [
        *("(", ")", "[", "[a", "*", "+a", "^*", "(?=a)*", "a{3,1}", "\\", "(?<=a)b", "(?<!a)b", "(a)\\1", "\\k<a>"),
        *("(?#x)", "(?<", "[b-a]", "[a-\\d]", "\\p", "\\p{Dogon}", "\\p{L", "(" * 50 + ")" * 50),
        *("a" * (MAX_PATTERN + 1), "(a{99}){99}", "((((){999}){999}){999}){999}", "(?=a{9999})"),
    ],
)
def test_refusals(pattern: str) -> None:
    """What is no pattern, is not read here or passes a limit says so."""
    with pytest.raises(PatternError):
        compile_pattern(pattern)


@pytest.mark.timeout(30)
@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("^(a+)+$", "a" * 4_000 + "b"),
        ("^(a|a)*$", "a" * 4_000 + "b"),
        ("(.*)*(.*)*(.*)*x", "a" * 4_000),
        ("^(\\w+\\s?)+$", "mot " * 1_000 + "!"),
    ],
)
def test_hostile_patterns_end(pattern: str, text: str) -> None:
    """Patterns that make other engines try for ever answer at once."""
    assert not compile_pattern(pattern).search(text)


def test_a_search_has_a_budget() -> None:
    """A search that would take too long is given up."""
    with pytest.raises(EvaluationError) as caught:
        compile_pattern("(?=.*x)y").search("a" * 20_000)
    assert caught.value.code is EvaluationCode.TOO_LARGE


SIMPLE = st.recursive(
    st.sampled_from(["a", "b", ".", "[ab]", "[^a]", "^", "$", r"\w"]),
    lambda inner: st.one_of(
        st.tuples(inner, inner).map("".join),
        st.tuples(inner, inner).map(lambda pair: f"(?:{pair[0]}|{pair[1]})"),
        st.tuples(inner, st.sampled_from(["*", "+", "?", "{1,2}"])).map(lambda pair: f"(?:{pair[0]}){pair[1]}"),
    ),
    max_leaves=6,
)


@given(SIMPLE, st.text(alphabet="abc", max_size=8))
def test_same_answer_as_python(pattern: str, text: str) -> None:
    """On plain patterns the answer is that of Python's own engine."""
    expected = re.search(pattern.replace("$", r"\Z"), text) is not None
    assert compile_pattern(pattern).search(text) is expected


@given(st.text(alphabet="ab()[]{}|*+?^$\\.-,1dpbB<=!:", max_size=30), st.text(alphabet="ab1", max_size=20))
def test_any_text_is_a_pattern_or_a_problem(pattern: str, text: str) -> None:
    """Compiling never raises anything but a pattern error."""
    try:
        compile_pattern(pattern).search(text)
    except PatternError:
        return
