import { Refusal } from '../contract/refusal.ts';

/** The request is not in the protocol's form. `param` is the member at fault, as OpenAI clients show it. */
export function malformed(param: string, message: string): Refusal {
  return new Refusal('request_malformed', message, { fields: { param } });
}

/** The request is well formed and asks for something that nobody behind Evenkeel can do. */
export function unsupported(param: string, message: string): Refusal {
  return new Refusal('unsupported_parameter', message, { fields: { param } });
}
