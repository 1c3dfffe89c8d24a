const codexStarts: Record<string, string> = {
  empty: '',
  plain: 'model = "gpt-5.5"\n\n[analytics]\nenabled = false\n',
  'comments and odd spacing':
    '# mine\n\nmodel   =   "gpt-5.5" # why\n\n\n[ projects . "/x # y" ]\n trust_level = "trusted"\n# the end\n',
  CRLF: 'model = "gpt-5.5"\r\n\r\n[analytics]\r\nenabled = false\r\n',
  'no last line end': 'model = "gpt-5.5"',
  'a byte order mark': '\uFEFFmodel = "gpt-5.5"\n',
  'a user provider':
    'model_provider = "other" # mine\n[model_providers.other]\nname = "Other"\nbase_url = "https://other.test/v1"\nenv_key = "K"\n',
  'a user provider, CRLF and a mark':
    '\uFEFFmodel_provider = "other"\r\n[model_providers.other]\r\nbase_url = "https://o.test"\r\n',
  "another program's base URL": 'openai_base_url = "http://127.0.0.1:10100/v1"\nchatgpt_base_url = "https://x.test"\n',
  'a long string that looks like ours':
    'instructions = """\n# not a comment\nopenai_base_url = "x"\n[not.a.table]\n"""\nnotify = [\n  "a", # b ]\n  "c",\n]\n[tui]\n',
  'a value over several lines that is set aside':
    'a = 1\nmodel_provider = """\\\n  other"""\nb = 2\n[model_providers.other]\n',
};
const opencodeStarts: Record<string, string> = {
  empty: '',
  'an empty object': '{}',
  plain: '{\n  "model": "x/y",\n  "autoupdate": false\n}\n',
  'comments and a trailing comma': '{\n  // mine\n  "model": "x/y", /* why */\n  "mcp": {},\n}\n',
  CRLF: '{\r\n\t"model": "x/y"\r\n}\r\n',
  'a byte order mark': '\uFEFF{ "model": "x/y" }',
  'a user provider': '{"provider":{"other":{"npm":"@ai-sdk/openai","options":{"baseURL":"https://o.test"}}}}',
  'an empty list of providers': '{\n  "provider": {}\n}\n',
};
/** Files of both clients as people have them, and every form in which they are set up. */
export const clientStarts = [
  ...Object.entries(codexStarts).flatMap(([name, text]) =>
    (['built-in', 'provider'] as const).map((form) => ({ id: 'codex' as const, form, name, text })),
  ),
  ...Object.entries(opencodeStarts).map(([name, text]) => ({
    id: 'opencode' as const,
    form: 'built-in' as const,
    name,
    text,
  })),
];
