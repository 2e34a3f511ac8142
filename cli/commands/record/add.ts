import { type Command, Option } from 'commander'
import { type Category, parseCategory } from '../../../sdk/consent/vocabulary.ts'
import { pairs } from '../../output/columns.ts'
import { emit, type OutputOptions } from '../../output/emit.ts'
import { FINE } from '../../output/exitCode.ts'
import { plain } from '../../output/format.ts'
import { exits } from '../exits.ts'
import { withExample, withGatewayOption, withJson } from '../options.ts'

interface AddOptions extends OutputOptions {
  readonly patient: string
  readonly category: Category
  readonly input: string
  readonly mediaType: string
  readonly gateway: string
}

const FHIR_JSON = 'application/fhir+json'

const EXAMPLE = `$ SALUS_GATEWAY_TOKEN=… salus record add --patient 0x90F79bf6EB2c4f870365E785982E1f101E93b906 \\
    --category cardiology --input bundle.json`

export function registerRecordAdd(group: Command): void {
  const command = group
    .command('add')
    .description(
      "As a custodian's staff: hand a record to the gateway, which encrypts, stores and anchors it.",
    )
    .requiredOption('--patient <address>', 'the patient, who is enrolled and has published a key')
    .addOption(
      new Option('--category <name>', 'category of the record')
        .argParser(parseCategory)
        .makeOptionMandatory(),
    )
    .requiredOption('--input <file>', 'the record, of any kind; 4 GiB at most')
    .option('--media-type <type>', 'what the file is', FHIR_JSON)
    .action(exits(add))
  withGatewayOption(withJson(command))
  withExample(
    command,
    EXAMPLE,
    'A FHIR Bundle is validated before it is sent. For the oracle to read it, it must name the patient by DID: see\nsalus record example. Needs SALUS_GATEWAY_TOKEN.',
  )
}

async function add(options: AddOptions): Promise<number> {
  const { parseAddress } = await import('../../input/address.ts')
  const { MAXIMUM_RECORD_BYTES } = await import('../../../sdk/gateway/protocol.ts')
  const { recordOfFile } = await import('../../../sdk/gateway/node/recordOfFile.ts')
  const { openStaffGateway } = await import('../../context.ts')
  const { category, mediaType } = options
  const patient = parseAddress('patient', options.patient)
  if (mediaType === FHIR_JSON) await checkBundle(options.input)
  const gateway = openStaffGateway(options.gateway)
  const record = await recordOfFile({ patient, category, mediaType }, options.input, MAXIMUM_RECORD_BYTES)
  const stored = await gateway.addRecord(record)
  const { recordId, cid, keyEpoch, transactionHash } = stored
  emit(options, { patient, category, mediaType, recordId, cid, keyEpoch, transactionHash }, () =>
    pairs([
      ['record', plain(recordId)],
      ['patient', patient],
      ['CID', plain(cid)],
      ['key epoch', String(keyEpoch)],
      ['transaction', plain(transactionHash)],
    ]),
  )
  return FINE
}

/** Before anything is sent: what is wrong with a Bundle is said sooner and without a gateway. */
async function checkBundle(path: string): Promise<void> {
  const { readInputFile } = await import('../../../sdk/files/node/readInputFile.ts')
  const { bundleLimits } = await import('../../../sdk/fhir/limits.ts')
  const { validateBundle } = await import('../../../sdk/fhir/validateBundle.ts')
  validateBundle(await readInputFile(path, bundleLimits.maximumBytes))
}
