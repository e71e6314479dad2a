"""The browser chat, which stands on the database itself."""

from datetime import timedelta

from adapters.web.demo import Outline, demonstrate
from adapters.web.wire import Ground, Web
from bot.adapter import Adapter
from bot.clock import Chance
from bot.composition.platforms import Making
from bot.config import Connection
from bot.words import Voice
from storage import setup
from storage.transcript import Transcript


async def connect(connection: Connection, making: Making) -> Adapter:
    """Make the browser chat, with a demonstration team for each language."""
    site, home, database = making.site, making.settings.organisation, making.database
    now = site.clock.now()

    async def settle(outline: Outline) -> setup.Settled:
        (main, title, _), *_ = outline.rooms
        what = setup.Demonstration(
            organisation=home.name, team=outline.name, language=outline.language,
            zone=home.zone.key, connection=connection.name, realm=Web.realm, main_room=main,
            main_title=title,
        )  # fmt: skip
        team = setup.DemonstrationTeam(database, what)
        await team.open()
        return await team.settle(outline.rooms, outline.people, now)

    voice = Voice(home.language, home.zone, now)
    house, page = await demonstrate(connection.name, site.words, voice, settle)
    fresh = Chance().secret_bytes(8).hex()
    ground = Ground(
        house=house, words=page, store=database, transcript=Transcript, files=site.files,
        clock=site.clock, epoch=await database.run(lambda c: Transcript(c).epoch(fresh)),
        keep=timedelta(days=making.settings.files.keep_days.inbox),
    )  # fmt: skip
    return Web(connection.name, ground)
