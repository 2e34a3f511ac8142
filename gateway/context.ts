import type { Wallet } from 'ethers'
import type { Contracts } from '../sdk/chain/contracts.ts'
import type { EncryptionIdentity } from '../sdk/crypto/encryptionIdentity.ts'
import type { EmbeddedContentStore } from '../sdk/storage/embeddedContentStore.ts'
import type { Mutex } from './mutex.ts'
import type { GatewayStore } from './store/gatewayStore.ts'

/** Everything that the actions of a gateway work with; its composition root makes it once. */
export interface GatewayContext {
  /** Connected to the custodian's account. */
  readonly contracts: Contracts
  /** The custodian's account: anchors, signs locators and receipts, pays for relays. */
  readonly signer: Wallet
  /** The custodian's own encryption key. */
  readonly identity: EncryptionIdentity
  readonly custodianOrg: string
  readonly content: EmbeddedContentStore
  readonly store: GatewayStore
  /** Blocks behind the latest at which consent must have held too (k). 0 on a local chain. */
  readonly confirmations: number
  /** One transaction of the custodian's account at a time. */
  readonly transactions: Mutex
  /** One change of keys at a time. */
  readonly keys: Mutex
}
