import { type Command, Option } from 'commander'
import { InvalidInputError } from '../../../sdk/errors/index.ts'
import type { ChainOptions } from '../../context.ts'
import { parseUrl } from '../../input/url.ts'
import { pairs } from '../../output/columns.ts'
import { emit, type OutputOptions } from '../../output/emit.ts'
import { FINE } from '../../output/exitCode.ts'
import { exits } from '../exits.ts'
import { collecting, withChainOptions, withExample, withJson } from '../options.ts'
import { SESSION_HELP, withSession } from '../withSession.ts'
import type { HistoryOptions } from './historyFile.ts'
import { withHistoryOptions, withPolicyOption } from './options.ts'

interface PublishOptions extends ChainOptions, OutputOptions, HistoryOptions {
  readonly policy: string
  readonly gateway: string
  readonly history?: string
  readonly batches?: readonly string[]
}

const EXAMPLE = `$ SALUS_GATEWAY_TOKEN=… salus replenish publish --gateway http://127.0.0.1:8552 \\
    --history demand.csv --product insulin --batches out/batch-proof.json`

const NOTES = `The history is the demand from before your packs were on the chain, as whole packs; what comes after its last period the gateway adds
by itself, from what the chain says you dispensed. Mark periods in which you had too little: a column headed 'insulin:stockout' with 1.
The batches are what their makers show (salus replenish prove): the gateway checks each, and counts no other as stock. Publish the proof of a
new batch before its packs arrive, or the gateway does not accept them.
${SESSION_HELP}`

export function registerReplenishPublish(group: Command): void {
  const command = group
    .command('publish')
    .description(
      'As the site: hand the history of demand, and which batches are of the product, to the own gateway.',
    )
  withHistoryOptions(withPolicyOption(command))
    .option('--batches <file>', 'what salus replenish prove wrote; may be repeated', collecting(String))
    .addOption(
      new Option('--gateway <url>', "the site's own gateway").makeOptionMandatory().argParser(parseUrl),
    )
    .action(exits(publish))
  withChainOptions(withJson(command))
  withExample(command, EXAMPLE, NOTES)
}

async function publish(options: PublishOptions): Promise<number> {
  if (options.history === undefined && options.batches === undefined) {
    throw new InvalidInputError('USAGE_INVALID', 'Say what to hand over: --history, --batches, or both.')
  }
  const { readPolicyFile } = await import('./policyFile.ts')
  const { readHistoryFile } = await import('./historyFile.ts')
  const { readBatchProofs } = await import('./privateFiles.ts')
  const { policyIdOf } = await import('../../../sdk/planning/policy.ts')
  const file = await readPolicyFile(options.policy)
  const policyId = policyIdOf(file)
  const history =
    options.history === undefined ? undefined : await readHistoryFile(options.history, file.document, options)
  const batches = await readBatchProofs(options.batches ?? [])
  return withSession(options, async ({ client }) => {
    // The history last: once it is there the gateway records what it has of the batches that it knows.
    if (batches.length > 0) await client.addPlanningBatches(policyId, batches)
    if (history) await client.setDemandHistory(policyId, history)
    const periods = history?.values.length ?? 0
    emit(options, { policyId, periods, batches: batches.length, gateway: options.gateway }, () =>
      pairs([
        ['policy', policyId],
        ['periods of history', String(periods)],
        ['batches', String(batches.length)],
        ['kept by', options.gateway],
      ]),
    )
    return FINE
  })
}
