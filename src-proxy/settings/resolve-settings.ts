import { existsSync, readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { homedir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';

import {
  settingDeclarations,
  settingKeys,
  type SettingKey,
  type Settings,
  type SettingSource,
} from '../contract/settings.ts';
import { redact } from '../observe/redact.ts';
import { acceptSetting, holdsCredentials } from './accept-setting.ts';
import { withLocalFile } from './local-file.ts';
import { SettingError } from './setting-error.ts';
import { unreadNames } from './unread-names.ts';

/** A value, where it came from, and the flag, variable or file that gave it. */
export interface ResolvedValue {
  readonly value: Settings[SettingKey];
  readonly source: SettingSource;
  readonly sourceName: string | null;
}

export interface ResolvedSettings {
  readonly values: Settings;
  readonly resolved: Readonly<Record<SettingKey, ResolvedValue>>;
  readonly isDefaultDataDir: boolean;
  /** Names in the environment that look like settings and are none, in sentences. */
  readonly unread: readonly string[];
}

export interface SettingInputs {
  /** By setting key; only what was given on the command line. */
  readonly flags: Partial<Record<SettingKey, string>>;
  readonly environment: NodeJS.ProcessEnv;
  /** Where `.env.local` is looked for. */
  readonly workingDirectory: string;
  /** For the desktop app: it is opened in no folder in particular. */
  readonly ignoresLocalFile?: boolean;
  readonly platform?: NodeJS.Platform;
}

const fileName = 'settings.json';

/** Where data goes when nobody says otherwise, as each system has it. */
export function defaultDataDir(environment: NodeJS.ProcessEnv, platform: NodeJS.Platform): string {
  const home = environment.HOME || environment.USERPROFILE || homedir();
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'Evenkeel');
  if (platform === 'win32') return join(environment.LOCALAPPDATA || join(home, 'AppData', 'Local'), 'Evenkeel');
  return join(environment.XDG_DATA_HOME || join(home, '.local', 'share'), 'evenkeel');
}

function parse(key: SettingKey, raw: unknown, where: string): Settings[SettingKey] {
  const declaration = settingDeclarations[key];
  const accepted = acceptSetting(key, raw);
  if (accepted) return accepted.value;
  throw new SettingError(`${where} is ${shown(raw)}, which cannot be used: it must be ${declaration.allowed}.`);
}

/** An address may carry a password. */
function shown(raw: unknown): string {
  return redact(typeof raw === 'string' ? `"${raw}"` : JSON.stringify(raw));
}

export function isLoopbackHost(host: string): boolean {
  return host === 'localhost' || host === '::1' || host === '[::1]' || /^127(\.\d{1,3}){3}$/.test(host);
}

/** What no single value shows. */
function checkTogether(key: SettingKey, value: Settings[SettingKey], where: string): void {
  // A name may mean another machine tomorrow.
  if (key === 'host' && !isLoopbackHost(String(value)) && isIP(String(value).replace(/^\[|\]$/gu, '')) === 0) {
    throw new SettingError(
      `${where} is ${shown(value)}, which cannot be used: it must be ${settingDeclarations.host.allowed}.`,
    );
  }
  if (key === 'upstreamBaseUrl' || key === 'authBaseUrl') {
    const url = new URL(String(value));
    // SECURITY: tokens go there.
    if (url.protocol === 'http:' && !isLoopbackHost(url.hostname)) {
      throw new SettingError(
        `${where} is ${shown(value)}, which would send tokens unencrypted: it must be ${settingDeclarations[key].allowed}.`,
      );
    }
  }
}

/** Where the parser stopped, in its own words, where it says. */
function placeOf({ message }: SyntaxError): string {
  const place = /\(line \d+ column \d+\)/.exec(message);
  return place === null ? '' : ` ${place[0]}`;
}

function readSettingsFile(path: string): Record<string, unknown> {
  if (!existsSync(path)) return {};
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new SettingError(
      error instanceof SyntaxError
        ? `The settings file ${path} is not JSON${placeOf(error)}. Mend it, or move it away to start without it.`
        : `The settings file ${path} cannot be read (${error instanceof Error ? error.message : String(error)}).`,
      { cause: error },
    );
  }
  if (content === null || typeof content !== 'object' || Array.isArray(content)) {
    throw new SettingError(`The settings file ${path} must hold one JSON object, such as {"port": 2455}.`);
  }
  for (const name of Object.keys(content)) {
    if (!settingKeys.some((key) => key === name) || name === 'dataDir') {
      throw new SettingError(
        `The settings file ${path} holds "${name}", which is not a setting. Known are: ${settingKeys.filter((key) => key !== 'dataDir').join(', ')}.`,
      );
    }
  }
  return content as Record<string, unknown>;
}

/**
 * Every setting's value, by flag, environment, file, in that order; the dashboard's values come with the store and stand
 * last before the defaults.
 * @throws SettingError for the first value that cannot be used.
 */
export function resolveSettings(inputs: SettingInputs): ResolvedSettings {
  const environment = inputs.ignoresLocalFile === true ? inputs.environment : withLocalFile(inputs);
  const defaultDir = defaultDataDir(inputs.environment, inputs.platform ?? process.platform);

  function given(key: SettingKey, file: Record<string, unknown>, filePath: string): ResolvedValue | null {
    const declaration = settingDeclarations[key];
    const flag = inputs.flags[key];
    const flagName: string = 'flag' in declaration ? declaration.flag : key;
    if (flag !== undefined) return resolvedAs(key, flag, 'flag', flagName);
    for (const name of declaration.environment) {
      const value = environment[name];
      if (value !== undefined && value !== '') return resolvedAs(key, value, 'environment', name);
    }
    return key in file ? resolvedAs(key, file[key], 'file', filePath) : null;
  }

  function resolvedAs(key: SettingKey, raw: unknown, source: SettingSource, name: string): ResolvedValue {
    const where = source === 'file' ? `"${key}" in ${name}` : name;
    const value = parse(key, raw, where);
    checkTogether(key, value, where);
    if (source !== 'environment' && holdsCredentials(key, value)) {
      throw new SettingError(
        `${where} is ${shown(value)}, and a file or a command line is no place for a password. Set it with ${settingDeclarations[key].environment[0]}, or in the dashboard.`,
      );
    }
    return { value, source, sourceName: name };
  }

  const dataDir = given('dataDir', {}, '');
  const chosenDir = dataDir === null ? defaultDir : absolute(String(dataDir.value), inputs.workingDirectory);
  const filePath = join(chosenDir, fileName);
  const file = readSettingsFile(filePath);
  const resolved = Object.fromEntries(
    settingKeys.map((key) => {
      if (key === 'dataDir')
        return [
          key,
          { value: chosenDir, source: dataDir?.source ?? 'default', sourceName: dataDir?.sourceName ?? null },
        ];
      return [
        key,
        given(key, file, filePath) ?? { value: settingDeclarations[key].fallback, source: 'default', sourceName: null },
      ];
    }),
  ) as Record<SettingKey, ResolvedValue>;
  return {
    resolved,
    values: valuesOf(resolved),
    isDefaultDataDir: chosenDir === defaultDir,
    unread: unreadNames(environment),
  };
}

export function valuesOf(resolved: Readonly<Record<SettingKey, ResolvedValue>>): Settings {
  return Object.fromEntries(settingKeys.map((key) => [key, resolved[key].value])) as unknown as Settings;
}

function absolute(path: string, from: string): string {
  const expanded = path.startsWith('~/') ? join(homedir(), path.slice(2)) : path;
  return isAbsolute(expanded) ? expanded : resolve(from, expanded);
}
