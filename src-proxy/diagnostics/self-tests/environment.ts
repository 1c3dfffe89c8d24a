import { coded, fine, warning, type Finding, type SelfTest } from '../self-test.ts';

/** Programs that follow these variables would ask a proxy for 127.0.0.1, which knows another one by that name. */
const catching = ['HTTP_PROXY', 'http_proxy', 'ALL_PROXY', 'all_proxy'] as const;
const sparing = ['NO_PROXY', 'no_proxy'] as const;
const loopback: ReadonlySet<string> = new Set(['*', '127.0.0.1', '127.0.0.0/8', 'localhost']);

export function environmentTests(environment: NodeJS.ProcessEnv): SelfTest[] {
  return [
    {
      id: 'environment.proxies',
      symptoms: ['S29'],
      title: 'No proxy catches calls to this machine',
      run: () => judgeEnvironment(environment),
    },
  ];
}

/** Pure. Values are not told: an address may hold a password. */
export function judgeEnvironment(environment: NodeJS.ProcessEnv): Finding {
  const set = catching.filter((name) => Boolean(environment[name]));
  if (set.length === 0) return coded('proxies.none', {}, fine('No variable names a proxy for plain HTTP.'));
  const spared = sparing
    .flatMap((name) => (environment[name] ?? '').split(','))
    .map((entry) => entry.trim().toLowerCase());
  if (spared.includes('*') || (spared.includes('localhost') && spared.some((one) => one.startsWith('127.'))))
    return coded('proxies.spared', { set }, fine('NO_PROXY spares this machine.', [`Set: ${set.join(', ')}`]));
  const isHalf = spared.some((entry) => loopback.has(entry));
  return coded(
    isHalf ? 'proxies.half' : 'proxies.caught',
    { set },
    warning(
      `${set.join(', ')} ${set.length === 1 ? 'is' : 'are'} set, and NO_PROXY does not name ${isHalf ? 'both localhost and 127.0.0.1' : 'this machine'}: clients started from here may ask the proxy for Evenkeel.`,
      'Set NO_PROXY=127.0.0.1,localhost where your clients are started.',
    ),
  );
}
