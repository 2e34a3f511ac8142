import { type Command, Option } from 'commander'
import { RefusedError } from '../../../sdk/errors/index.ts'
import type { PolicyFile } from '../../../sdk/planning/policy.ts'
import type { ChainOptions } from '../../context.ts'
import { parseUrl } from '../../input/url.ts'
import { pairs } from '../../output/columns.ts'
import { emit, type OutputOptions } from '../../output/emit.ts'
import { FINE } from '../../output/exitCode.ts'
import { printed, transactionPairs } from '../../output/transaction.ts'
import { exits } from '../exits.ts'
import { withChainOptions, withExample, withJson } from '../options.ts'
import { withAccount } from '../withChain.ts'
import { SESSION_HELP, withSession } from '../withSession.ts'
import { POLICY_HELP, withPolicyOption } from './options.ts'

interface SetOptions extends ChainOptions, OutputOptions {
  readonly policy: string
  readonly gateway?: string
}

const EXAMPLE = `$ salus replenish policy set --policy out/policy.json
$ SALUS_GATEWAY_TOKEN=… salus replenish policy set --policy out/policy.json --gateway http://127.0.0.1:8552`

const NOTES = `The chain gets a salted commitment and the terms: supplier, periods, threshold. Without --gateway the account of SALUS_KEY
sends it, and you record positions yourself (salus replenish position --record). With it your own gateway takes the file, sets
the policy, records positions by itself, and opens them to the committee's nodes: without a gateway that does, nothing is ordered.
${SESSION_HELP}
${POLICY_HELP}`

export function registerPolicySet(group: Command): void {
  const command = group
    .command('set')
    .description('As the site: set a policy on the chain, by yourself or by your gateway.')
  withPolicyOption(command)
    .addOption(
      new Option('--gateway <url>', "the site's own gateway, which keeps the policy from now on").argParser(
        parseUrl,
      ),
    )
    .action(exits(set))
  withChainOptions(withJson(command))
  withExample(command, EXAMPLE, NOTES)
}

async function set(options: SetOptions): Promise<number> {
  const { readPolicyFile } = await import('./policyFile.ts')
  const { policyIdOf } = await import('../../../sdk/planning/policy.ts')
  const file = await readPolicyFile(options.policy)
  const policyId = policyIdOf(file)
  const { gateway } = options
  return gateway === undefined
    ? setByAccount(file, policyId, options)
    : withSession({ ...options, gateway }, async ({ client }) => {
        const { transactionHash } = await client.setPlanningPolicy(file)
        emit(options, { policyId, gateway, transactionHash }, () =>
          pairs([
            ['policy', policyId],
            ['kept by', gateway],
          ]),
        )
        return FINE
      })
}

const setByAccount = (file: PolicyFile, policyId: string, options: SetOptions): Promise<number> =>
  withAccount(options, async (chain) => {
    const { namedOrganisation } = await import('../../input/organisation.ts')
    const { setPolicy } = await import('../../../sdk/planning/setPolicy.ts')
    // Another organisation's account would set another policy.
    if ((await namedOrganisation(chain, undefined)) !== file.document.organisation) {
      throw new RefusedError('NOT_ENTITLED', 'The policy is of another organisation than that of SALUS_KEY.')
    }
    const transaction = printed(await setPolicy(chain.own, file))
    emit(options, { policyId, ...transaction }, () =>
      pairs([['policy', policyId], ...transactionPairs(transaction)]),
    )
    return FINE
  })
