import type { Command } from 'commander'
import type { ChainOptions } from '../../context.ts'
import { pairs } from '../../output/columns.ts'
import { emit, type OutputOptions } from '../../output/emit.ts'
import { FINE } from '../../output/exitCode.ts'
import { transactionPairs } from '../../output/transaction.ts'
import { exits } from '../exits.ts'
import { withChainOptions, withExample, withGatewayOption, withJson } from '../options.ts'
import { withAccount } from '../withChain.ts'

interface EnrolOptions extends ChainOptions, OutputOptions {
  readonly custodian: string
  readonly gateway: string
}

export function registerRecordEnrol(group: Command): void {
  const command = group
    .command('enrol')
    .description('Let an organisation keep records about you: you sign, its gateway sends and pays.')
    .requiredOption('--custodian <organisation>', "the organisation's address")
    .action(exits(enrol))
  withChainOptions(withGatewayOption(withJson(command)))
  withExample(command, '$ salus record enrol --custodian 0x90F79bf6EB2c4f870365E785982E1f101E93b906')
}

function enrol(options: EnrolOptions): Promise<number> {
  return withAccount(options, async (chain) => {
    const { parseAddress } = await import('../../input/address.ts')
    const { enrolByGateway } = await import('../../../sdk/gateway/signedActs.ts')
    const { openGateway } = await import('../../context.ts')
    const { printed } = await import('../../output/transaction.ts')
    const custodianOrg = parseAddress('custodian', options.custodian)
    const patient = chain.wallet.address
    const by = { contracts: chain.own, signer: chain.wallet, gateway: openGateway(options.gateway) }
    const transaction = printed(await enrolByGateway(by, { patient, custodianOrg }))
    emit(options, { patient, custodianOrg, ...transaction }, () =>
      pairs([['patient', patient], ['enrolled with', custodianOrg], ...transactionPairs(transaction)]),
    )
    return FINE
  })
}
