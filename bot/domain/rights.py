"""Who may do what: pure decisions over facts that a feature has loaded."""

from msgspec import Struct

from bot.domain.identity import Role, Who
from bot.domain.phrase import Phrase


class Verdict(Struct, frozen=True):
    """Allow (no phrase) or refuse, the phrase saying who may."""

    refusal: Phrase | None = None


ALLOWED = Verdict()


def refused(reason: str) -> Verdict:
    """Refuse with a phrase of the core's catalogue."""
    return Verdict(Phrase("core", reason))


def at_least(who: Who, needed: Role) -> Verdict:
    """Compare the asker's role in the team of the matter with the role that is needed."""
    if who.team is None:
        return refused("may-nobody-here")
    if who.role is None or who.role < needed:
        return refused(f"may-{needed.name.lower()}")
    return ALLOWED


class Authored(Struct, frozen=True):
    """State whether the asker made the thing in question, and their place in its team."""

    who: Who
    is_author: bool


def author_only(facts: Authored) -> Verdict:
    """Allow only the one who made it, whatever they are by now."""
    return ALLOWED if facts.is_author else refused("may-author")


def oneself(facts: Authored) -> Verdict:
    """Allow only the person whom it is about, whatever they are anywhere."""
    return ALLOWED if facts.is_author else refused("may-oneself")


class Owning(Struct, frozen=True):
    """State whether the asker owns the house."""

    is_owner: bool


def owner_only(facts: Owning) -> Verdict:
    """Allow only the owner of the house."""
    return ALLOWED if facts.is_owner else refused("may-owner")


def owner_leads(facts: Owning) -> Verdict:
    """Allow only the owner of the house, who may lead a team that nobody leads."""
    return ALLOWED if facts.is_owner else refused("may-owner-alone")


def author_as_member(facts: Authored) -> Verdict:
    """Allow only the one who made it, and only while still a member of its team."""
    return at_least(facts.who, Role.MEMBER) if facts.is_author else refused("may-author")


def author_as_organiser(facts: Authored) -> Verdict:
    """Allow only the one who made it, and only while still an organiser of its team."""
    return at_least(facts.who, Role.ORGANISER) if facts.is_author else refused("may-author")


def author_or_organiser(facts: Authored) -> Verdict:
    """Allow its author while still a member, and every organiser of its team."""
    if facts.is_author and facts.who.role is not None and facts.who.role >= Role.MEMBER:
        return ALLOWED
    if at_least(facts.who, Role.ORGANISER) == ALLOWED:
        return ALLOWED
    return refused("may-author-or-organiser")
