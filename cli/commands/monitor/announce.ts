import type { Command } from 'commander'
import type { ChainOptions } from '../../context.ts'
import { pairs } from '../../output/columns.ts'
import { emit, type OutputOptions } from '../../output/emit.ts'
import { FINE } from '../../output/exitCode.ts'
import { exits } from '../exits.ts'
import { withChainOptions, withExample, withGatewayOption, withJson } from '../options.ts'
import { withChain } from '../withChain.ts'

interface AnnounceOptions extends ChainOptions, OutputOptions {
  readonly input: string
  readonly gateway: string
}

export function registerMonitorAnnounce(group: Command): void {
  const command = group
    .command('announce')
    .description(
      'As the clinician who proposed it: hand an approved standing request and its secret to the gateway.',
    )
    .requiredOption('--input <file>', 'the proposal; its .secret lies beside it')
    .action(exits(announce))
  withChainOptions(withGatewayOption(withJson(command)))
  withExample(
    command,
    '$ salus monitor announce --input out/standing.json',
    'From then on the committee may have the keys of new records that the patient lets it watch. Doing it again changes nothing.',
  )
}

const announce = (options: AnnounceOptions): Promise<number> =>
  withChain(options, async ({ contracts }) => {
    const { readSecret, readStanding } = await import('./standingFile.ts')
    const { hexToBytes } = await import('../../../sdk/crypto/bytes.ts')
    const { standingIdOf } = await import('../../../sdk/monitoring/standingRequest.ts')
    const { openGateway } = await import('../../context.ts')
    const standing = await readStanding(options.input)
    const standingId = standingIdOf(contracts, standing)
    const secret = hexToBytes(await readSecret(options.input, standingId))
    await openGateway(options.gateway).announceStanding(standing, secret)
    emit(options, { standingId, announced: true }, () => pairs([['announced', standingId]]))
    return FINE
  })
