import { createMemoryVault } from './memory-vault.ts';
import { vaultContract } from './vault-contract.test-suite.ts';

vaultContract('the memory vault', async () => createMemoryVault());
