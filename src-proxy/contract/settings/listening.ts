import { z } from 'zod';

import { readPublicAddresses } from '../public-address.ts';
import { declare, flagText, wholeNumber } from './declare.ts';

/** Where Evenkeel listens and where it keeps things. */
export const listeningSettings = {
  host: declare({
    schema: z.string().trim().min(1),
    fallback: '127.0.0.1',
    title: 'Address to listen on',
    help: 'On any address but a loopback one, every request needs an API key and the dashboard a password, from this machine too. Nothing is encrypted on the way: put a server with TLS in front, and name its address under "Addresses it is reached by".',
    environment: ['EVENKEEL_HOST'],
    flag: '--host',
    allowed: 'an IP address of this machine (127.0.0.1 for this machine alone, 0.0.0.0 for all), ::1 or localhost',
    effect: 'restart',
  }),
  port: declare({
    schema: wholeNumber(0, 65535),
    fallback: 2455,
    title: 'Port to listen on',
    help: 'Clients are configured with this port, so Evenkeel never changes it by itself. 0 picks a free one.',
    environment: ['EVENKEEL_PORT'],
    flag: '--port',
    allowed: 'a whole number from 0 to 65535',
    effect: 'restart',
  }),
  publicAddresses: declare({
    schema: z
      .string()
      .trim()
      .refine((text) => readPublicAddresses(text) !== null),
    fallback: '',
    title: 'Addresses it is reached by',
    help: 'Names under which other machines reach Evenkeel, such as https://evenkeel.example.org or nas.local:2455, with commas between. Requests for any other name are refused. Counts only where Evenkeel listens on more than a loopback address.',
    environment: ['EVENKEEL_PUBLIC_ADDRESSES'],
    allowed:
      'names or addresses with commas between, each with a port where it is not the usual one, and https:// in front where TLS is',
    effect: 'restart',
  }),
  dataDir: declare({
    schema: z.string().trim().min(1),
    fallback: '',
    title: 'Data folder',
    help: 'Holds the database, the settings file and the sealed vault. Created with access for you alone.',
    // codex-lb's own variable is not read: its folder is codex-lb's, and we never write there.
    environment: ['EVENKEEL_DATA_DIR'],
    flag: '--data-dir',
    allowed: 'a folder that you can write to',
    effect: 'restart',
  }),
  requireApiKey: declare({
    schema: flagText,
    fallback: false,
    title: 'Require an API key',
    help: 'Every request needs an API key of Evenkeel, also from programs on this machine. While it is off, programs on this machine need none; a key that is sent is checked all the same.',
    environment: ['EVENKEEL_REQUIRE_API_KEY'],
    allowed: 'true or false',
    effect: 'live',
  }),
  hideUpstreamQuotaFromApiKeys: declare({
    schema: flagText,
    fallback: false,
    title: 'Hide what accounts have left from API keys',
    help: 'Callers with an API key are told nothing of what the accounts have used: not in /v1/usage and /api/codex/usage, and neither in headers nor in events of answers. Refusals still say when to come back.',
    environment: ['EVENKEEL_HIDE_UPSTREAM_QUOTA_FROM_API_KEYS'],
    allowed: 'true or false',
    effect: 'live',
  }),
  vault: declare({
    schema: z.enum(['auto', 'keychain', 'file', 'memory']),
    fallback: 'auto',
    title: 'Where tokens are kept',
    help: 'auto takes the system keychain, and where none answers a sealed file, and says so. memory forgets at exit.',
    environment: ['EVENKEEL_VAULT'],
    allowed: 'auto, keychain, file or memory',
    effect: 'restart',
  }),
  logLevel: declare({
    schema: z.enum(['error', 'warn', 'info', 'debug']),
    fallback: 'info',
    title: 'Log level',
    help: 'How much is written to the log. Prompts, answers and tokens are never written at any level.',
    environment: ['EVENKEEL_LOG_LEVEL'],
    allowed: 'error, warn, info or debug',
    effect: 'live',
  }),
  maxRequestBody: declare({
    schema: wholeNumber(1, 512),
    fallback: 128,
    title: 'Largest request',
    help: 'A request body larger than this is refused before the upstream is asked.',
    unit: 'MiB',
    environment: ['EVENKEEL_MAX_REQUEST_BODY'],
    allowed: 'a whole number from 1 to 512',
    effect: 'live',
  }),
  maxBufferedBodies: declare({
    schema: wholeNumber(16, 65_536),
    fallback: 512,
    title: 'Memory for request bodies',
    help: 'Bodies are kept in memory until their request has ended, as they came and unpacked. When those of all requests together would be larger than this, the next one is refused with 503 and a time to come back. The last eighth is kept for bodies of at most 1 MiB.',
    unit: 'MiB',
    environment: ['EVENKEEL_MAX_BUFFERED_BODIES'],
    allowed: 'a whole number from 16 to 65536',
    effect: 'live',
  }),
  clientStallTimeout: declare({
    schema: wholeNumber(5, 86_400),
    fallback: 300,
    title: 'Patience with a client that does not read',
    help: 'A client that takes nothing of its answer for so long is let go, so that its place on the account is free again. One that only reads slowly is not.',
    unit: 'seconds',
    environment: ['EVENKEEL_CLIENT_STALL_TIMEOUT'],
    allowed: 'a whole number from 5 to 86400',
    effect: 'live',
  }),
  shutdownDrainTimeout: declare({
    schema: wholeNumber(0, 600),
    fallback: 30,
    title: 'Patience at quit',
    help: 'How long running requests may finish when Evenkeel is told to stop. Then they are ended.',
    unit: 'seconds',
    environment: [
      'EVENKEEL_SHUTDOWN_DRAIN_TIMEOUT',
      'CODEX_LB_SHUTDOWN_DRAIN_TIMEOUT',
      'CODEX_LB_SHUTDOWN_DRAIN_TIMEOUT_SECONDS',
    ],
    allowed: 'a whole number from 0 to 600',
    effect: 'live',
  }),
} as const;
