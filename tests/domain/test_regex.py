"""Patterns that are compiled when they are first asked for."""

import re

import pytest

from bot.domain.regex import regex


def test_a_pattern_that_is_declared_does_what_a_compiled_one_does() -> None:
    """Whatever is asked of it, with the flags that it was declared with, again and again."""
    declared, compiled = (
        regex("(?P<all>a+)|b", re.IGNORECASE),
        re.compile("(?P<all>a+)|b", re.IGNORECASE),
    )
    for text in ("xAAb", "nothing", "xAAb"):
        assert declared.findall(text) == compiled.findall(text)
        assert declared.sub("-", text) == compiled.sub("-", text)
    assert (declared.groups, declared.flags) == (compiled.groups, compiled.flags)


def test_a_pattern_is_compiled_no_sooner_than_it_is_asked_for() -> None:
    """One that is wrong hurts nobody before."""
    wrong = regex("(")
    with pytest.raises(re.error):
        wrong.search("")
