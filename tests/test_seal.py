"""Tokens: what is sealed comes back, what was touched does not."""

import base64
import hashlib
import hmac
from itertools import count

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.action import Action, Open, Scalar
from bot.seal import Seal, Stored, step_hash

KEY, OLDER, STRANGE = b"new" * 10, b"old" * 10, b"not ours"
NAMES = ("poll.answer", "poll.edit", "essay.hand-in")
STEPS = {step_hash(name): name for name in NAMES}
SEAL = Seal([KEY], STEPS)
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"

ids = st.integers(0, 2**63 - 1)
actions = st.builds(Action, st.sampled_from(NAMES), st.lists(ids, max_size=4).map(tuple))


def sealed(action: Action, seal: Seal = SEAL) -> str:
    """Return the token of an action that needs no row."""
    token = seal.token(action, room=255)
    assert token is not None
    return token


def forged(body: bytes, key: bytes = KEY) -> str:
    """Return what only the holder of the key could seal."""
    mac = hmac.digest(key, b"token" + body, "sha256")[:8]
    return base64.urlsafe_b64encode(body + mac).rstrip(b"=").decode()


def head(name: str = "poll.answer", version: int = 1) -> bytes:
    """Return what stands before the numbers of a token."""
    return bytes((version, hashlib.sha256(b"id" + KEY).digest()[0])) + step_hash(name)


@given(actions)
def test_an_action_comes_back(action: Action) -> None:
    """Whatever ids an action carries, its token says the same."""
    assert SEAL.read(sealed(action)) == action


@given(st.sampled_from(NAMES), st.lists(ids, max_size=100))
def test_a_token_that_is_given_can_be_read(name: str, args: list[int]) -> None:
    """However much room there is, what is sealed can be read again."""
    action = Action(name, tuple(args))
    token = SEAL.token(action, room=10_000)
    assert token is None or SEAL.read(token) == action


def test_two_small_ids_take_little_room() -> None:
    """A poll and an option take 22 characters, far below what any button carries."""
    token = sealed(Action("poll.answer", (12, 127)))
    assert len(token) == 22
    assert SEAL.token(Action("poll.answer", (12, 127)), room=22) == token
    assert SEAL.token(Action("poll.answer", (12, 127)), room=21) is None


@pytest.mark.parametrize("arg", ["yes", "", "1", True, False, None, -1, 2**63, 1.0])
def test_what_is_no_id_goes_into_a_row(arg: Scalar) -> None:
    """Texts, truths, nothing and numbers below zero are not said in a token."""
    assert SEAL.token(Action("poll.answer", (1, arg)), room=255) is None


def test_an_open_action_is_sealed_like_a_complete_one() -> None:
    """The step knows which value it still waits for."""
    token = SEAL.token(Open("poll.edit", (5,)), room=64)
    assert token is not None
    assert SEAL.read(token) == Action("poll.edit", (5,))


@given(actions, st.data())
def test_a_touched_token_is_nothing(action: Action, data: st.DataObject) -> None:
    """One other character anywhere, or one more or fewer, and it is not ours."""
    token = sealed(action)
    at = data.draw(st.integers(0, len(token) - 1))
    other = data.draw(st.sampled_from(ALPHABET) | st.characters())
    assume(other not in (token[at], "~"))
    assert SEAL.read(token[:at] + other + token[at + 1 :]) is None
    assert SEAL.read(token[:at]) is None
    assert SEAL.read(token + other) is None
    assert SEAL.read(other + token) is None


@pytest.mark.parametrize("args", [(), (1,), (1, 2), (300, 2, 3)])
def test_a_token_has_one_spelling(args: tuple[int, ...]) -> None:
    """No other last character, padding, white space or alphabet says the same."""
    token = sealed(Action("poll.answer", args))
    others = {token[:-1] + each for each in ALPHABET} - {token}
    for other in (*others, f"{token}=", f"{token}==", f"{token}\n", f" {token}"):
        assert SEAL.read(other) is None
    plain = base64.b64encode(base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))).decode()
    assert SEAL.read(plain) in (None, Action("poll.answer", args))
    assert (SEAL.read(plain) is None) == (plain != token)


@given(st.text() | st.text(ALPHABET) | st.binary().map(lambda raw: raw.decode("latin-1")))
def test_anything_else_is_nothing(text: str) -> None:
    """Whatever is sent for a token, reading it does not fail."""
    assume(not text.startswith("~"))
    assert SEAL.read(text) is None


