import type { LoginProgress, OauthStarted, OauthStatus } from '../contract/oauth.ts';
import type { LiveEvents } from '../observe/live-events.ts';

/** Tells watchers of sign-ins that began and that are over, and in which program a person had begun them. */
export interface LoginAnnouncer {
  began(started: OauthStarted, startedBy: string | null): void;
  over(status: OauthStatus): void;
}

export function announceLogins(events: LiveEvents): LoginAnnouncer {
  const startedBy = new Map<string, string | null>();
  const publish = (login: LoginProgress): void => events.publish({ type: 'login', login });
  return {
    began({ flowId }, agent) {
      startedBy.set(flowId, agent);
      const blank = { errorCode: null, errorMessage: null, accountId: null, result: null };
      publish({ flowId, status: 'pending', ...blank, startedBy: agent });
    },
    over(status) {
      publish({ ...status, startedBy: startedBy.get(status.flowId) ?? null });
      startedBy.delete(status.flowId);
    },
  };
}
