import type { BlockTag } from 'ethers'
import { read } from '../../sdk/chain/send.ts'
import { RefusedError } from '../../sdk/errors/index.ts'
import type { GatewayContext } from '../context.ts'

/** That a node is of the committee at a block. @throws RefusedError NOT_ACCREDITED */
export async function requireSigner(
  { contracts }: GatewayContext,
  node: string,
  blockTag: BlockTag = 'latest',
): Promise<void> {
  if (await read(contracts.oracleCommittee.isSigner(node, { blockTag }))) return
  throw new RefusedError('NOT_ACCREDITED', `${node} is not a signer of the current committee.`)
}
