import type { ClientSnippet } from '../contract/client-snippet.ts';
import { codexSnippets } from './codex-snippets.ts';
import { usualModels } from './offered-models.ts';
import { bothOrigins } from './set-up/config-form.ts';
import { opencodeConfig } from './set-up/opencode-config.ts';

const anyKey =
  'The SDK insists on a key. As long as Evenkeel demands none, any word will do; else take one from the page Keys.';

/** Everything that a person may copy: the Codex CLI first, then whatever speaks the protocols of OpenAI. */
export function clientSnippets(origin: string): ClientSnippet[] {
  const { numeric } = bothOrigins(origin);
  const base = `${numeric}/v1`;
  return [...codexSnippets(origin), opencode(numeric), ...sdkSnippets(base), ...editorSnippets(base)];
}

function opencode(origin: string): ClientSnippet {
  return {
    id: 'opencode',
    client: 'OpenCode',
    title: 'OpenCode: a provider beside your others',
    file: '~/.config/opencode/opencode.json',
    text: opencodeConfig.add('', { origin, form: 'built-in', models: usualModels }, null).text,
    note: 'Choose a model of Evenkeel with /models. Name further models under "models" as you need them.',
  };
}

function sdkSnippets(base: string): ClientSnippet[] {
  return [
    {
      id: 'openai-python',
      client: 'OpenAI SDK for Python',
      title: 'OpenAI SDK, Python',
      file: 'your program',
      text: [
        'from openai import OpenAI',
        '',
        `client = OpenAI(base_url="${base}", api_key="none")`,
        'response = client.responses.create(model="gpt-5.5", input="Say hello.")',
        'print(response.output_text)',
        '',
      ].join('\n'),
      note: anyKey,
    },
    {
      id: 'openai-js',
      client: 'OpenAI SDK for JavaScript',
      title: 'OpenAI SDK, JavaScript and TypeScript',
      file: 'your program',
      text: [
        "import OpenAI from 'openai';",
        '',
        `const client = new OpenAI({ baseURL: '${base}', apiKey: 'none' });`,
        "const response = await client.responses.create({ model: 'gpt-5.5', input: 'Say hello.' });",
        'console.log(response.output_text);',
        '',
      ].join('\n'),
      note: anyKey,
    },
    {
      id: 'openai-environment',
      client: 'Anything that reads OPENAI_BASE_URL',
      title: 'Environment variables, for programs built on an OpenAI SDK',
      file: 'your shell',
      text: [`export OPENAI_BASE_URL="${base}"`, 'export OPENAI_API_KEY="none"', ''].join('\n'),
      note: 'Holds for programs started from that shell only. The Codex CLI does not read these.',
    },
    {
      id: 'ai-sdk',
      client: 'Vercel AI SDK',
      title: 'AI SDK',
      file: 'your program',
      text: [
        "import { createOpenAI } from '@ai-sdk/openai';",
        "import { generateText } from 'ai';",
        '',
        `const evenkeel = createOpenAI({ baseURL: '${base}', apiKey: 'none' });`,
        "const { text } = await generateText({ model: evenkeel('gpt-5.5'), prompt: 'Say hello.' });",
        'console.log(text);',
        '',
      ].join('\n'),
      note: 'Speaks the Responses API, which keeps reasoning between turns. @ai-sdk/openai-compatible works too.',
    },
    {
      id: 'curl',
      client: 'curl',
      title: 'curl: one question, to try it',
      file: 'your shell',
      text: [
        `curl ${base}/responses \\`,
        "  -H 'content-type: application/json' \\",
        `  -d '{"model": "gpt-5.5", "input": "Say hello."}'`,
        '',
      ].join('\n'),
      note: 'A key, where Evenkeel demands one, goes into -H "authorization: Bearer …".',
    },
  ];
}

function editorSnippets(base: string): ClientSnippet[] {
  const values = [`Base URL:  ${base}`, 'API key:   none', 'Model:     gpt-5.5', ''].join('\n');
  return [
    {
      id: 'cline',
      client: 'Cline, Roo Code and their like',
      title: 'Cline and Roo Code',
      file: 'the settings of the extension',
      text: `Provider:  OpenAI Compatible\n${values}`,
      note: 'Write "none" as the key where the form insists on one.',
    },
    {
      id: 'cursor',
      client: 'Cursor',
      title: 'Cursor',
      file: 'Cursor settings, Models, OpenAI API key',
      text: `Override OpenAI Base URL:  ${base}\nOpenAI API key:            none\nModel:                     gpt-5.5\n`,
      note: 'Cursor sends its requests from its own servers, which cannot reach an address on this computer; it works only where a version calls the address itself.',
    },
    {
      id: 'aider',
      client: 'aider',
      title: 'aider',
      file: 'your shell',
      text: `aider --openai-api-base ${base} --openai-api-key none --model openai/gpt-5.5\n`,
      note: anyKey,
    },
  ];
}
