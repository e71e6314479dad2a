"""The certificate: one's confirmed hours on paper, with a number by which it can be checked."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated, ClassVar, Final
from zoneinfo import ZoneInfo

from msgspec import Struct

from bot.context import Context, Read, Reply, Work
from bot.domain.code import as_typed, shown, spelled
from bot.domain.identity import PersonId, Role, TeamId
from bot.domain.phrase import Phrase, Variant, Words
from bot.domain.rights import at_least
from bot.domain.volunteer import MINUTE, Certificate, HoursEntry, Origin, stars
from bot.errors import Declined
from bot.exports import Written, hand_over, to_be_written_to, write_file
from bot.form import Subject
from bot.message import Block, Button, Buttons, Card, Fields, File, Text
from bot.prints import PDF, Column, Print, Prints, as_pdf
from commands.volunteer.entries import length
from commands.volunteer.feature import volunteers
from storage.people import People
from storage.volunteers import Certificates, Ledger

_YEARS: Final = range(2000, 2101)
_LETTERS: Final = 8
_SECRET: Final = 16


class CertificateForm(Struct, frozen=True):
    """Take the year that it is about, or the number of one that shall be checked."""

    TITLE: ClassVar[str] = "certificate"

    wanted: Annotated[str, Subject(40)] = ""


@volunteers.command(CertificateForm, needs=Role.MEMBER)
def certificate(ctx: Context, values: CertificateForm) -> Reply:
    """Have one's certificate written, of a year or of all; or check the one of a number."""
    typed = as_typed(values.wanted.removesuffix("年"))
    if not typed:
        return _certified(ctx, 0, "")
    if typed.isdecimal() and int(typed) in _YEARS:
        return _certified(ctx, int(typed), "")
    return _checked(ctx, typed)


@volunteers.step("volunteer.certify", needs=Role.MEMBER)
def certify(ctx: Context, team: TeamId, year: int, language: str) -> Reply:
    """Have the certificate of the one who acts written; without a language in their own."""
    del team  # it says of which team, and is the context's
    return _certified(ctx, year, language)


def _certified(ctx: Context, year: int, language: str) -> Reply:
    entries = _entries(ctx, ctx.team.id, ctx.person, year)
    if not entries:
        raise Declined(volunteers.say("certify-none"))
    to_be_written_to(ctx)
    made = ctx.use(Certificates).issue(
        ctx.team.id,
        Certificate(
            serial=spelled(ctx.secret(_SECRET), _LETTERS), person=ctx.person, year=year,
            since=entries[0].when.start, until=entries[-1].when.start,
            minutes=_minutes(entries), issued_at=ctx.now,
            entries=tuple(each.id for each in entries),
        ),
    )  # fmt: skip
    language = language or ctx.who.language
    args = (ctx.team.id, made.serial, language)
    ctx.start(write_certificate(*args), then=certificate_written(*args))
    return Reply(note=volunteers.say("certifying"))


def _entries(read: Read, team: TeamId, person: PersonId, year: int) -> Sequence[HoursEntry]:
    """List what counts of somebody, in the order of the days; of a year, or of all."""
    zone = read.zone(team)
    found = [
        each
        for each in read.use(Ledger).of_person(person, team)
        if each.counts and year in {0, each.day(zone).year}
    ]
    return sorted(found, key=lambda each: (each.when.start, each.id))


def _minutes(entries: Sequence[HoursEntry]) -> int:
    return sum(each.minutes for each in entries)


@volunteers.job("volunteer.write-certificate")
async def write_certificate(work: Work, team: TeamId, serial: str, language: str) -> Written:
    """Write a certificate as PDF."""

    def page(read: Read) -> tuple[str, dict[str, object]]:
        known = _known(read, team, serial)
        prints = Prints(read, known.person, team, language)
        title = volunteers.say("certificate-name", name=read.name(known.person))
        return prints.name(title), prints.written(_page(read, team, known))

    name, written = await work.read(page)
    return await write_file(work, name, await as_pdf(written), PDF)


def _known(read: Read, team: TeamId, serial: str) -> Certificate:
    known = read.use(Certificates).find(team, serial)
    if known is None:
        raise Declined(volunteers.say("check-none", serial=shown(serial)))
    return known


