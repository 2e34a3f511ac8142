import type { Contracts } from '../chain/contracts.ts'
import { deadlineIn } from '../chain/time.ts'
import type { TypedDataSigner } from '../chain/typedData.ts'
import type { Purpose } from '../consent/vocabulary.ts'
import { bytesToHex, randomBytes } from '../crypto/bytes.ts'
import type { GatewayClient } from '../gateway/client.ts'
import type { RecordAnswer } from '../gateway/protocol.ts'
import { signRecordRequest } from './recordRequest.ts'

/** Seconds for which a signed request is good: gateways take no more than ten minutes. */
const LIFETIME = 300

/** Asks a gateway for the key of a record, as the account that signs. @throws as {@link GatewayClient.requestRecord} */
export async function requestRecord(
  contracts: Contracts,
  signer: TypedDataSigner,
  gateway: GatewayClient,
  asked: { readonly recordId: string; readonly purpose: Purpose },
): Promise<RecordAnswer> {
  const request = await signRecordRequest(contracts, signer, {
    ...asked,
    grantee: await signer.getAddress(),
    nonce: BigInt(bytesToHex(randomBytes(16))).toString(),
    deadline: await deadlineIn(contracts, LIFETIME),
  })
  return gateway.requestRecord(request)
}
