import type { Contracts } from '../chain/contracts.ts'
import type { SecretContext } from '../crypto/envelope.ts'

/** What the envelope of a request secret is bound to. */
export const secretContext = (
  contracts: Contracts,
  requestId: string,
  grantee: string,
  keyId: string,
): SecretContext => ({
  chainId: contracts.chainId,
  consumer: contracts.deployment.contracts.inferenceOracle,
  requestId,
  grantee,
  keyId,
})
