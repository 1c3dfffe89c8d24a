import type { Command } from 'commander';

import { readProxyAddress } from '../contract/proxy-address.ts';
import { Refusal } from '../contract/refusal.ts';
import {
  upstreamProxySavedSchema,
  upstreamProxyViewSchema,
  type UpstreamProxyChoice,
  type UpstreamProxyView,
} from '../contract/upstream-proxy.ts';
import { askEngine } from '../running-engine.ts';
import { jsonBody, onAccount } from './account-action-commands.ts';
import type { DataDirFlag } from './accounts-commands.ts';
import { askSecret, insteadOfAsking } from './ask-secret.ts';

const passwordVariable = 'EVENKEEL_PROXY_PASSWORD';

async function proxy(
  wanted: string,
  way: string | undefined,
  flags: DataDirFlag & { readonly untested?: boolean },
): Promise<void> {
  if (way === undefined) {
    const { account, result } = await onAccount(wanted, flags, {
      overHttp: async (url) => upstreamProxyViewSchema.parse(await askEngine(`${url}/upstream-proxy`)),
      inProcess: (engine, id) => engine.upstreamProxies.view(id),
    });
    console.log(`${account.displayName}: ${lineOf(result)}`);
    return;
  }
  const choice = await choiceOf(way);
  const untested = flags.untested === true;
  const { account, result } = await onAccount(wanted, flags, {
    overHttp: async (url) =>
      upstreamProxySavedSchema.parse(
        await askEngine(`${url}/upstream-proxy?save_untested=${untested}`, jsonBody('PUT', choice)),
      ),
    inProcess: (engine, id) => engine.upstreamProxies.save(id, choice, { untested }),
  });
  console.log(`${account.displayName}: ${lineOf(result.view)}`);
  if (result.test !== null) console.log(`  ${result.test.text} (${result.test.latencyMs ?? '?'} ms)`);
}

/** @throws Refusal `upstream_proxy_unsupported`, `validation_error` */
async function choiceOf(way: string): Promise<UpstreamProxyChoice> {
  if (way === 'global' || way === 'direct') return { mode: way };
  const read = readProxyAddress(way);
  if (read.kind === 'problem')
    throw new Refusal(read.problem === 'scheme' ? 'upstream_proxy_unsupported' : 'validation_error', read.text);
  const { address, username, password } = read.proxy;
  // SECURITY: others on this machine can see arguments, and the shell keeps them.
  if (password !== null)
    throw new Refusal(
      'validation_error',
      `A password does not belong on the command line. Leave it out of the address: it is asked for, or read from ${passwordVariable}.`,
    );
  const given =
    process.env[passwordVariable] ??
    (username === null ? '' : await askSecret(`Password of ${username} at ${address}: `));
  // Without it the proxy would be kept with a user name alone, and every call through it fail.
  if (given === undefined)
    throw new Refusal(
      'validation_error',
      `The password of ${username} at ${address} is needed. ${insteadOfAsking(passwordVariable)} Empty is none.`,
    );
  return {
    mode: 'proxy',
    address,
    ...(username === null ? {} : { username }),
    ...(given === '' ? {} : { password: given }),
  };
}

function lineOf({ mode, address, username, hasPassword }: UpstreamProxyView): string {
  if (mode === 'global') return 'follows the global way out';
  if (mode === 'direct') return 'goes out directly, whatever the global way is';
  const as = username === null ? '' : ` as ${username === '' ? 'nobody by name' : username}`;
  return `goes out through ${address ?? 'an address that cannot be read'}${as}${hasPassword ? ', with a password' : ''}`;
}

/** `evenkeel accounts proxy ID-OR-EMAIL [global|direct|ADDRESS] [--untested]` */
export function addProxyCommand(accounts: Command): void {
  accounts
    .command('proxy')
    .description("show or set an account's way to the upstream")
    .argument('<id-or-email>', 'as "accounts list" shows it')
    .argument('[way]', 'global, direct, or an address such as socks5://me@127.0.0.1:1080; leave out to see it')
    .option('--untested', 'save it even if it does not work')
    .option('--data-dir <folder>', 'where data is kept')
    .action(proxy);
}
