/**
 * Every way in which Evenkeel itself says no. One catalogue: code, HTTP status, the `type` that OpenAI clients branch on,
 * and whether trying again later can help. Sentences are given where the refusal happens, because they name things.
 */
const catalogue = {
  // The boundary
  host_not_allowed: { status: 421, type: 'invalid_request_error', retryable: false },
  origin_not_allowed: { status: 403, type: 'invalid_request_error', retryable: false },
  request_malformed: { status: 400, type: 'invalid_request_error', retryable: false },
  unsupported_media_type: { status: 415, type: 'invalid_request_error', retryable: false },
  unsupported_parameter: { status: 400, type: 'invalid_request_error', retryable: false },
  // Schemas that ask for strict mode and do not keep its rules.
  invalid_json_schema: { status: 400, type: 'invalid_request_error', retryable: false },
  invalid_function_parameters: { status: 400, type: 'invalid_request_error', retryable: false },
  // 400, because the Codex CLI sends a 413 five times more (codex-lb, "facts most easily got wrong", 17).
  payload_too_large: { status: 400, type: 'invalid_request_error', retryable: false },
  // The same for every other client, which reads the status.
  request_too_large: { status: 413, type: 'invalid_request_error', retryable: false },
  invalid_api_key: { status: 401, type: 'authentication_error', retryable: false },
  api_key_expired: { status: 401, type: 'authentication_error', retryable: false },
  api_key_revoked: { status: 401, type: 'authentication_error', retryable: false },
  model_not_allowed: { status: 403, type: 'permission_error', retryable: false },
  reasoning_effort_not_allowed: { status: 403, type: 'permission_error', retryable: false },
  account_pool_inactive: { status: 403, type: 'permission_error', retryable: false },
  forwarded_request: { status: 403, type: 'access_error', retryable: false },
  not_found: { status: 404, type: 'invalid_request_error', retryable: false },
  // Of a path of the API that is known and that nobody behind Evenkeel serves.
  endpoint_not_served: { status: 501, type: 'invalid_request_error', retryable: false },
  model_not_found: { status: 404, type: 'invalid_request_error', retryable: false },
  model_not_image_capable: { status: 400, type: 'invalid_request_error', retryable: false },
  // The model answered in words where a picture was asked for: asked again it would say the same.
  image_generation_failed: { status: 400, type: 'invalid_request_error', retryable: false },
  models_unknown: { status: 503, type: 'server_error', retryable: true },
  method_not_allowed: { status: 405, type: 'invalid_request_error', retryable: false },
  websocket_not_served: { status: 426, type: 'invalid_request_error', retryable: false },
  // As the upstream itself says it: the Codex CLI connects again without a word, and sends its whole input.
  websocket_connection_limit_reached: { status: 400, type: 'invalid_request_error', retryable: true },
  // So many bodies are in memory as may be at a time.
  body_memory_full: { status: 503, type: 'server_error', retryable: true },
  draining: { status: 503, type: 'server_error', retryable: true },
  // By the owner's word, in the tray or on the dashboard.
  proxy_paused: { status: 503, type: 'server_error', retryable: true },
  server_error: { status: 500, type: 'server_error', retryable: true },
  // The pool
  usage_limit_reached: { status: 429, type: 'usage_limit_reached', retryable: true },
  rate_limit_exceeded: { status: 429, type: 'rate_limit_error', retryable: true },
  // Every account that can serve is as busy as it may be.
  account_response_create_cap: { status: 429, type: 'rate_limit_error', retryable: true },
  account_stream_cap: { status: 429, type: 'rate_limit_error', retryable: true },
  no_accounts: { status: 503, type: 'server_error', retryable: true },
  // What one account alone holds. 400, because clients show its sentence at once and do not send the same again: a 409 or a
  // 5xx they repeat in vain, and the Codex CLI then tells of its repetitions in place of the reason.
  previous_response_owner_unavailable: { status: 400, type: 'invalid_request_error', retryable: false },
  continuity_owner_unavailable: { status: 400, type: 'invalid_request_error', retryable: false },
  hard_affinity_saturated: { status: 429, type: 'rate_limit_error', retryable: true },
  // The upstream
  upstream_unreachable: { status: 502, type: 'server_error', retryable: true },
  proxy_network_unavailable: { status: 502, type: 'server_error', retryable: true },
  proxy_unavailable: { status: 502, type: 'server_error', retryable: true },
  proxy_auth_failed: { status: 502, type: 'server_error', retryable: false },
  upstream_error: { status: 502, type: 'server_error', retryable: true },
  stream_incomplete: { status: 502, type: 'server_error', retryable: true },
  // The model thought, and said nothing.
  empty_response: { status: 502, type: 'server_error', retryable: true },
  stream_idle_timeout: { status: 504, type: 'server_error', retryable: true },
  first_event_timeout: { status: 504, type: 'server_error', retryable: true },
  upstream_event_too_large: { status: 502, type: 'server_error', retryable: false },
  // Model sources. A key that a source refuses is its owner's affair: a 401 would make clients sign in again.
  model_source_key_refused: { status: 502, type: 'server_error', retryable: false },
  model_source_failed: { status: 502, type: 'server_error', retryable: true },
  model_source_barred: { status: 429, type: 'insufficient_quota', retryable: false },
  model_source_busy: { status: 429, type: 'rate_limit_error', retryable: true },
  // Accounts
  account_not_found: { status: 404, type: 'invalid_request_error', retryable: false },
  api_key_not_found: { status: 404, type: 'invalid_request_error', retryable: false },
  account_state_transition_invalid: { status: 409, type: 'invalid_request_error', retryable: false },
  account_not_probable: { status: 409, type: 'invalid_request_error', retryable: false },
  account_not_askable: { status: 409, type: 'invalid_request_error', retryable: false },
  tokens_missing: { status: 409, type: 'invalid_request_error', retryable: false },
  reset_not_available: { status: 409, type: 'invalid_request_error', retryable: false },
  redemption_open: { status: 409, type: 'invalid_request_error', retryable: false },
  redemption_refused: { status: 409, type: 'invalid_request_error', retryable: false },
  // Only the person may try again: asked without care it could spend a second one.
  redemption_lost: { status: 502, type: 'server_error', retryable: false },
  invalid_auth_json: { status: 400, type: 'invalid_request_error', retryable: false },
  vault_unavailable: { status: 503, type: 'server_error', retryable: true },
  store_unavailable: { status: 503, type: 'server_error', retryable: true },
  // Signing in
  oauth_flow_not_found: { status: 404, type: 'invalid_request_error', retryable: false },
  oauth_flow_expired: { status: 400, type: 'invalid_request_error', retryable: false },
  oauth_flow_ended: { status: 400, type: 'invalid_request_error', retryable: false },
  oauth_callback_invalid: { status: 400, type: 'invalid_request_error', retryable: false },
  oauth_callback_wrong_address: { status: 400, type: 'invalid_request_error', retryable: false },
  oauth_state_missing: { status: 400, type: 'invalid_request_error', retryable: false },
  oauth_state_unknown: { status: 400, type: 'invalid_request_error', retryable: false },
  oauth_state_used: { status: 400, type: 'invalid_request_error', retryable: false },
  device_auth_unavailable: { status: 502, type: 'server_error', retryable: false },
  device_auth_failed: { status: 502, type: 'server_error', retryable: true },
  // Who may use the dashboard
  sign_in_required: { status: 401, type: 'authentication_error', retryable: false },
  bootstrap_required: { status: 401, type: 'authentication_error', retryable: false },
  bootstrap_token_invalid: { status: 401, type: 'authentication_error', retryable: false },
  totp_required: { status: 401, type: 'authentication_error', retryable: false },
  totp_invalid: { status: 401, type: 'authentication_error', retryable: false },
  password_invalid: { status: 401, type: 'authentication_error', retryable: false },
  handover_invalid: { status: 401, type: 'authentication_error', retryable: false },
  read_only_access: { status: 403, type: 'permission_error', retryable: false },
  admin_access_required: { status: 403, type: 'permission_error', retryable: false },
  page_header_missing: { status: 403, type: 'access_error', retryable: false },
  password_exists: { status: 409, type: 'invalid_request_error', retryable: false },
  password_needed: { status: 409, type: 'invalid_request_error', retryable: false },
  totp_not_started: { status: 409, type: 'invalid_request_error', retryable: false },
  too_many_attempts: { status: 429, type: 'rate_limit_error', retryable: true },
  // Dashboard
  source_not_found: { status: 404, type: 'invalid_request_error', retryable: false },
  source_in_use: { status: 409, type: 'invalid_request_error', retryable: false },
  sticky_session_not_found: { status: 404, type: 'invalid_request_error', retryable: false },
  conversation_not_found: { status: 404, type: 'invalid_request_error', retryable: false },
  validation_error: { status: 422, type: 'invalid_request_error', retryable: false },
  settings_conflict: { status: 409, type: 'invalid_request_error', retryable: true },
  upstream_proxy_unsupported: { status: 422, type: 'invalid_request_error', retryable: false },
  upstream_proxy_failed: { status: 422, type: 'invalid_request_error', retryable: true },
  // Other programs' files
  client_config_unreadable: { status: 422, type: 'invalid_request_error', retryable: false },
  client_config_unwritable: { status: 409, type: 'invalid_request_error', retryable: false },
  client_config_changed: { status: 409, type: 'invalid_request_error', retryable: true },
  setting_overridden: { status: 409, type: 'invalid_request_error', retryable: false },
} as const;

export type RefusalCode = keyof typeof catalogue;
export const refusalCodes = Object.keys(catalogue) as readonly RefusalCode[];

export interface RefusalDetails {
  /** Extra members of the error object, such as `resets_at`. */
  readonly fields?: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A refusal with a code from the catalogue and a sentence that a person can act on. */
export class Refusal extends Error {
  readonly code: RefusalCode;
  readonly details: RefusalDetails;

  constructor(code: RefusalCode, message: string, details: RefusalDetails = {}, options?: ErrorOptions) {
    super(message, options);
    this.name = 'Refusal';
    this.code = code;
    this.details = details;
  }

  get status(): number {
    return catalogue[this.code].status;
  }

  get type(): string {
    return catalogue[this.code].type;
  }

  get retryable(): boolean {
    return catalogue[this.code].retryable;
  }
}

/** Anything thrown becomes a refusal; what we did not foresee is a `server_error` that names nothing internal. */
export function toRefusal(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  return new Refusal(
    'server_error',
    'Evenkeel ran into an error of its own. The log has the details.',
    {},
    { cause: error },
  );
}
