import type { Command } from 'commander'
import pc from 'picocolors'
import type { Disclosure } from '../../../sdk/disclosures/disclosure.ts'
import type { Standing } from '../../../sdk/disclosures/standing.ts'
import { pagesOf } from '../../../sdk/gateway/pagesOf.ts'
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
    const { receiptChecker } = await import('../../../sdk/disclosures/standing.ts')
    const { patientOf } = await import('../../input/patient.ts')
    const patient = patientOf(session, options.patient)
    const { client, contracts } = session
    const all = await pagesOf(async (page) => (await client.patientDisclosures(patient, page)).disclosures)
    const standingOf = receiptChecker(contracts)
    const checked = await Promise.all(
      all.map(async ({ receipt, proof }) => ({
        disclosure: receipt.disclosure,
        standing: await standingOf({ receipt, proof }),
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
