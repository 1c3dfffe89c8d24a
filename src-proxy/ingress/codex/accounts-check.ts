import type { IncomingMessage } from 'node:http';

import { claimsOf } from '../../accounts/identity.ts';

const authClaim = 'https://api.openai.com/auth';

/**
 * The Codex CLI asks which backend its own account belongs to, and refuses to work unless its own id is in the answer.
 * So the answer is about the client's account, not about one of the pool, and is made here: the client's token, if it
 * sent one, is read for the id and goes nowhere.
 */
export function accountsCheckPayload(request: IncomingMessage): Record<string, unknown> {
  const token = /^bearer\s+(\S+)$/i.exec(request.headers.authorization ?? '')?.[1] ?? '';
  const auth = claimsOf(token)[authClaim];
  const claimed = auth !== null && typeof auth === 'object' ? (auth as Record<string, unknown>) : {};
  const stated = request.headers['chatgpt-account-id'];
  const id = textOr(stated, textOr(claimed.chatgpt_account_id, null));
  if (id === null) return { accounts: [], account_ordering: [], default_account_id: null };
  const account = {
    id,
    plan_type: textOr(claimed.chatgpt_plan_type, 'plus'),
    // The only origin that the CLI accepts without being sent elsewhere; it must be https.
    workspace_backend_origin: 'https://chatgpt.com',
    account_routing_override: 'NO_CONSTRAINT',
    name: null,
    profile_picture_url: null,
    structure: 'personal',
  };
  return { accounts: [account], account_ordering: [id], default_account_id: id };
}

function textOr<Other>(value: unknown, other: Other): string | Other {
  return typeof value === 'string' && value !== '' ? value : other;
}
