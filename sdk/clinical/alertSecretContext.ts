import type { Contracts } from '../chain/contracts.ts'
import type { SecretContext } from '../crypto/envelope.ts'
import { secretContext } from '../inference/secretContext.ts'

/**
 * What the envelope of a standing request's secret is bound to: the contract that alerts, and the alert, or for the
 * custodian's own copy the standing request itself.
 */
export const alertSecretContext = (
  contracts: Contracts,
  id: string,
  grantee: string,
  keyId: string,
): SecretContext => ({
  ...secretContext(contracts, id, grantee, keyId),
  consumer: contracts.deployment.contracts.monitoring,
})
