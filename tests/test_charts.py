"""Charts: what is drawn can be read as a picture, and is the same each time."""

import io

from PIL import Image

from bot.charts import Panel, drawn

SHARE = Panel("出席率（%）", (75, None, 100), ("75", "–", "100"), 100)
HOURS = Panel("Volunteer hours", (0, 90, 30), ("0", "1.5", "0.5"), 90)
LABELS = ("11/9", "11/16", "11/23")


def _picture(*panels: Panel) -> Image.Image:
    return Image.open(io.BytesIO(drawn("读书会：最近八周", panels, LABELS))).convert("RGB")


def _pixels(picture: Image.Image, colour: tuple[int, int, int]) -> int:
    found = picture.getcolors(picture.width * picture.height) or []
    return sum(count for count, each in found if each == colour)


def test_a_chart_is_as_wide_as_a_phone_likes_and_as_high_as_it_has_panels() -> None:
    """On white, whatever the chat's own colours are."""
    one, two = _picture(SHARE), _picture(SHARE, HOURS)
    assert one.width == two.width == 1080
    assert two.height - one.height == 420
    assert {one.getpixel((0, 0)), one.getpixel((1079, one.height - 1))} == {(255, 255, 255)}


def test_bars_are_as_high_as_what_they_show() -> None:
    """Three quarters and a whole are seven quarters; what was not measured has no bar."""
    blue = (37, 99, 235)
    full = _pixels(_picture(Panel("", (100, None, None), ("", "", ""), 100)), blue)
    mixed = _pixels(_picture(Panel("", (75, None, 100), ("", "", ""), 100)), blue)
    assert abs(mixed / full - 1.75) < 0.02
    assert _pixels(_picture(Panel("", (0, None, None), ("0", "–", ""), 0)), blue) == 0


def test_a_chart_is_the_same_each_time() -> None:
    """Its file is known by its bytes, and kept once."""
    assert drawn("x", [SHARE], LABELS) == drawn("x", [SHARE], LABELS)


def test_what_is_too_long_is_shortened() -> None:
    """A team may be called anything; nothing is drawn beyond the edge."""
    long, longer = (
        Image.open(io.BytesIO(drawn("读书会" * times, [SHARE], LABELS))).convert("RGB")
        for times in (20, 60)
    )
    beyond, last = long.crop((1024, 0, 1080, 100)), long.crop((974, 0, 1024, 100))
    assert _pixels(beyond, (255, 255, 255)) == beyond.width * beyond.height
    assert _pixels(last, (255, 255, 255)) < last.width * last.height, "what there is room for stays"
    assert long.tobytes() == longer.tobytes()
