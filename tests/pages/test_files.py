"""What the page is made of: its words are all there, and nothing in it comes from elsewhere."""

import re
from pathlib import Path

import pytest

from bot.words import Catalogues
from tests.pages.house import ROOT

STATIC = ROOT / "adapters" / "web" / "static"
FILES = sorted(path for path in STATIC.rglob("*") if path.is_file())

_SAID = re.compile(r'\bsay\(\s*(?:[^()"]*\?\s*)?"([a-z-]+)"(?:\s*:\s*"([a-z-]+)")?')
_BEGUN = re.compile(r"\bsay\(\s*`([a-z-]+-)\$\{")
_OURS = ("http://www.w3.org/2000/svg", "http:", "https:")


def test_the_page_says_what_its_catalogue_holds() -> None:
    """Every phrase that the scripts ask for exists, and none waits in vain to be said."""
    scripts = "\n".join(path.read_text("utf-8") for path in FILES if path.suffix == ".js")
    asked = {key for pair in _SAID.findall(scripts) for key in pair if key}
    begun = tuple(_BEGUN.findall(scripts))
    known = set(Catalogues.load(ROOT / "words").keys("web"))
    assert asked - known == set()
    unsaid = {key for key in known - asked - {"name"} if not key.startswith(begun)}
    assert unsaid == set()
    assert [each for each in begun if not any(key.startswith(each) for key in known)] == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(STATIC).as_posix())
def test_a_file_asks_for_nothing_from_elsewhere(path: Path) -> None:
    """No file names another host, parses markup, runs text, or carries script or style in place."""
    text = path.read_text("utf-8")
    named = [url for url in re.findall(r"https?:[^\s\"'`,)]*", text) if url not in _OURS]
    assert named == []
    made = r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|style=\""
    assert re.findall(made, text) == []
    if path.suffix == ".html":
        assert re.findall(r"<script(?![^>]*\bsrc=)|<style|\son[a-z]+=", text) == []
