import { session } from 'electron';

/** What the page may have. Each is asked for every request. */
export interface SessionPolicy {
  mayUse(permission: string, requestingUrl: string): boolean;
  mayLoad(url: string): boolean;
  mayDownload(url: string): boolean;
}

/** SECURITY: everything a page can ask the browser for goes through the policy; devices are refused outright. */
export function guardSession(policy: SessionPolicy): void {
  const { defaultSession } = session;
  defaultSession.setPermissionRequestHandler((_contents, permission, callback, { requestingUrl }) =>
    callback(policy.mayUse(permission, requestingUrl)),
  );
  defaultSession.setPermissionCheckHandler((_contents, permission, requestingOrigin) =>
    policy.mayUse(permission, requestingOrigin),
  );
  defaultSession.setDevicePermissionHandler(() => false);
  // What may go on asks the person where to, because no path is set here.
  defaultSession.on('will-download', (event, item) => {
    if (!policy.mayDownload(item.getURL())) event.preventDefault();
  });
  defaultSession.webRequest.onBeforeRequest(({ url }, callback) => callback({ cancel: !policy.mayLoad(url) }));
}
