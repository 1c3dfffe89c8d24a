import type { ClientStatus, SetupState } from '../../src-proxy/contract/client-setup.ts';
import type { Sentences } from '../i18n/speech.ts';
import { joinSections, line, type TrayItem, type TraySubmenu } from './tray-item.ts';

/** How a program on this machine stands to Evenkeel. */
export type ClientLook = SetupState | 'not-found';

/** As much of a program as the menu shows. */
export type ShownClient = Pick<ClientStatus, 'id' | 'installed' | 'state' | 'canRestore'>;

/** The programs that can be pointed here, each with how it stands. A click leads to where its change is shown. */
export function clientMenu(clients: readonly ShownClient[], { clients: say }: Sentences): TraySubmenu {
  return {
    kind: 'submenu',
    id: 'clients',
    label: say.heading,
    items: joinSections([
      clients.flatMap((client): TrayItem[] => {
        const { id } = client;
        const own = line(`client:${id}`, say.line(id, lookOf(client)), { clientId: id, wants: 'set-up' });
        const undo = line(`client:${id}:undo`, say.undo(id), { clientId: id, wants: 'undo' });
        return client.canRestore ? [own, undo] : [own];
      }),
      [line('set-up-client', say.all, 'set-up-client')],
    ]),
  };
}

/** Where the page on which a program is set up is to begin, as a hash of the window's address. */
export function clientHash(clientId: string, wants: 'set-up' | 'undo'): string {
  const client = `#page=connect&client=${encodeURIComponent(clientId)}`;
  return wants === 'undo' ? `${client}&undo=1` : client;
}

function lookOf({ installed, state }: ShownClient): ClientLook {
  return state === 'not-set-up' && !installed ? 'not-found' : state;
}
