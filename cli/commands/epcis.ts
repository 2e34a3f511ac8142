import type { Command } from 'commander'
import { registerEpcisHash } from './epcis/hash.ts'
import { registerEpcisValidate } from './epcis/validate.ts'
import { withExample } from './options.ts'

export function registerEpcis(program: Command): void {
  const group = program
    .command('epcis')
    .description('Check and hash events of the drug supply chain (GS1 EPCIS 2.0). Needs no chain.')
  registerEpcisValidate(group)
  registerEpcisHash(group)
  withExample(group, '$ salus epcis validate shipment.jsonld')
}
