import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { settingDeclarations, settingSources, type SettingSource, type SettingView } from '../../contract/settings.ts';
import { coded, fine, warning, type Finding, type SelfTest } from '../self-test.ts';

export interface SettingTestPorts {
  readonly dataDir: string;
  readonly view: () => readonly SettingView[];
  /** What the dashboard had set when the engine started. */
  readonly stored: Readonly<Record<string, unknown>>;
  readonly environment: NodeJS.ProcessEnv;
}

export function settingTests(ports: SettingTestPorts): SelfTest[] {
  return [
    {
      id: 'settings.overridden',
      symptoms: ['S3'],
      title: 'No setting is given twice',
      run: async () => judgeSettings(ports.view(), { ...ports, file: await namesInFile(ports.dataDir) }),
    },
  ];
}

async function namesInFile(dataDir: string): Promise<readonly string[]> {
  try {
    const content: unknown = JSON.parse(await readFile(join(dataDir, 'settings.json'), 'utf8'));
    return content !== null && typeof content === 'object' ? Object.keys(content) : [];
  } catch {
    // None, or one that the engine would not have started with.
    return [];
  }
}

/** Pure. Names of variables are told, never their values. */
export function judgeSettings(
  view: readonly SettingView[],
  given: Pick<SettingTestPorts, 'stored' | 'environment'> & { readonly file: readonly string[] },
): Finding {
  const twice = view.flatMap(({ key, title, source, sourceName }) => {
    const variables = settingDeclarations[key].environment.filter((name) => Boolean(given.environment[name]));
    const places: { readonly source: SettingSource; readonly name: string }[] = [
      ...variables.map((name) => ({ source: 'environment' as const, name })),
      ...(given.file.includes(key) ? [{ source: 'file' as const, name: 'the settings file' }] : []),
      ...(given.stored[key] === undefined ? [] : [{ source: 'dashboard' as const, name: 'the dashboard' }]),
    ];
    const hidden = places.filter((place) => isBehind(place, source, sourceName));
    return hidden.length === 0 ? [] : [{ key, title, before: sourceName ?? source, hidden }];
  });
  if (twice.length === 0) return coded('settings.ok', {}, fine('What is set is set in one place.'));
  return coded(
    'settings.twice',
    { lines: twice.map(({ key, before, hidden }) => [key, [before, ...hidden.map(shortName)].join(' > ')].join(': ')) },
    warning(
      `${twice.length === 1 ? 'One setting is' : `${twice.length} settings are`} given in more than one place, and only the first counts.`,
      'Take out the one that you do not mean.',
      twice.map(
        ({ title, before, hidden }) =>
          `${title}: ${before} goes before ${hidden.map(({ name }) => name).join(' and ')}`,
      ),
    ),
  );
}

function shortName({ source, name }: { readonly source: SettingSource; readonly name: string }): string {
  return source === 'environment' ? name : source;
}

function isBehind(
  place: { readonly source: SettingSource; readonly name: string },
  source: SettingSource,
  sourceName: string | null,
): boolean {
  if (place.source === source) return place.source === 'environment' && place.name !== sourceName;
  return settingSources.indexOf(place.source) > settingSources.indexOf(source);
}
