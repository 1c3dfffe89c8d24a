import { Refusal } from '../contract/refusal.ts';
import { askSecret, insteadOfAsking } from './ask-secret.ts';

const variable = 'EVENKEEL_BACKUP_PASSPHRASE';
const fewestCharacters = 10;

/** From the person, who says it twice; from the environment where there is nobody. @throws Refusal */
export async function newPassphrase(): Promise<string> {
  const passphrase = await passphraseFor('Passphrase for the sign-ins in the backup: ');
  if (passphrase.length < fewestCharacters)
    throw new Refusal('validation_error', `The passphrase is too short: take ${fewestCharacters} characters or more.`);
  const again = await askSecret('Once more: ');
  if (again !== undefined && again !== passphrase)
    throw new Refusal('validation_error', 'The two passphrases differ. Nothing was written.');
  return passphrase;
}

/** @throws Refusal where there is neither a person nor the variable */
export async function passphraseFor(question: string): Promise<string> {
  // SECURITY: no argument, which every program on this machine could read.
  const passphrase = (await askSecret(question)) ?? process.env[variable];
  if (passphrase === undefined || passphrase === '')
    throw new Refusal('validation_error', `A passphrase is needed. ${insteadOfAsking(variable)}`);
  return passphrase;
}
