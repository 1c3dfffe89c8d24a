import type { SelfTest } from './self-test.ts';
import { accountTests, probeTest, type AccountTestPorts } from './self-tests/accounts.ts';
import { answeringTests, type AnsweringPorts } from './self-tests/answering.ts';
import { clientTests } from './self-tests/clients.ts';
import { databaseTests, type DatabasePorts } from './self-tests/database.ts';
import { dataFolderTests, type DataFolderPorts } from './self-tests/data-folder.ts';
import { environmentTests } from './self-tests/environment.ts';
import { keyTests, type KeyTestPorts } from './self-tests/keys.ts';
import { machinePortTests, type MachinePortPorts } from './self-tests/ports-of-machine.ts';
import { machineTests, type MachinePorts } from './self-tests/machine.ts';
import { modelTests, type ModelTestPorts } from './self-tests/models.ts';
import { networkTests, type NetworkPorts } from './self-tests/network.ts';
import { settingTests, type SettingTestPorts } from './self-tests/settings.ts';
import { vaultTests } from './self-tests/vault.ts';
import type { ClientSetups } from '../contract/client-setup.ts';
import type { SecretVault } from '../vault/secret-vault.ts';

/** What can be looked at with or without a running engine. */
export interface MachineDiagnosis {
  readonly machine: MachinePorts;
  readonly dataFolder: DataFolderPorts;
  readonly network: NetworkPorts;
  readonly ports: MachinePortPorts;
  readonly settings: SettingTestPorts;
}

/** What a running engine can be asked besides. */
export interface EngineDiagnosis extends MachineDiagnosis {
  readonly answering: AnsweringPorts;
  readonly database: DatabasePorts;
  readonly secrets: SecretVault;
  readonly accounts: AccountTestPorts;
  readonly models: ModelTestPorts;
  readonly keys: KeyTestPorts;
  readonly clients: Pick<ClientSetups, 'list'>;
}

/** In the order in which they are shown. With `probe`, one of them costs a little quota. */
export function engineTests(ports: EngineDiagnosis, { probe }: { readonly probe: boolean }): SelfTest[] {
  return [
    ...answeringTests(ports.answering),
    ...machinePortTests(ports.ports),
    ...dataFolderTests(ports.dataFolder),
    ...databaseTests(ports.database),
    ...vaultTests(ports.secrets),
    ...networkTests(ports.network),
    ...environmentTests(ports.settings.environment),
    ...accountTests(ports.accounts),
    ...(probe ? [probeTest(ports.accounts)] : []),
    ...modelTests(ports.models),
    ...keyTests(ports.keys),
    ...clientTests(ports.clients),
    ...settingTests(ports.settings),
    ...machineTests(ports.machine),
  ];
}

/** For a machine on which no engine runs. */
export function machineOnlyTests(ports: MachineDiagnosis): SelfTest[] {
  return [
    ...machinePortTests(ports.ports),
    ...dataFolderTests(ports.dataFolder),
    ...networkTests(ports.network),
    ...environmentTests(ports.settings.environment),
    ...settingTests(ports.settings),
    ...machineTests(ports.machine).filter(({ id }) => id === 'machine.versions'),
  ];
}
