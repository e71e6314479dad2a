// Say when something was said: by the clock of the team, as its cards do.

const clocks = new Map();

/** Return the clock by which the team of a page lives, in the page's language. */
export function clockOf(page) {
  const name = `${page.store.team.zone} ${page.language}`;
  if (!clocks.has(name)) clocks.set(name, new Clock(page.store.team.zone, page.language));
  return clocks.get(name);
}

class Clock {
  constructor(timeZone, language) {
    // Days are written as on the cards: 30 November, not November 30.
    const locale = language === "en" ? "en-GB" : language;
    const format = (options, into = locale) => new Intl.DateTimeFormat(into, options);
    this.hours = format({ timeZone, hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
    this.days = format({ timeZone, weekday: "long", month: "long", day: "numeric" });
    this.dates = format({ timeZone, dateStyle: "short" }, "sv");
    this.here = format({ dateStyle: "short", timeStyle: "short" }, "sv");
    this.there = format({ timeZone, dateStyle: "short", timeStyle: "short" }, "sv");
    this.zones = format({ timeZone, timeZoneName: "longGeneric" });
  }

  /** Return hours and minutes. */
  time(at) {
    return this.hours.format(new Date(at));
  }

  /** Return a day as 2026-11-30. */
  day(at) {
    return this.dates.format(new Date(at));
  }

  /** Return what a day is called, and in which zone it is one, if this browser is in another. */
  dayName(at, say) {
    const days = (new Date(this.day(Date.now())) - new Date(this.day(at))) / 86_400_000;
    const day = [say("today"), say("yesterday")][days] ?? this.days.format(new Date(at));
    return this.#isElsewhere(new Date(at)) ? say("day-there", { day, zone: this.#zone(at) }) : day;
  }

  #isElsewhere(at) {
    return this.here.format(at) !== this.there.format(at);
  }

  #zone(at) {
    const parts = this.zones.formatToParts(new Date(at));
    return parts.find(({ type }) => type === "timeZoneName").value;
  }
}
