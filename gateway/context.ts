import type { Wallet } from 'ethers'
import type { Contracts } from '../sdk/chain/contracts.ts'
import type { TypedDataSigner } from '../sdk/chain/typedData.ts'
import type { EncryptionIdentity } from '../sdk/crypto/encryptionIdentity.ts'
import type { EmbeddedContentStore } from '../sdk/storage/embeddedContentStore.ts'
import type { Epcis } from './epcis/epcis.ts'
import type { IndexStore } from './index/indexStore.ts'
import type { KeyedMutex, Mutex } from './mutex.ts'
import type { DeedLog } from './planning/deedLog.ts'
import type { PlanningStore } from './planning/planningStore.ts'
import type { BatchStore } from './provenance/batchStore.ts'
import type { OwnKeys } from './records/ownKeys.ts'
import type { PublishedKeys } from './records/publishedKeys.ts'
import type { RefusalBudget } from './records/refusalBudget.ts'
import type { GatewayStore } from './store/gatewayStore.ts'

/** Everything that the actions of a gateway work with; its composition root makes it once. */
export interface GatewayContext {
  /** Connected to the custodian's account. */
  readonly contracts: Contracts
  /** The custodian's account: anchors, and pays for relays. */
  readonly signer: Wallet
  /** The same account: signs locators and receipts. */
  readonly receiptSigner: TypedDataSigner
  /** The custodian's own encryption key. */
  readonly identity: EncryptionIdentity
  readonly custodianOrg: string
  readonly content: EmbeddedContentStore
  readonly store: GatewayStore
  /** The deployment's events, as far as they were followed. */
  readonly index: IndexStore
  /** Batches of medicines that the organisation made. */
  readonly batches: BatchStore
  /** Policies of replenishment, and orders. */
  readonly planning: PlanningStore
  /** What the gateway did with orders by itself, or waits for. */
  readonly deeds: DeedLog
  /** Captured events of the supply chain. */
  readonly epcis: Epcis
  /** The custodian's own copies of data keys. */
  readonly ownKeys: OwnKeys
  /** The encryption keys of those who ask. */
  readonly publishedKeys: PublishedKeys
  /** Blocks behind the latest at which consent must have held too (k). 0 on a local chain. */
  readonly confirmations: number
  readonly relayLimits: RelayLimits
  readonly isRefusalLogged: RefusalBudget
  /** One transaction of the custodian's account at a time. */
  readonly transactions: Mutex
  /** One relay at a time. */
  readonly relays: Mutex
  /** One batch book at a time. */
  readonly publications: Mutex
  /** One change of a record's keys at a time. */
  readonly keys: KeyedMutex
}

/** How many acts of patients this gateway pays for. */
export interface RelayLimits {
  readonly perPatientAndDay: number
  readonly perHour: number
}
