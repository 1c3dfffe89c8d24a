import { declare, flagText, wholeNumber } from './declare.ts';

/** Who may use the dashboard. Its passwords are no settings. */
export const signingInSettings = {
  requireSignIn: declare({
    schema: flagText,
    fallback: false,
    title: 'Require a sign-in to the dashboard',
    help: 'The dashboard needs a password also on this machine, and nobody uses it before one is set with the token that Evenkeel prints at start. For machines that several people use, and ports that are forwarded. A password that is set is asked for in any case.',
    environment: ['EVENKEEL_REQUIRE_SIGN_IN'],
    allowed: 'true or false',
    effect: 'restart',
  }),
  dashboardSessionTtlSeconds: declare({
    schema: wholeNumber(300, 31_536_000),
    fallback: 31_536_000,
    title: 'How long a sign-in to the dashboard lasts',
    help: 'Counts for sign-ins from then on. From another machine it is at most 12 hours where more than 30 days are set.',
    unit: 'seconds',
    environment: ['EVENKEEL_DASHBOARD_SESSION_TTL_SECONDS', 'CODEX_LB_DASHBOARD_SESSION_TTL_SECONDS'],
    allowed: 'a whole number from 300 to 31536000',
    effect: 'live',
  }),
} as const;
