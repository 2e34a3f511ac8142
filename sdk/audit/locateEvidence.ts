import type { Contracts } from '../chain/contracts.ts'
import { read } from '../chain/send.ts'
import { UnavailableError } from '../errors/index.ts'
import type { Check, Evidence } from './check.ts'

/** Questions that are asked at the same time. */
const AT_A_TIME = 16

/**
 * Adds to the evidence of checks where on the chain it stands: of a transaction its block, that block's hash and who sent it; of
 * a block its hash.
 * @throws UnavailableError where the node does not answer, or has not what the evidence names
 */
export async function locateEvidence(contracts: Contracts, checks: readonly Check[]): Promise<Check[]> {
  const places = new Map<string, Promise<Evidence>>()
  const locate = (evidence: Evidence): Promise<Evidence> => {
    const { transaction, block } = evidence
    const subject = typeof transaction === 'string' ? transaction : block
    if (subject === undefined) return Promise.resolve({})
    const known = places.get(String(subject))
    if (known) return known
    const asked =
      typeof subject === 'string' ? placeOfTransaction(contracts, subject) : placeOfBlock(contracts, subject)
    places.set(String(subject), asked)
    return asked
  }
  const located: Check[] = []
  for (let start = 0; start < checks.length; start += AT_A_TIME) {
    const some = checks.slice(start, start + AT_A_TIME)
    located.push(
      ...(await Promise.all(
        some.map(async (check) => ({
          ...check,
          evidence: { ...check.evidence, ...(await locate(check.evidence)) },
        })),
      )),
    )
  }
  return located
}

async function placeOfTransaction({ runner }: Contracts, transaction: string): Promise<Evidence> {
  const receipt = await read(Promise.resolve(runner.provider?.getTransactionReceipt(transaction)))
  if (!receipt) throw missing()
  return { block: receipt.blockNumber, blockHash: receipt.blockHash, sender: receipt.from }
}

async function placeOfBlock({ runner }: Contracts, number: number): Promise<Evidence> {
  const block = await read(Promise.resolve(runner.provider?.getBlock(number)))
  if (!block?.hash) throw missing()
  return { blockHash: block.hash }
}

const missing = () =>
  new UnavailableError('CHAIN_UNAVAILABLE', 'The node does not have a block or a transaction any more.')
