import type { Command } from 'commander'
import { registerColdChainAnchor } from './coldchain/anchor.ts'
import { registerColdChainAssess } from './coldchain/assess.ts'
import { registerColdChainLogger } from './coldchain/logger.ts'
import { registerColdChainProfile } from './coldchain/profile.ts'
import { withExample } from './options.ts'

const EXAMPLE = `Without a chain: was the medicine kept well?
$ salus coldchain assess --log readings.csv --profile cold --page out/log.html

With one: the maker sets the rule; whoever keeps the goods attaches a logger to them and anchors its log.
$ salus coldchain profile 0x… --profile cold
$ SALUS_LOGGER_KEY=0x… salus coldchain logger register --for 2y
$ salus coldchain logger attach 0x…/6/17 0x90F79bf6EB2c4f870365E785982E1f101E93b906
$ SALUS_LOGGER_KEY=0x… salus coldchain anchor 0x…/6/17 --log readings.csv --profile cold \\
    --epc https://id.gs1.org/00/095060000000000015`

const NOTES = `A log is the CSV of a logger, with a header and a time with its zone in each row:
  time,temperature_c
  2026-06-01T10:00:00Z,5.2
  2026-06-01T10:10:00Z,5.4
A profile is the rule: cold (2 to 8 °C), room (20 to 25 °C), frozen (−25 to −10 °C), or a file of your own.
The verdict is pass, fail or unknown. Unknown (a gap, a doubtful logger) is never a pass. On chain, anything but a pass
quarantines the unit until quality assurance of another organisation releases it (salus batch release-hold).
The readings stay with you; the chain gets their hash and a summary that the logger signed.
assess sends nothing and needs no key; the others need SALUS_KEY. salus coldchain <command> --help says the rest.`

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
  withExample(group, EXAMPLE, NOTES)
}
