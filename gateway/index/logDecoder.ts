import { Interface, type ParamType } from 'ethers'
import { abis } from '../../sdk/chain/contracts.ts'
import type { ContractName, Deployment } from '../../sdk/chain/deployment.ts'
import { IntegrityError } from '../../sdk/errors/index.ts'
import type { ChainEvent, EventBlock } from './chainEvent.ts'
import { createDataReader, type DataReader } from './dataReader.ts'
import type { RawLog } from './rpcAnswers.ts'

/** Most bytes of one log. At 8 gas a byte, a block of 134 million gas holds no more (Yellow Paper, appendix G). */
const MAXIMUM_DATA = 2 ** 24

/** Most logs of one block; each costs 375 gas at least. */
const MAXIMUM_LOG_INDEX = 2 ** 20 - 1

interface EventPlan {
  readonly contract: ContractName
  readonly name: string
  readonly indexed: readonly ParamType[]
  readonly plain: readonly ParamType[]
}

export type LogDecoder = (log: RawLog, block: EventBlock) => ChainEvent

/**
 * Makes the reader of the logs of one deployment. It keeps checksums of addresses, so one should serve many logs.
 *
 * The contracts cannot write a log that it refuses: it comes from a node that does not tell the truth, or from other
 * contracts than this release knows. To skip one would leave a hole that nobody sees, so it stops the index instead.
 * @throws IntegrityError CHAIN_LOG_INVALID naming block and contract
 */
export function createLogDecoder({ contracts }: Pick<Deployment, 'contracts'>): LogDecoder {
  const plans = new Map<string, Map<string, EventPlan>>()
  for (const [name, address] of Object.entries(contracts) as [ContractName, string][]) {
    plans.set(address.toLowerCase(), plansOf(name))
  }
  const reader = createDataReader()

  return (log, block) => {
    const refuse = (problem: string, cause?: unknown) =>
      new IntegrityError(
        'CHAIN_LOG_INVALID',
        `The node answered with a log of block ${block.number} that ${problem}. Check the node and the deployment file.`,
        { cause },
      )
    const events = plans.get(log.address.toLowerCase())
    if (!events) throw refuse('no contract of this deployment wrote')
    const plan = events.get(log.topics[0] ?? '')
    if (!plan) throw refuse(`is no event of ${[...events.values()][0]?.contract}`)
    const what = `is not a ${plan.name} of ${plan.contract}`
    // Two digits a byte, after the 0x.
    if (log.logIndex > MAXIMUM_LOG_INDEX || log.data.length > 2 + 2 * MAXIMUM_DATA) {
      throw refuse(`${what}: no block pays for so much`)
    }
    let args: ChainEvent['args']
    try {
      args = readArgs(plan, log, reader)
    } catch (cause) {
      throw refuse(what, cause)
    }
    return {
      blockNumber: block.number,
      blockHash: block.hash,
      time: block.time,
      seed: block.seed,
      logIndex: log.logIndex,
      transactionHash: log.transactionHash,
      contract: plan.contract,
      name: plan.name,
      args,
    }
  }
}

function plansOf(contract: ContractName): Map<string, EventPlan> {
  const plans = new Map<string, EventPlan>()
  Interface.from(abis[contract]).forEachEvent(({ name, inputs, topicHash }) => {
    plans.set(topicHash, {
      contract,
      name,
      indexed: inputs.filter(({ indexed }) => indexed),
      plain: inputs.filter(({ indexed }) => !indexed),
    })
  })
  return plans
}

function readArgs(
  { indexed, plain }: EventPlan,
  { topics, data }: RawLog,
  reader: DataReader,
): ChainEvent['args'] {
  if (topics.length !== indexed.length + 1) throw new Error(`there are ${topics.length} topics`)
  const values = reader.data(plain, data)
  return Object.fromEntries([
    ...indexed.map((type, index) => [type.name, reader.topic(type, topics[index + 1] ?? '')] as const),
    ...plain.map(({ name }, index) => [name, values[index] ?? ''] as const),
  ])
}
