import type { Command } from 'commander'
import { registerEpcisCapture } from './epcis/capture.ts'
import { registerEpcisHash } from './epcis/hash.ts'
import { registerEpcisQuery } from './epcis/query.ts'
import { registerEpcisValidate } from './epcis/validate.ts'
import { withExample } from './options.ts'

export function registerEpcis(program: Command): void {
  const group = program
    .command('epcis')
    .description(
      'Check, hash, capture and find events of the drug supply chain (GS1 EPCIS 2.0). Needs no chain.',
    )
  registerEpcisValidate(group)
  registerEpcisHash(group)
  registerEpcisCapture(group)
  registerEpcisQuery(group)
  withExample(group, '$ salus epcis validate shipment.jsonld')
}
