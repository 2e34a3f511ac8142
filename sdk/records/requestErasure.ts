import type { Contracts } from '../chain/contracts.ts'
import { read } from '../chain/send.ts'
import { IntegrityError } from '../errors/index.ts'
import type { CallOptions } from '../gateway/call.ts'
import type { GatewayClient } from '../gateway/client.ts'
import { statusOf } from './status.ts'

/**
 * Has a custodian erase a record, and finds the tombstone on the chain. That its keys are destroyed nobody else can see.
 * @throws IntegrityError MESSAGE_INVALID where the chain does not have it; as {@link GatewayClient.eraseRecord}
 */
export async function requestErasure(
  { recordRegistry }: Contracts,
  gateway: Pick<GatewayClient, 'eraseRecord'>,
  recordId: string,
  options: CallOptions = {},
): Promise<void> {
  await gateway.eraseRecord(recordId, options)
  const { status } = await read(recordRegistry.stateOf(recordId))
  if (statusOf(status) === 'erased') return
  throw new IntegrityError(
    'MESSAGE_INVALID',
    'The gateway says that it erased the record, and the chain does not show it. Ask the organisation.',
  )
}
