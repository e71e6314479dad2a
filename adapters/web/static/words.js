// Fetch what the page says, in one language, and fill in what a sentence leaves open.

const RIGHT_TO_LEFT = /[\u0590-\u08ff\u200f\u202a-\u202e\u2066-\u2069\ufb1d-\ufdff\ufe70-\ufeff]/;

/** Load a language and return `say(key, args)`. */
export async function loadWords(language) {
  const answer = await fetch(`words/${language}.json`);
  if (!answer.ok) throw new Error(`no words in ${language}: ${answer.status}`);
  const texts = await answer.json();
  return (key, args = {}) => {
    const text = texts[key];
    if (text === undefined) throw new Error(`web.ftl has no ${key}`);
    return text.replace(/\{\s*\$?([\w-]+)\s*\}/g, (_, name) => isolated(String(args[name] ?? "")));
  };
}

/** Keep a person's name from turning the sentence around it. */
function isolated(text) {
  return RIGHT_TO_LEFT.test(text) ? `\u2068${text}\u2069` : text;
}
