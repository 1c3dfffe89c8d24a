import type { SpokenWords } from '../spoken-words.ts';

const shell = 'die eigene Shell';
const program = 'das eigene Programm';
const anyKey =
  'Das SDK besteht auf einem Schlüssel. Solange Evenkeel keinen verlangt, tut es irgendein Wort; sonst einen von der Seite Schlüssel nehmen.';
const codex = 'Codex CLI und IDE-Erweiterung';

/** What is said of the snippets to copy, in German. */
export const deSnippets: SpokenWords['snippets'] = {
  'codex-built-in': {
    client: codex,
    title: 'Zwei Zeilen: Threads bleiben, mit oder ohne Anmeldung',
    note: 'Beide gehören an den Anfang der Datei, vor jeden [Abschnitt]. Braucht ein aktuelles Codex: 0.98 beachtet openai_base_url nicht. Die beiden Adressen sind mit Absicht verschieden (127.0.0.1 und localhost).',
  },
  'codex-a': {
    title: 'Ein eigener Anbieter: ohne Anmeldung, ohne Schlüssel, auch für alte Versionen',
    note: 'Geht ohne `codex login`. Früher begonnene Threads sind verborgen, solange dies gilt. Die ersten zwei Zeilen gehören an den Anfang der Datei, vor jeden [Abschnitt].',
  },
  'codex-b': {
    client: codex,
    title: 'Mit eigener Codex-Anmeldung: Die Modellauswahl bleibt',
    note: 'Braucht `codex login`. Modellaufrufe kommen zu Evenkeel; mit einer ChatGPT-Anmeldung fragt die CLI weiterhin chatgpt.com nach dem eigenen Konto.',
  },
  'codex-c': {
    client: codex,
    title: 'Mit eigener Codex-Anmeldung, und nichts geht an Evenkeel vorbei',
    note: 'Die beiden Adressen sind mit Absicht verschieden (localhost und 127.0.0.1). Wären sie gleich, ließe die CLI Evenkeel aus und fragte chatgpt.com selbst.',
  },
  opencode: {
    title: 'OpenCode: ein Anbieter neben den anderen',
    note: 'Mit /models ein Modell von Evenkeel wählen. Weitere Modelle nach Bedarf unter "models" nennen.',
  },
  'openai-python': { client: 'OpenAI-SDK für Python', title: 'OpenAI-SDK, Python', file: program, note: anyKey },
  'openai-js': {
    client: 'OpenAI-SDK für JavaScript',
    title: 'OpenAI-SDK, JavaScript und TypeScript',
    file: program,
    note: anyKey,
  },
  'openai-environment': {
    client: 'Alles, was OPENAI_BASE_URL liest',
    title: 'Umgebungsvariablen, für Programme auf einem OpenAI-SDK',
    file: shell,
    note: 'Gilt nur für Programme, die aus dieser Shell gestartet werden. Die Codex CLI liest diese nicht.',
  },
  'ai-sdk': {
    title: 'AI SDK',
    file: program,
    note: 'Spricht die Responses-API, die das Nachdenken von Runde zu Runde behält. @ai-sdk/openai-compatible geht auch.',
  },
  curl: {
    title: 'curl: eine Frage zum Ausprobieren',
    file: shell,
    note: 'Wo Evenkeel einen Schlüssel verlangt, gehört er in -H "authorization: Bearer …".',
  },
  cline: {
    client: 'Cline, Roo Code und ihresgleichen',
    title: 'Cline und Roo Code',
    file: 'die Einstellungen der Erweiterung',
    note: 'Besteht das Formular auf einem Schlüssel, „none“ eintragen.',
  },
  cursor: {
    title: 'Cursor',
    file: 'Einstellungen von Cursor, Models, OpenAI API key',
    note: 'Cursor sendet seine Anfragen von eigenen Servern, die eine Adresse auf diesem Computer nicht erreichen; es geht nur, wo eine Version die Adresse selbst aufruft.',
  },
  aider: { title: 'aider', file: shell, note: anyKey },
};
