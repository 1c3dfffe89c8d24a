import { z } from 'zod';

import { readModelAliases } from '../model-aliases.ts';
import { declare, httpUrl, proxyChoice, wholeNumber } from './declare.ts';

/** How the upstream is reached, and how accounts are kept. */
export const upstreamSettings = {
  upstreamBaseUrl: declare({
    schema: httpUrl,
    fallback: 'https://chatgpt.com/backend-api',
    title: 'Upstream',
    help: 'Where requests go. https, or http on loopback for tests.',
    environment: ['EVENKEEL_UPSTREAM_BASE_URL', 'CODEX_LB_UPSTREAM_BASE_URL'],
    allowed: 'an https address, or an http address on loopback, without user, query or fragment',
    effect: 'restart',
  }),
  authBaseUrl: declare({
    schema: httpUrl,
    fallback: 'https://auth.openai.com',
    title: 'Sign-in service',
    help: 'Where tokens are refreshed. https, or http on loopback for tests.',
    environment: ['EVENKEEL_AUTH_BASE_URL'],
    allowed: 'an https address, or an http address on loopback, without user, query or fragment',
    effect: 'restart',
  }),
  upstreamProxy: declare({
    schema: proxyChoice,
    fallback: 'direct',
    title: 'Upstream proxy',
    help: 'Calls to the upstream and to its sign-in service leave through this proxy, except those of accounts with a way of their own. A proxy that does not work is never gone around.',
    environment: ['EVENKEEL_UPSTREAM_PROXY'],
    allowed: 'direct, or an address that begins with http://, https:// or socks5://',
    holdsCredentials: (value) => value.includes('@'),
    effect: 'live',
  }),
  upstreamTransport: declare({
    schema: z.enum(['auto', 'http']),
    fallback: 'auto',
    title: 'Transport',
    help: 'auto gives a client that asks for a WebSocket one, with a connection of its own to the upstream. http declines, and the client sends the same over HTTP: for networks that break WebSockets, and for requests of more than 15 MiB.',
    environment: ['EVENKEEL_UPSTREAM_TRANSPORT'],
    allowed: 'auto or http',
    effect: 'live',
    harmless: true,
  }),
  modelAliases: declare({
    schema: z
      .string()
      .trim()
      .refine((text) => readModelAliases(text) !== null),
    fallback: '',
    title: 'Other names for models',
    help: 'Names that programs may ask for in place of a model, such as claude-sonnet-4=gpt-5.5, quick=gpt-5.5-low. They are listed in /v1/models, and keys that allow single models are asked about the model behind the name. A model of its own by that name goes first. Codex itself is not concerned.',
    environment: ['EVENKEEL_MODEL_ALIASES'],
    allowed: 'name=model with commas between, up to 50, each name once',
    effect: 'live',
  }),
  upstreamConnectTimeout: declare({
    schema: wholeNumber(1, 120),
    fallback: 8,
    title: 'Connect timeout',
    help: 'How long to wait for a connection to the upstream before the next account is tried.',
    unit: 'seconds',
    environment: [
      'EVENKEEL_UPSTREAM_CONNECT_TIMEOUT',
      'CODEX_LB_UPSTREAM_CONNECT_TIMEOUT',
      'CODEX_LB_UPSTREAM_CONNECT_TIMEOUT_SECONDS',
    ],
    allowed: 'a whole number from 1 to 120',
    effect: 'restart',
    harmless: true,
  }),
  streamIdleTimeout: declare({
    schema: wholeNumber(5, 86_400),
    fallback: 7200,
    title: 'Longest silence of a stream',
    help: 'A stream on which the upstream brings nothing new for so long is ended, also when it keeps the connection alive meanwhile. A model may think for many minutes without a word.',
    unit: 'seconds',
    environment: [
      'EVENKEEL_STREAM_IDLE_TIMEOUT',
      'CODEX_LB_STREAM_IDLE_TIMEOUT',
      'CODEX_LB_STREAM_IDLE_TIMEOUT_SECONDS',
    ],
    allowed: 'a whole number from 5 to 86400',
    effect: 'live',
    harmless: true,
  }),
  firstEventTimeout: declare({
    schema: wholeNumber(5, 86_400),
    fallback: 600,
    title: 'Longest wait for the first word',
    help: 'How long the upstream may begin nothing, over all attempts of a request together. Then it is sent once more, on another account and for a tenth of that time (two seconds at least), or ended with a reason. No account is at fault for it.',
    unit: 'seconds',
    environment: ['EVENKEEL_FIRST_EVENT_TIMEOUT'],
    allowed: 'a whole number from 5 to 86400',
    effect: 'live',
    harmless: true,
  }),
  usageRefreshInterval: declare({
    schema: wholeNumber(0, 3600),
    fallback: 60,
    title: 'Usage refresh',
    help: 'How often each account is asked what is left; up to four times as often while it is in use, nearly used up or blocked. 0 asks only when an account is added.',
    unit: 'seconds',
    environment: [
      'EVENKEEL_USAGE_REFRESH_INTERVAL',
      'CODEX_LB_USAGE_REFRESH_INTERVAL',
      'CODEX_LB_USAGE_REFRESH_INTERVAL_SECONDS',
    ],
    allowed: 'a whole number from 0 to 3600',
    effect: 'live',
    harmless: true,
  }),
  tokenRefreshIntervalDays: declare({
    schema: wholeNumber(1, 30),
    fallback: 8,
    title: 'Token age',
    help: 'An access token older than this is refreshed before it is used.',
    unit: 'days',
    environment: ['EVENKEEL_TOKEN_REFRESH_INTERVAL_DAYS', 'CODEX_LB_TOKEN_REFRESH_INTERVAL_DAYS'],
    allowed: 'a whole number from 1 to 30',
    effect: 'live',
  }),
} as const;
