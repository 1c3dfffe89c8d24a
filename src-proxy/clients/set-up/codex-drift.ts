import type { SetupForm } from '../../contract/client-setup.ts';
import { redact } from '../../observe/redact.ts';
import { ownProvider } from './codex-block.ts';
import { tableIn, textIn, type Table } from './codex-tables.ts';
import { told, type Told } from '../../contract/told.ts';

export interface CodexStanding {
  /** Lines of ours are in the file, or lines like them. */
  readonly isOurs: boolean;
  /** Our comments are around them. */
  readonly isMarked: boolean;
  readonly wasWritten: boolean;
  /** Where Codex goes; `null` for its own service. */
  readonly endpoint: string | null;
  readonly leadsHere: boolean;
  readonly form: SetupForm;
  /** What `chatgpt_base_url` has to be in this form, if anything. */
  readonly side: string | null;
  readonly origin: string;
}

/** What in a Codex configuration is no longer as it was written, in sentences. Pure. */
export function driftOf(table: Table, standing: CodexStanding): Told[] {
  const { isOurs, isMarked, wasWritten, endpoint, leadsHere, form, side, origin } = standing;
  const drift: Told[] = [];
  if (isOurs) {
    const provider = textIn(table, 'model_provider') ?? 'openai';
    if (provider !== (form === 'provider' ? ownProvider : 'openai'))
      drift.push(
        told(
          'drift.provider',
          { provider },
          `Codex uses the provider "${provider}" now, so it does not come to Evenkeel.`,
        ),
      );
    else if (!leadsHere)
      drift.push(
        told(
          'drift.address',
          { endpoint: redact(endpoint ?? 'chatgpt.com'), origin },
          `Codex is sent to ${redact(endpoint ?? 'its own service')}, and Evenkeel answers at ${origin}.`,
        ),
      );
    if (side !== null && textIn(table, 'chatgpt_base_url') !== side && leadsHere)
      drift.push(
        told(
          'drift.side',
          { side },
          `chatgpt_base_url is not ${side} any more. With a ChatGPT login, Codex may then go past Evenkeel or ask chatgpt.com first.`,
        ),
      );
    if (!isMarked)
      drift.push(
        told(
          'drift.comments',
          {},
          "Another program has removed the comments around Evenkeel's lines. Undoing works all the same.",
        ),
      );
  } else if (wasWritten)
    drift.push(told('drift.taken_out', {}, "Somebody has taken Evenkeel's lines out of the file since."));
  drift.push(...profileNotes(table, form));
  return drift;
}

/** A profile may name a provider of its own, which counts above ours. */
export function profileNotes(table: Table, form: SetupForm): Told[] {
  const name = textIn(table, 'profile');
  const provider = name === null ? null : textIn(tableIn(tableIn(table, 'profiles'), name), 'model_provider');
  const wanted = form === 'provider' ? ownProvider : 'openai';
  return provider === null || provider === wanted
    ? []
    : [
        told(
          'drift.profile',
          { profile: name, provider },
          `The profile "${name}" is in use and names the provider "${provider}", which counts above these lines.`,
        ),
      ];
}
