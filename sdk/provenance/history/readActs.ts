import { Interface, type Log } from 'ethers'
import type { Contracts } from '../../chain/contracts.ts'
import { abis } from '../../chain/contracts.ts'
import { read } from '../../chain/send.ts'
import { hexToBytes } from '../../crypto/bytes.ts'
import { IntegrityError, UnavailableError } from '../../errors/index.ts'
import { decodeAct } from './decodeAct.ts'
import type { MinedAct } from './step.ts'

const NAMES = ['drugProvenance', 'investigations', 'coldChain'] as const
const interfaces = Object.fromEntries(NAMES.map((name) => [name, Interface.from(abis[name])]))
const topicOf = (name: string) => interfaces.coldChain?.getEvent(name)?.topicHash ?? null

/** Identities of logs in one query for what was judged. */
const IDS_A_QUERY = 100

/**
 * What the three contracts' events say of a batch, in the order of the chain.
 * @throws UnavailableError; IntegrityError CHAIN_LOG_INVALID where the node answers what it was not asked
 */
export async function readActs(contracts: Contracts, batchId: string): Promise<MinedAct[]> {
  hexToBytes(batchId, 32)
  const [named, logged] = await Promise.all([
    // The batch is the first indexed value of all events but those of logs.
    logsOf(contracts, NAMES, [null, batchId]),
    logsOf(contracts, ['coldChain'], [topicOf('LogAnchored'), null, batchId]),
  ])
  const judged = await judgements(contracts, [...new Set(logged.map(({ topics }) => topics[1] ?? ''))])
  return [...named, ...logged, ...judged].sort(inOrder).flatMap((log) => actOf(contracts, log))
}

async function judgements(contracts: Contracts, logIds: readonly string[]): Promise<Log[]> {
  const judged: Log[] = []
  for (let start = 0; start < logIds.length; start += IDS_A_QUERY) {
    const ids = logIds.slice(start, start + IDS_A_QUERY)
    judged.push(...(await logsOf(contracts, ['coldChain'], [topicOf('LogJudged'), ids])))
  }
  return judged
}

type Topics = readonly (null | string | readonly string[])[]

async function logsOf(
  { deployment, runner }: Contracts,
  names: readonly (typeof NAMES)[number][],
  topics: Topics,
): Promise<Log[]> {
  const { provider } = runner
  if (!provider) throw new UnavailableError('CHAIN_UNAVAILABLE', 'The contracts are connected to no node.')
  const addresses = names.map((name) => deployment.contracts[name])
  const logs = await read(
    provider.getLogs({
      address: addresses,
      fromBlock: deployment.block,
      topics: topics.map((topic) => (Array.isArray(topic) ? [...topic] : (topic as string | null))),
    }),
  )
  const isAsked = ({ address, topics: given }: Log) =>
    addresses.includes(address) &&
    topics.every((topic, index) => topic === null || [topic].flat().includes(given[index] ?? ''))
  if (!logs.every(isAsked)) {
    throw new IntegrityError('CHAIN_LOG_INVALID', 'The node answered with events that it was not asked for.')
  }
  return logs
}

function actOf({ deployment }: Contracts, log: Log): MinedAct[] {
  const name = NAMES.find((one) => deployment.contracts[one] === log.address)
  const description = name && interfaces[name]?.parseLog(log)
  const act = description && decodeAct(description)
  if (!act) return []
  const { blockNumber, blockHash, transactionHash, index } = log
  return [{ ...act, blockNumber, blockHash, transactionHash, logIndex: index }]
}

const inOrder = (one: Log, other: Log): number =>
  one.blockNumber - other.blockNumber || one.index - other.index
