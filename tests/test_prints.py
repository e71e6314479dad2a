"""Prints: pages with a table as PDF, whatever letters and however many rows they hold."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PageObject, PdfReader

from bot.prints.child import MARK, Page, drawn, printable

WRITTEN = {
    "above": "示范学校 · 读书会",
    "title": "志愿服务证明",
    "text": "兹证明 小李🎉 参加志愿服务。",
    "headings": ["日期", "活动", "岗位", "时长", "备注"],
    "shares": [24, 62, 26, 32, 24],
    "right": [False, False, False, True, False],
    "rows": [["2026-11-12", f"整理图书 {number}", "", "2小时", ""] for number in range(70)],
    "sums": ["合计", "", "", "140小时", ""],
    "signed": ["读书会（盖章）", "2026年11月29日"],
    "below": ["编号：BCDF-2345"],
    "lacking": "〓 表示无法打印的字符。",
    "page": "第 {page} 页，共 {pages} 页",
}

HAS = frozenset(map(ord, f"abcS0 -李{MARK}"))


def text_of(page: PageObject) -> str:
    """Return what stands on a page; the font's letters are of two bytes each."""
    return page.extract_text().replace("\0", "")


def test_a_long_table_flows_over_pages_with_its_headings() -> None:
    """Each page has the headings and its number; the sum and what is signed stand on the last."""
    reader = PdfReader(io.BytesIO(drawn(WRITTEN)))
    pages = ["".join(text_of(page).split()) for page in reader.pages]
    assert len(pages) > 2
    assert all("日期活动岗位时长备注" in page for page in pages)
    for number, page in enumerate(pages, start=1):
        assert f"第{number}页，共{len(pages)}页" in page
        assert ("合计" in page) is ("盖章" in page) is (number == len(pages))
    assert "140小时" in pages[-1]
    assert "读书会（盖章）" in pages[-1]
    assert "小李〓参加" in pages[0]
    assert "〓表示无法打印的字符。" in pages[-1]
    assert all(f"整理图书{number}2小时" in "".join(pages) for number in range(70))


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("李", "李"), ("Şab", "Sab"), ("🎉", MARK), ("a👨‍👩‍👧b", f"a{MARK * 3}b"),
        ("a\u200bb\ufe0f", "ab"), ("a\tb", "a b"), ("𠮷", MARK), ("a\u0301", "a"),
    ],
)  # fmt: skip
def test_what_the_font_lacks_is_replaced_visibly(typed: str, printed: str) -> None:
    """An accent may go, a letter never goes unseen; what is invisible leaves no mark."""
    assert printable(typed, HAS) == printed


@given(st.text(max_size=40))
def test_only_what_the_font_has_is_printed(typed: str) -> None:
    """Whatever somebody typed, no letter is left that the font would not know."""
    assert {ord(each) for each in printable(typed, HAS)} <= HAS | {ord("\n")}


def test_quotation_marks_fit_in_with_the_language() -> None:
    """The font's are as wide as a Chinese letter: Latin text has plain ones."""
    title = {"title": "Certificate"}
    assert Page({**WRITTEN, **title}).quoted("O’Neill “x”") == 'O\'Neill "x"'
    assert Page(WRITTEN).quoted("“读书会”") == "“读书会”"
