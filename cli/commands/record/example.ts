import type { Command } from 'commander'
import { pairs } from '../../output/columns.ts'
import { emit, type OutputOptions } from '../../output/emit.ts'
import { FINE } from '../../output/exitCode.ts'
import { exits } from '../exits.ts'
import { withExample, withJson } from '../options.ts'

interface ExampleOptions extends OutputOptions {
  readonly patient: string
  readonly chain: string
  readonly output: string
}

const NOTES = `The measurements are a real person's, from the rows of the Statlog heart data that the heart model was not
trained on. A Bundle that the oracle is to read must name the patient: Patient.identifier with the system
urn:ietf:rfc:3986 and the patient's DID, did:ethr:0x<chain>:<address>, as this one does.`

export function registerRecordExample(group: Command): void {
  const command = group
    .command('example')
    .description(
      'Write a FHIR Bundle of real heart measurements about a patient of yours, to try things with.',
    )
    .requiredOption('--patient <address>', 'the patient whom the Bundle is to name')
    .option('--chain <number>', 'id of the chain that the patient is on', '31337')
    .option('--output <file>', 'where the Bundle is written', 'bundle.json')
    .action(exits(writeExample))
  withJson(command)
  withExample(command, '$ salus record example --patient 0x90F79bf6EB2c4f870365E785982E1f101E93b906', NOTES)
}

async function writeExample(options: ExampleOptions): Promise<number> {
  const { parseAddress } = await import('../../input/address.ts')
  const { writeWhole } = await import('../../output/writeWhole.ts')
  const { answerableBundle } = await import('../../../oracle/models/risk/answerableBundle.ts')
  const { InvalidInputError } = await import('../../../sdk/errors/index.ts')
  const { didOf } = await import('../../../sdk/identity/did.ts')
  if (!/^\d{1,18}$/.test(options.chain)) {
    throw new InvalidInputError('USAGE_INVALID', 'Give the id of the chain as a whole number.')
  }
  const patient = parseAddress('patient', options.patient)
  const { openRiskModel } = await import('../../input/model.ts')
  const heart = await openRiskModel('heart')
  const patientDid = didOf(BigInt(options.chain), patient)
  const bytes = await answerableBundle(heart, patientDid, new Date())
  await writeWhole(options.output, bytes)
  emit(options, { patient, patientDid, output: options.output, bytes: bytes.length }, () =>
    pairs([
      ['patient', patientDid],
      ['written to', options.output],
    ]),
  )
  return FINE
}
