import type { Command } from 'commander'
import { withExample } from './options.ts'
import { registerOracleKeystore } from './oracle/keystore.ts'
import { registerOracleSelfcheck } from './oracle/selfcheck.ts'

export function registerOracle(program: Command): void {
  const group = program
    .command('oracle')
    .description('Prepare and check a node of the oracle. The node itself: node oracle/main.ts')
  registerOracleSelfcheck(group)
  registerOracleKeystore(group)
  withExample(group, '$ salus oracle selfcheck')
}
