"""Whom something is for, as people type it in any feature's line, and as it is shown again."""

from datetime import UTC, datetime
from typing import Annotated, Final
from zoneinfo import ZoneInfo

import pytest
from msgspec import Struct

from bot.composition import HOME
from bot.dialogue import value_text
from bot.domain.audience import EVERYBODY, Audience
from bot.domain.phrase import Instant
from bot.form import After, Anywhere, AtMost, Behind, FieldSpec, Subject, form_spec
from bot.parse import Filled, Vocabulary, fill, take_field
from bot.when import Purpose, Setting
from bot.words import Catalogues, Voice

WORDS: Final = Catalogues.load(HOME / "words")
BEIJING: Final = ZoneInfo("Asia/Shanghai")
NOW: Final = datetime(2026, 11, 26, 9, tzinfo=BEIJING).astimezone(UTC)
SPELLED: Final = {
    "field-audience": ("audience", "for", "对象"),
    "field-until": ("until", "截止", "by"),
    "field-place": ("place", "地点"),
    "mark-at": ("room",),
}


class Call(Struct, frozen=True):
    """Ask for something that has a time, a place, and people whom it is for."""

    title: Annotated[str, Subject(200)]
    starts: Annotated[Instant | None, Anywhere(Purpose.MEETING)]
    place: Annotated[str, After(), Behind("starts", "mark-at"), AtMost(100)] = ""
    until: Annotated[Instant | None, After(Purpose.DEADLINE)] = None
    audience: Annotated[Audience, After()] = EVERYBODY


class Spelled(Vocabulary, frozen=True):
    """Call the fields of the form above."""

    def of(self, key: str) -> tuple[str, ...]:
        """Return how a field is called."""
        return SPELLED.get(key) or super().of(key)


VOCABULARY: Final = Spelled(WORDS, "core")
FIELD: Final[FieldSpec] = form_spec(Call).field("audience")


@pytest.mark.parametrize(
    ("text", "title", "groups"),
    [
        ("Study Fri 15:00 for: probationary, full", "Study", "probationary|full"),
        ("Study Fri 15:00 for: probationary, full until Fri 12:00", "Study", "probationary|full"),
        ("Study for: first years and full Fri 15:00 room 204", "Study", "first years|full"),
        ("Study for beginners Fri 15:00", "Study for beginners", ""),
        ("Study Fri 15:00 for: everybody", "Study", ""),
        ("党课 周五15点 对象：预备党员、正式党员", "党课", "预备党员|正式党员"),
        ("党课 对象：预备党员、正式党员 周五15点 204", "党课", "预备党员|正式党员"),
        ("党课 周五15点 对象 预备党员和正式党员 截止周五12点", "党课", "预备党员|正式党员"),
        ("党课 周五15点\n对象：和平组，合唱", "党课", "和平组|合唱"),
        ("发展对象培训 周五15点", "发展对象培训", ""),
        ("党课 周五15点 对象：全体", "党课", ""),
    ],
)
def test_groups_are_read_wherever_they_stand(text: str, title: str, groups: str) -> None:
    """A list after the field's word ends at a time, a new clause or the end."""
    filled = fill(form_spec(Call), text, Setting(NOW, BEIJING, "zh"), VOCABULARY)
    assert not filled.problems
    assert filled.values["title"] == title
    named = filled.values.get("audience", EVERYBODY)
    assert named == Audience(tuple(groups.split("|")) if groups else ())
    assert filled.values["starts"] == datetime(2026, 11, 27, 15, tzinfo=BEIJING)


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("audience", [EVERYBODY, Audience(("full",)), Audience(("full", "合唱"))])
def test_a_form_reads_again_what_it_shows(audience: Audience, language: str) -> None:
    """What stands in the field when it is opened changes nothing when it is sent."""
    shown = value_text(FIELD, audience, VOCABULARY, Voice(language, BEIJING, NOW))
    filled = Filled()
    take_field(FIELD, shown, Setting(NOW, BEIJING, language), VOCABULARY, filled)
    assert filled.values == {"audience": audience}
    assert FIELD.load(FIELD.dump(audience)) == audience


def test_a_group_is_known_however_it_is_written() -> None:
    """Case, width and spaces make no other group."""
    named = Audience(("Full", "ＦＵＬＬ members", "guests"))
    assert named.unknown(["full", "Full  members"]) == ("guests",)
