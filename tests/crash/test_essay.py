"""Muster is killed while a paper is fetched, kept and read: there is one paper, and one receipt."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.crash.house import ORGANISER, House, Record
from tests.crash.worker import PIECE
from tests.documents.made import docx

pytestmark = pytest.mark.crash

POINTS = ("step", "committed", "piece", "fetched", "reading")
"""Taking it, before and after the commit; in the middle of fetching; fetched; being read."""


@pytest.mark.parametrize("point", POINTS)
async def test_a_paper_is_handed_in_once(house: House, tmp_path: Path, point: str) -> None:
    """Wherever the process dies: the receipt's hash is that of the bytes, and nothing is left."""
    content = docx(*(f"Paragraph {n}: {hashlib.sha512(bytes([n % 250, n // 250])).hexdigest()}"
                     for n in range(600)))  # fmt: skip
    assert len(content) > 3 * PIECE
    file = tmp_path / "notes.docx"
    file.write_bytes(content)
    await house.says("ben", "help")  # a first word: they are in the team
    (draft,) = await house.says(ORGANISER, "essay Notes due tomorrow")
    await house.presses(ORGANISER, draft.own[0].buttons["Post"])
    await house.until(lambda: _shown(house, "essay.card"), "the campaign is posted")
    victim = next(iter(house.workers.values()))
    await victim.ask(do="arm", point=point, passes=3 if point == "piece" else 1)
    await house.hands("ben", file)
    await house.until(lambda: house.deaths, "the worker is dead")
    (receipt,) = await house.until(lambda: _shown(house, "essay.receipt"), "the receipt")
    digest = hashlib.sha256(content).hexdigest()
    assert digest in receipt.shows.text
    assert "version 1" in receipt.shows.text
    await house.until(
        lambda: "Handed in" in _newest(house, "essay.card").shows.text, "the card counts it"
    )
    found = await house.count()
    assert found["papers"] == [["kept", digest]]
    assert [view for view, *_ in found["wished"]].count("essay.receipt") == 1
    assert len(house.deaths) == 1


def _shown(house: House, view: str) -> Sequence[Record]:
    return [each for each in house.records if each.shows.view == view and each.op == "send"]


def _newest(house: House, view: str) -> Record:
    return [each for each in house.records if each.shows.view == view][-1]