@given(st.text() | st.text(ALPHABET))
def test_a_row_is_only_looked_up_under_a_key_of_ours(text: str) -> None:
    """Behind the mark of a row stand at most sixteen letters of our alphabet, or it is nothing."""
    found = SEAL.read(f"~{text}")
    ours = 7 <= len(text) <= 16 and all(each in ALPHABET for each in text)
    assert found == (Stored(f"~{text}") if ours else None)


@pytest.mark.parametrize(
    ("body", "action"),
    [
        (head() + b"\x05", Action("poll.answer", (5,))),
        (head() + b"\x85\x00", None),  # the same number, with a zero before it
        (head() + b"\x80" * 9 + b"\x00", None),
        (head() + b"\x85", None),  # more was to follow
        (head() + b"\xff" * 8 + b"\x7f", Action("poll.answer", (2**63 - 1,))),
        (head() + b"\x80" * 9 + b"\x01", None),  # 2**63
        (head() + b"\xff" * 40, None),
        (head(version=2) + b"\x05", None),
        (head("poll.removed") + b"\x05", None),
        (head()[:-1], None),
        (b"", None),
    ],
)
def test_even_under_our_key_only_one_form_counts(body: bytes, action: Action | None) -> None:
    """Numbers have one form, steps are known ones, and the version is ours."""
    assert SEAL.read(forged(body)) == action


def test_a_step_that_is_gone_is_nothing() -> None:
    """A token of a step without even an alias leads nowhere."""
    token = sealed(Action("poll.answer", (1,)))
    assert Seal([KEY], {}).read(token) is None


@given(actions)
def test_two_keys_are_good_while_they_rotate(action: Action) -> None:
    """Old tokens are read beside new ones, the newest key seals, and strange keys open nothing."""
    old, both = Seal([OLDER], STEPS), Seal([KEY, OLDER], STEPS)
    assert both.read(sealed(action, old)) == action
    assert sealed(action, both) == sealed(action)
    assert SEAL.read(sealed(action, old)) is None
    assert both.read(sealed(action, Seal([STRANGE], STEPS))) is None


def test_two_keys_may_share_their_id() -> None:
    """The id is one byte of a key's hash: of two keys with the same one, both are good."""
    wanted = hashlib.sha256(b"id" + KEY).digest()[0]
    twin = next(
        key
        for key in (b"twin %d" % number for number in count())
        if hashlib.sha256(b"id" + key).digest()[0] == wanted
    )
    action = Action("poll.answer", (1, 2))
    for keys in ([KEY, twin], [twin, KEY]):
        both = Seal(keys, STEPS)
        assert both.read(sealed(action)) == action
        assert both.read(sealed(action, both)) == action
        assert both.read(sealed(action, Seal([twin], STEPS))) == action


def test_a_key_is_needed() -> None:
    """Nothing is sealed without a key."""
    with pytest.raises(ValueError, match="at least one key"):
        Seal([], STEPS)


scalars = st.integers() | st.text(max_size=9) | st.booleans() | st.none()
any_actions = st.builds(Action, st.sampled_from(NAMES), st.lists(scalars, max_size=3).map(tuple))


@given(any_actions, st.integers(1, 2**63 - 1), st.integers(8, 300))
def test_the_key_of_a_row_is_always_the_same(action: Action, place: int, room: int) -> None:
    """A redraw finds the row of the last drawing, and its key fits in the button."""
    key = SEAL.row_key(action, place, room)
    assert key == Seal([KEY, OLDER], STEPS).row_key(action, place, room)
    assert len(key) <= room
    assert len(key.encode()) <= 64
    assert SEAL.read(key) == Stored(key)


@given(any_actions, any_actions, st.integers(1, 9), st.integers(1, 9))
def test_rows_are_told_apart(one: Action, other: Action, here: int, there: int) -> None:
    """Another action, another argument or another place has another key."""
    same = repr(one) == repr(other) and here == there  # 1 and True are equal, but not the same
    assert (SEAL.row_key(one, here, 64) == SEAL.row_key(other, there, 64)) == same
    assert (SEAL.row_key(one, here, 8) == SEAL.row_key(other, there, 8)) == same
    assert (SEAL.row_key(one, here, 64) == SEAL.row_key(one, there, 64)) == (here == there)


def test_the_key_of_a_row_cannot_be_foretold() -> None:
    """Who does not hold our key cannot tell in which row an action lies."""
    action = Action("poll.answer", ("yes",))
    assert SEAL.row_key(action, 1, 64) != Seal([STRANGE], STEPS).row_key(action, 1, 64)


def test_a_button_with_room_for_too_little_is_refused() -> None:
    """A key of fewer than eight characters could be guessed or come twice."""
    with pytest.raises(ValueError, match="needs 8 bytes, not 7"):
        SEAL.row_key(Action("poll.answer"), 1, 7)
