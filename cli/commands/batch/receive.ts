import { type Command, Option } from 'commander'
import pc from 'picocolors'
import type { Contracts } from '../../../sdk/chain/contracts.ts'
import { InvalidInputError, RefusedError, type SalusError } from '../../../sdk/errors/index.ts'
import type { OpenProposal } from '../../../sdk/provenance/listProposals.ts'
import { TRANSFERS, type Transfer } from '../../../sdk/provenance/unit.ts'
import type { ChainOptions } from '../../context.ts'
import { columns } from '../../output/columns.ts'
import { emit, type OutputOptions } from '../../output/emit.ts'
import { FINE, NO } from '../../output/exitCode.ts'
import { plain } from '../../output/format.ts'
import { type PrintedTransaction, printed } from '../../output/transaction.ts'
import { exits } from '../exits.ts'
import { withChainOptions, withExample, withJson } from '../options.ts'
import { withAccount } from '../withChain.ts'
import { UNIT_HELP } from './options.ts'
import { HOLD_WORDS, TRANSFER_WORDS } from './words.ts'

interface ReceiveOptions extends ChainOptions, OutputOptions {
  readonly all?: true
  readonly transfer?: Transfer
  readonly reject?: true
}

/** What became of one offer. */
interface Received extends Partial<PrintedTransaction> {
  readonly unit: string
  readonly transfer: Transfer
  readonly ok: boolean
  readonly code?: string
  readonly reason?: string
}

const EXAMPLE = `$ salus batch receive --all
$ salus batch receive 0x…/6/17 --reject`

const NOTES = `Check first that the goods are there. Each offer is answered by itself: one that the contract refuses, because the unit is
held, recalled or expired, does not stop the others. Exits with 1 where one is refused. Needs SALUS_KEY of an account that
is accredited for the organisation that receives.`

export function registerBatchReceive(group: Command): void {
  const command = group
    .command('receive [unit...]')
    .description('As the receiver: accept what another organisation offers, or refuse it.')
    .option('--all', 'every open offer to your organisation')
    .addOption(new Option('--transfer <what>', 'these offers alone').choices(TRANSFERS))
    .option('--reject', 'refuse instead')
    .action(exits(receive))
  withChainOptions(withJson(command))
  withExample(command, EXAMPLE, `${NOTES}\n${UNIT_HELP}`)
}

const receive = (units: readonly string[], options: ReceiveOptions): Promise<number> =>
  withAccount(options, async (chain) => {
    if (units.length > 0 === Boolean(options.all)) {
      throw new InvalidInputError('USAGE_INVALID', 'Name the units that arrived, or say --all.')
    }
    const { namedOrganisation } = await import('../../input/organisation.ts')
    const { listProposals } = await import('../../../sdk/provenance/listProposals.ts')
    const organisation = await namedOrganisation(chain, undefined)
    const open = await listProposals(chain.contracts, { receiver: organisation })
    const chosen = await choose(chain.contracts, open, units, options)
    const received: Received[] = []
    for (const proposal of chosen) received.push(await answer(chain.own, proposal, options))
    emit(options, { organisation, received }, () => receivedText(organisation, received, options))
    return received.every(({ ok }) => ok) ? FINE : NO
  })

/** The offers of the units that were named. @throws RefusedError TRANSFER_REFUSED where one has none */
async function choose(
  contracts: Contracts,
  open: readonly OpenProposal[],
  units: readonly string[],
  { all, transfer }: ReceiveOptions,
): Promise<OpenProposal[]> {
  const { namedPlace } = await import('../../input/unit.ts')
  const { unitText } = await import('../../../sdk/provenance/unit.ts')
  const fitting = open.filter((proposal) => transfer === undefined || proposal.transfer === transfer)
  if (all) return fitting
  const chosen: OpenProposal[] = []
  for (const text of units) {
    const name = unitText(await namedPlace(contracts, text))
    const offers = fitting.filter(({ unit }) => unitText(unit) === name)
    if (offers.length === 0) throw await nothingOffered(contracts, name)
    chosen.push(...offers)
  }
  return chosen
}

/** What is held is offered to nobody: a hold ends the offers that stood. */
async function nothingOffered(contracts: Contracts, name: string): Promise<RefusedError> {
  const { findUnit } = await import('../../../sdk/provenance/findUnit.ts')
  const { parseUnit } = await import('../../../sdk/provenance/unit.ts')
  const place = parseUnit(name)
  const { state } = await findUnit(contracts, place.batchId, place)
  const holds = state.holds.map((hold) => ` It is ${HOLD_WORDS[hold]}.`).join('')
  return new RefusedError(
    'TRANSFER_REFUSED',
    `Nobody offers the unit ${name} to your organisation: see salus batch incoming.${holds}`,
  )
}

async function answer(
  contracts: Contracts,
  { unit, transfer, isReturn }: OpenProposal,
  { reject }: ReceiveOptions,
): Promise<Received> {
  const { unitText } = await import('../../../sdk/provenance/unit.ts')
  const { acceptTransfer } = await import('../../../sdk/provenance/acceptTransfer.ts')
  const { rejectTransfer } = await import('../../../sdk/provenance/rejectTransfer.ts')
  const named = { unit: unitText(unit), transfer }
  try {
    const receipt = reject
      ? await rejectTransfer(contracts, unit, transfer)
      : await acceptTransfer(contracts, unit, transfer, isReturn)
    return { ...named, ok: true, ...printed(receipt) }
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error
    const { code, message: reason } = error satisfies SalusError
    return { ...named, ok: false, code, reason }
  }
}

function receivedText(
  organisation: string,
  received: readonly Received[],
  { reject }: ReceiveOptions,
): string {
  if (received.length === 0) return `Nothing is offered to ${organisation}.\n`
  const done = reject ? 'refused' : 'accepted'
  return columns(
    received.map(({ unit, transfer, ok, reason = '', transactionHash = '' }) => [
      ok ? pc.green('✓') : pc.red('✗'),
      unit,
      TRANSFER_WORDS[transfer],
      ok ? `${done}, ${transactionHash}` : plain(reason),
    ]),
  )
}