def _page(read: Read, team: TeamId, known: Certificate) -> Print:
    zone, home = read.zone(team), read.use(read.stores.people).team(team).name
    entries = _covered(read, team, known)
    house = read.use(People).house()
    lasted = length(known.minutes)
    since, until = _calendar(known.since, zone), _calendar(known.until, zone)
    text = volunteers.say(
        "certificate-text", name=read.name(known.person), team=home, count=len(entries),
        over=Variant("day" if since == until else "days"), since=since, until=until, length=lasted,
    )  # fmt: skip
    if tier := stars(known.minutes) if known.year == 0 else 0:
        text = volunteers.say("both", one=text, two=volunteers.say("certificate-stars", stars=tier))
    number = shown(known.serial)
    return Print(
        above=home if house in {"", home} else f"{house} · {home}",
        title=volunteers.say("certificate-title"),
        text=text,
        columns=(
            Column(volunteers.say("certificate-day"), 24),
            Column(volunteers.say("column-activity"), 62),
            Column(volunteers.say("column-role"), 26),
            Column(volunteers.say("hours"), 32, right=True),
            Column(volunteers.say("certificate-note"), 24),
        ),
        rows=tuple(
            (each.day(zone), each.title, each.role, length(each.minutes), _note(each))
            for each in entries
        ),
        sums=(volunteers.say("certificate-sum"), "", "", lasted, ""),
        signed=(
            volunteers.say("certificate-stamp", team=home), _calendar(known.issued_at, zone),
        ),
        below=(
            volunteers.say("certificate-number", serial=number),
            volunteers.say("certificate-check", serial=number),
        ),
        lacking=volunteers.say("certificate-lacking"),
        page=volunteers.say("certificate-page", page="{page}", pages="{pages}"),
    )  # fmt: skip


def _covered(read: Read, team: TeamId, known: Certificate) -> Sequence[HoursEntry]:
    """List the entries that it lists, whatever has become of them since."""
    own = set(known.entries)
    found = [each for each in read.use(Ledger).of_person(known.person, team) if each.id in own]
    return sorted(found, key=lambda each: (each.when.start, each.id))


def _note(entry: HoursEntry) -> Phrase | str:
    """Say what is to be known of an entry that nobody signed in and out for."""
    if entry.origin is Origin.SIGNED_OUT:
        return ""
    return volunteers.say("origin", origin=entry.origin)


def _calendar(at: datetime, zone: ZoneInfo) -> Phrase:
    """Say a day as papers do: with its year, and without its weekday."""
    day: date = at.astimezone(zone).date()
    return volunteers.say("calendar", year=str(day.year), month=day.month, day=str(day.day))


@volunteers.takes(Written, "volunteer.certificate-written", needs=Role.ADMIN)
def certificate_written(
    ctx: Context, result: Written, team: TeamId, serial: str, language: str
) -> Reply:
    """Hand a certificate to whom it is about, and to nobody else."""
    known = _known(ctx, team, serial)
    files = [handed_certificate(team, serial, language, *each) for each in result.files]
    return hand_over(ctx, known.person, files, own=True)


@volunteers.view("volunteer.certificate-file")
def handed_certificate(
    read: Read, team: TeamId, serial: str, language: str, file: str, name: str
) -> Card:
    """Hand over a certificate, and offer it in another language."""
    known = _known(read, team, serial)
    others = tuple(
        Button(
            volunteers.say("certificate-in", language=Variant(each)),
            certify(team, known.year, each),
        )
        for each in read.registry.words.languages
        if each != language
    )
    number = Text.of(volunteers.say("certificate-number", serial=shown(serial)))
    return Card(volunteers.say("certificate-title"), (File(file, name), number, Buttons(others)))


# Checking one


def _checked(ctx: Context, serial: str) -> Reply:
    """Say what a certificate says, to those who lead, and to whom it is about."""
    known = ctx.use(Certificates).find(ctx.team.id, serial)
    own = known is not None and known.person == ctx.person
    refusal = at_least(ctx.who, Role.ORGANISER).refusal
    if refusal is not None and not own:
        raise Declined(refusal)
    if known is None:
        raise Declined(volunteers.say("check-none", serial=shown(serial)))
    return Reply(own=checked(ctx.team.id, serial))


@volunteers.view("volunteer.checked")
def checked(read: Read, team: TeamId, serial: str) -> Card:
    """Say whose a certificate is and what it says, and whether the ledger still says so."""
    known = _known(read, team, serial)
    zone = read.zone(team)
    holds = _minutes([each for each in _covered(read, team, known) if each.counts])
    period = volunteers.say(
        "period", since=_calendar(known.since, zone), until=_calendar(known.until, zone)
    )
    rows: tuple[tuple[Words, Words], ...] = (
        (volunteers.say("column-name"), read.name(known.person)),
        (volunteers.say("certificate-period"), period),
        (volunteers.say("hours"), length(known.minutes)),
        (volunteers.say("certificate-issue"), _calendar(known.issued_at, zone)),
    )
    says = volunteers.say("check-holds")
    if holds != known.minutes:
        says = volunteers.say("check-changed", length=MINUTE * holds)
    blocks: list[Block] = [Fields(rows), Text.of(says)]
    return Card(volunteers.say("check-title", serial=shown(serial)), tuple(blocks), final=True)
