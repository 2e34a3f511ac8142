import type { Command } from 'commander'
import { RefusedError } from '../../../sdk/errors/index.ts'
import type { ModelAgreement } from '../../../sdk/gateway/protocol.ts'
import { parseInstant } from '../../input/period.ts'
import { columns } from '../../output/columns.ts'
import { emit, type OutputOptions } from '../../output/emit.ts'
import { FINE } from '../../output/exitCode.ts'
import { percent, time } from '../../output/format.ts'
import { type PrintedTransaction, printed } from '../../output/transaction.ts'
import { exits } from '../exits.ts'
import { withChainOptions, withExample, withGatewayOption, withJson } from '../options.ts'
import { SESSION_HELP, type SessionContext, type SessionOptions, withSession } from '../withSession.ts'

interface AgreementOptions extends SessionOptions, OutputOptions {
  readonly from?: Date
  readonly until?: Date
  readonly publish?: true
}

const NOTES = `For the custodian's staff: counts over reports that clinicians attested to, as the gateway keeps them; never about
one person, and nothing where fewer than 20 reports were reviewed. --publish puts the counts on chain as the custodian
of SALUS_KEY; the periods of one organisation follow one another, so the next starts where the last one ended.
${SESSION_HELP}`

export function registerModelAgreement(group: Command): void {
  const command = group
    .command('agreement <model>')
    .description("As a custodian's staff: how often clinicians agreed with a model, and publish it.")
    .option(
      '--from <time>',
      'start of the period (default: where the last published one ended)',
      parseInstant,
    )
    .option('--until <time>', 'end of the period (default: now)', parseInstant)
    .option('--publish', 'put the counts of the period on chain')
    .action(exits(agreement))
  withChainOptions(withGatewayOption(withJson(command)))
  withExample(command, '$ salus model agreement heart --from 2026-11-01 --publish', NOTES)
}

const agreement = (model: string, options: AgreementOptions): Promise<number> =>
  withSession(options, async (session) => {
    const { read } = await import('../../../sdk/chain/send.ts')
    const { chainTime } = await import('../../../sdk/chain/time.ts')
    const { readAgreement } = await import('../../../sdk/inference/modelAgreement.ts')
    const { contracts, client } = session
    const version = await versionOf(model)
    const organisation = await organisationOf(session)
    const published =
      organisation && Number(await read(contracts.modelRegistry.publishedUntil(version, organisation)))
    const from = options.from ? seconds(options.from) : published || 0
    const until = options.until ? seconds(options.until) : await chainTime(contracts)
    const own = await client.modelAgreement(version, from, until)
    const transaction = options.publish ? await publish(session, own) : null
    const all = await readAgreement(contracts, version)
    emit(options, { ...own, published: all, transaction }, () => {
      const rows = [
        ['this custodian', ...cells(own.counts)],
        ['published by all', ...cells(all)],
      ]
      const head = `${model}, ${time(from)} to ${time(until)}\n`
      const table = columns(rows, ['Who', 'Reviewed', 'Overridden', 'Confirmed', 'Refuted'])
      return `${head}${table}${transaction ? `published in ${transaction.transactionHash}\n` : ''}`
    })
    return FINE
  })

const seconds = (date: Date) => Math.floor(date.getTime() / 1000)

function cells(counts: ModelAgreement['counts']): string[] {
  if (!counts) return ['fewer than 20', '', '', '']
  const { reviewed, overridden, confirmed, refuted } = counts
  const share = (count: number) => (reviewed === 0 ? '0' : `${count} (${percent(count / reviewed)})`)
  return [String(reviewed), share(overridden), share(confirmed), share(refuted)]
}

/** A shipped model by its name, or any version by its hash. */
async function versionOf(model: string): Promise<string> {
  if (/^0x[0-9a-fA-F]{64}$/.test(model)) return model.toLowerCase()
  const { openModel } = await import('../../input/model.ts')
  return (await openModel(model)).version
}

/** The organisation of the custodian account of SALUS_KEY, or null where there is none. */
async function organisationOf(session: SessionContext): Promise<string | null> {
  if (!process.env.SALUS_KEY) return null
  const { accountOf } = await import('../../context.ts')
  const { read } = await import('../../../sdk/chain/send.ts')
  const { ROLES } = await import('../../../sdk/accreditation/roles.ts')
  const { address } = accountOf(session)
  const organisation = await read(
    session.contracts.accreditationRegistry.organisationOf(address, ROLES.custodian),
  )
  return BigInt(organisation) === 0n ? null : organisation
}

async function publish(session: SessionContext, own: ModelAgreement): Promise<PrintedTransaction> {
  const { connectContracts } = await import('../../../sdk/chain/contracts.ts')
  const { accountOf } = await import('../../context.ts')
  const { publishAgreement } = await import('../../../sdk/inference/modelAgreement.ts')
  const { modelVersion, from, until, counts } = own
  if (!counts) {
    throw new RefusedError(
      'GATEWAY_REFUSED',
      'Fewer than 20 reports were reviewed in the period: nothing is published.',
    )
  }
  const contracts = connectContracts(session.deployment, accountOf(session))
  return printed(await publishAgreement(contracts, modelVersion, { from, until, ...counts }))
}
