import type { Command } from 'commander'
import pc from 'picocolors'
import type { Contracts } from '../../../sdk/chain/contracts.ts'
import type { Disclosure } from '../../../sdk/disclosures/disclosure.ts'
import type { LoggedDisclosure } from '../../../sdk/gateway/protocol.ts'
import { pagesOf } from '../../input/pages.ts'
import { columns } from '../../output/columns.ts'
import { emit, type OutputOptions } from '../../output/emit.ts'
import { FINE, NO } from '../../output/exitCode.ts'
import { plain, time } from '../../output/format.ts'
import { exits } from '../exits.ts'
import { withChainOptions, withExample, withGatewayOption, withJson } from '../options.ts'
import { SESSION_HELP, type SessionOptions, withSession } from '../withSession.ts'

interface DisclosuresOptions extends SessionOptions, OutputOptions {
  readonly patient?: string
}

/** What the chain says of a receipt. */
type Standing = 'logged' | 'promised' | 'false'

const NOTES = `logged: the root of its period is on chain and holds it. promised: the custodian signed it, and its period is not
anchored yet. false: the signature or the proof does not hold, and the command exits with 1.
The log can be shown to lack what was promised; it cannot show that nothing else was released.`

export function registerRecordDisclosures(group: Command): void {
  const command = group
    .command('disclosures')
    .description("Show who asked for keys of a patient's records, and check each receipt against the chain.")
    .option('--patient <address>', 'the patient (default: the account of SALUS_KEY)')
    .action(exits(disclosures))
  withChainOptions(withGatewayOption(withJson(command)))
  withExample(command, '$ salus record disclosures', `${NOTES}\n${SESSION_HELP}`)
}

function disclosures(options: DisclosuresOptions): Promise<number> {
  return withSession(options, async (session) => {
    const { patientOf } = await import('../../input/patient.ts')
    const patient = patientOf(session, options.patient)
    const { client, contracts } = session
    const all = await pagesOf((page) => client.patientDisclosures(patient, page))
    const checked = await Promise.all(
      all.map(async ({ receipt, proof }) => ({
        disclosure: receipt.disclosure,
        standing: await standingOf(contracts, { receipt, proof }),
        period: proof?.sequence ?? null,
      })),
    )
    const rows = checked.map(({ disclosure, standing }) => [
      time(Date.parse(disclosure.at) / 1000),
      plain(disclosure.recordId),
      ...wordsOf(disclosure),
      coloured(standing),
    ])
    emit(options, { patient, disclosures: checked }, () =>
      rows.length === 0
        ? `Nothing of ${patient} was disclosed.\n`
        : columns(rows, ['Time', 'Record', 'What', 'Who', 'Purpose', 'Receipt']),
    )
    return checked.some(({ standing }) => standing === 'false') ? NO : FINE
  })
}

async function standingOf(contracts: Contracts, { receipt, proof }: LoggedDisclosure): Promise<Standing> {
  const { UnavailableError } = await import('../../../sdk/errors/index.ts')
  const { verifyLogged, verifyReceipt } = await import('../../../sdk/disclosures/verifyDisclosure.ts')
  const { custodianOf } = await import('../../../sdk/records/custodianOf.ts')
  try {
    // Asked of the chain: whose log it should be in is not for the gateway to say.
    const custodianOrg = await custodianOf(contracts, receipt.disclosure.recordId)
    await verifyReceipt(contracts, receipt, custodianOrg)
    if (proof) await verifyLogged(contracts, receipt, { ...proof, custodianOrg })
    return proof ? 'logged' : 'promised'
  } catch (error) {
    // A chain that does not answer is no finding.
    if (error instanceof UnavailableError) throw error
    return 'false'
  }
}

function wordsOf(disclosure: Disclosure): [what: string, who: string, purpose: string] {
  if (disclosure.kind === 'locator') return [`kept at key epoch ${disclosure.keyEpoch}`, '', '']
  const { grantee, purpose } = disclosure
  const what = {
    release: 'key released',
    refusal: 'key refused',
    orphaned: 'consent taken back by the chain',
  }[disclosure.kind]
  return [disclosure.kind === 'release' ? what : `${what} (${disclosure.decision})`, plain(grantee), purpose]
}

const coloured = (standing: Standing) =>
  ({ logged: pc.green, promised: pc.yellow, false: pc.red })[standing](standing)
