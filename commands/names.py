"""Whom a typed name means: a member of the team, or somebody from elsewhere."""

from collections.abc import Mapping, Sequence

from bot.context import Read
from bot.domain.identity import PersonId, Role, TeamId
from bot.domain.meeting import Holder
from bot.when.numerals import fold
from storage.members import Members as Kept


class Members:
    """Know the members of a team by their names."""

    def __init__(self, read: Read, team: TeamId) -> None:
        """Read the names once."""
        people = read.use(read.stores.people)
        self._named: dict[str, list[PersonId]] = {}
        self._names = people.names(people.members(team, Role.GUEST))
        for person, name in self._names.items():
            self._named.setdefault(fold(name).strip(), []).append(person)
        self._labels: dict[str, PersonId] = {}
        for shared in self._named.values():
            if len(shared) > 1:
                self._labels |= self._apart(read, team, shared)

    @property
    def names(self) -> Mapping[PersonId, str]:
        """All names, by person."""
        return self._names

    def called(self, typed: str) -> Sequence[PersonId]:
        """Return who is called so: nobody, one, or all who share the name.

        One of several is meant by their label, as `labels` says it.
        """
        plain = _plain(typed)
        one = [person for label, person in self._labels.items() if fold(label) == plain]
        return one or self._named.get(plain, ())

    def labels(self, persons: Sequence[PersonId]) -> tuple[str, ...]:
        """Tell people of one name apart: by the end of their phone number, else by counting."""
        return tuple(label for label, person in self._labels.items() if person in persons)

    def _apart(
        self, read: Read, team: TeamId, shared: Sequence[PersonId]
    ) -> Mapping[str, PersonId]:
        known = read.use(Kept).named(team, self._names[shared[0]])
        tails = {each.person: each.phone_tail for each in known if each.phone_tail}
        telling = len(set(tails.values())) == len(shared)
        return {
            f"{self._names[person]} ({tails[person] if telling else number})": person
            for number, person in enumerate(shared, start=1)
        }

    def holder(self, typed: str) -> Holder | None:
        """Return whom a typed name means, whether or not they are a member; None for nobody."""
        found = self.called(typed)
        name = typed.strip().removeprefix("@").strip()
        if len(found) == 1:
            return Holder(self._names[found[0]], found[0])
        return Holder(name) if name else None

    def begins(self, text: str) -> tuple[Sequence[PersonId], str, str]:
        """Find the name that a text begins with, or the label of one of several: the longest.

        Returns who is called so, the name as typed, and what follows it. After an @ it is a name
        as far as the next space, whoever that is.
        """
        marked = text.lstrip().startswith("@")
        rest = text.lstrip().removeprefix("@").lstrip() if marked else text.lstrip()
        folded = fold(rest)
        known = self._named | {fold(label): [person] for label, person in self._labels.items()}
        for name in sorted(known, key=len, reverse=True):
            ends = folded[len(name) : len(name) + 1]
            whole = not name[-1:].isascii() or not ends.isalnum() or not ends.isascii()
            if name and folded.startswith(name) and whole:
                return known[name], rest[: len(name)], rest[len(name) :].lstrip(" ,，:：、")
        if marked:
            name, _, after = rest.partition(" ")
            return (), name, after.strip()
        return (), "", text


def _plain(typed: str) -> str:
    return fold(typed).strip().removeprefix("@").strip()
