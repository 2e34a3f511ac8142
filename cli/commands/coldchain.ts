import type { Command } from 'commander'
import { registerColdChainAnchor } from './coldchain/anchor.ts'
import { registerColdChainAssess } from './coldchain/assess.ts'
import { registerColdChainLogger } from './coldchain/logger.ts'
import { registerColdChainProfile } from './coldchain/profile.ts'
import { withExample } from './options.ts'

export function registerColdChain(program: Command): void {
  const group = program
    .command('coldchain')
    .description(
      'Assess how a medicine was kept, from the log of a temperature logger, and put the verdict on chain.',
    )
  registerColdChainAssess(group)
  registerColdChainProfile(group)
  registerColdChainLogger(group)
  registerColdChainAnchor(group)
  withExample(group, '$ salus coldchain assess --log readings.csv --profile cold')
}
