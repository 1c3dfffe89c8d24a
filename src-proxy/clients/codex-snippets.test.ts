import { describe, expect, it } from 'vitest';

import { codexSnippets } from './codex-snippets.ts';

const text = (origin: string, id: string): string =>
  codexSnippets(origin).find((snippet) => snippet.id === id)?.text ?? '';
const hostOf = (toml: string, name: string): string | undefined =>
  new RegExp(`^${name} = "http://(.+?):\\d+/`, 'm').exec(toml)?.[1];

describe('what a person pastes into the Codex CLI', () => {
  it('form A needs no login and no key', () => {
    expect(text('http://127.0.0.1:2455', 'codex-a')).toBe(
      [
        'model = "gpt-5.5"',
        'model_provider = "evenkeel"',
        '',
        '[model_providers.evenkeel]',
        '# "OpenAI" lets the CLI use the upstream\'s own compaction',
        'name = "OpenAI"',
        'base_url = "http://127.0.0.1:2455/backend-api/codex"',
        'wire_api = "responses"',
        '',
      ].join('\n'),
    );
  });

  it('form B asks for the login of the CLI', () => {
    expect(text('http://127.0.0.1:2455', 'codex-b')).toContain('requires_openai_auth = true');
    expect(text('http://127.0.0.1:2455', 'codex-b')).not.toContain('chatgpt_base_url');
  });

  it.each(['http://127.0.0.1:2455', 'http://localhost:2455', 'http://[::1]:2455'])(
    'form C at %s gives two different origins, both on this machine',
    (origin) => {
      const toml = text(origin, 'codex-c');
      const hosts = [hostOf(toml, 'base_url'), hostOf(toml, 'chatgpt_base_url')];
      expect(new Set(hosts).size).toBe(2);
      for (const host of hosts) expect(['127.0.0.1', 'localhost', '[::1]']).toContain(host);
      // A key after a [section] would belong to the section.
      expect(toml.indexOf('chatgpt_base_url')).toBeLessThan(toml.indexOf('['));
    },
  );
});
