import { messages } from '../../i18n/messages.ts';
import type { Dashboard } from '../../state/dashboard.svelte.ts';
import { themes } from '../../state/preferences.svelte.ts';
import type { Command } from './rank-commands.ts';

const t = messages.palette;

/** What anybody may do: how the page looks, and its help. */
export function viewCommands({ preferences, palette }: Dashboard): Command[] {
  const isMasked = preferences.maskEmails;
  return [
    ...themes
      .filter((theme) => theme !== preferences.theme)
      .map((theme): Command => ({
        id: `theme:${theme}`,
        title: t.theme[theme],
        group: 'action',
        run: () => preferences.setTheme(theme),
      })),
    {
      id: 'mask-emails',
      title: isMasked ? t.showEmails : t.hideEmails,
      group: 'action',
      keywords: t.emailsKeywords,
      run: () => preferences.setMaskEmails(!isMasked),
    },
    {
      id: 'shortcuts',
      title: t.shortcuts,
      group: 'action',
      keywords: t.shortcutsKeywords,
      keys: '?',
      run: () => palette.help(),
    },
  ];
}

export function copyAddressCommand({ live, announcer, undo }: Dashboard): Command[] {
  const address = live.engine?.origin;
  if (!address) return [];
  const run = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(address);
      announcer.say(t.copiedAddress);
      undo.note(t.copiedAddress);
    } catch (error) {
      undo.fail(error);
    }
  };
  return [{ id: 'copy-address', title: t.copyAddress(address), group: 'action', keywords: t.copyAddressKeywords, run }];
}

/** The proxy as a whole: pauses or resumes it, and offers the way back. */
function proxyCommand({ api, live, announcer, undo }: Dashboard): Command[] {
  if (live.engine === null) return [];
  const isPaused = live.engine.paused;
  const run = async (): Promise<void> => {
    const said = isPaused ? t.resumedProxy : t.pausedProxy;
    try {
      await (isPaused ? api.resumeProxy() : api.pauseProxy());
      announcer.say(said);
      undo.offer(said, async () => {
        await (isPaused ? api.pauseProxy() : api.resumeProxy());
      });
    } catch (error) {
      undo.fail(error);
    }
  };
  return [
    {
      id: isPaused ? 'proxy:resume' : 'proxy:pause',
      title: isPaused ? t.resumeProxy : t.pauseProxy,
      group: 'action',
      keywords: isPaused ? t.resumeProxyKeywords : t.pauseProxyKeywords,
      run,
    },
  ];
}

/** What only owners may do, apart from single accounts. */
export function ownerCommands(dashboard: Dashboard): Command[] {
  const { signIn, bulk, router, jump } = dashboard;
  return [
    ...proxyCommand(dashboard),
    {
      id: 'add-account',
      title: t.addAccount,
      group: 'action',
      keywords: t.addAccountKeywords,
      run: () => signIn.open(),
    },
    { id: 'import', title: t.importMany, group: 'action', keywords: t.importKeywords, run: () => bulk.open() },
    {
      id: 'create-key',
      title: t.createKey,
      group: 'action',
      keywords: t.createKeyKeywords,
      run: () => {
        jump.to('create-key');
        router.go('keys');
      },
    },
    {
      id: 'run-diagnostics',
      title: t.diagnostics,
      group: 'action',
      keywords: t.diagnosticsKeywords,
      run: () => {
        jump.to('run-diagnostics');
        router.go('diagnostics');
      },
    },
  ];
}
