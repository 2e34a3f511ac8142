import type { InvestigationVerdict } from '../investigations/verdicts.ts'
import type { Hold, Lifecycle, Transfer } from '../unit.ts'

/** Where in a batch something happened. */
export interface Place {
  readonly level: number
  readonly position: number
}

/** Verdicts on logs of temperatures, in the order of `IColdChain.Verdict`. */
export const LOG_VERDICTS = ['none', 'pass', 'unknown', 'fail'] as const
export type LogVerdict = (typeof LOG_VERDICTS)[number]

/** What happened to a batch, as the contracts' events say it. Accounts are organisations unless they are named otherwise. */
export type BatchAct =
  | {
      readonly name: 'commissioned'
      readonly maker: string
      readonly root: string
      readonly depth: number
      /** YYYY-MM-DD. */
      readonly expiry: string
    }
  | { readonly name: 'released'; readonly account: string }
  | { readonly name: 'expiry-amended'; readonly previous: string; readonly current: string }
  | { readonly name: 'recalled'; readonly from: number; readonly to: number; readonly reason: string }
  | (Place & {
      readonly name: 'transfer-proposed'
      readonly proposer: string
      readonly receiver: string
      readonly transfer: Transfer
      readonly isReturn: boolean
      readonly expiresAt: number
    })
  | (Place & {
      readonly name: 'transfer-accepted'
      readonly giver: string
      readonly receiver: string
      readonly transfer: Transfer
      readonly isReturn: boolean
    })
  | (Place & { readonly name: 'transfer-ended'; readonly organisation: string; readonly transfer: Transfer })
  | (Place & { readonly name: 'disaggregated'; readonly custodian: string; readonly childLevel: number })
  | (Place & { readonly name: 'aggregated'; readonly custodian: string })
  | (Place & {
      readonly name: 'lifecycle-changed'
      readonly organisation: string
      readonly lifecycle: Lifecycle
      readonly reason: string
    })
  | (Place & {
      readonly name: 'hold-put' | 'hold-lifted'
      /** Organisation, or contract: the cold chain or the investigations. */
      readonly by: string
      readonly hold: Hold
      readonly reason: string
    })
  | {
      readonly name: 'dispensed'
      readonly dispenser: string
      readonly index: number
      readonly prescription: string
    }
  | {
      readonly name: 'dispense-undone'
      readonly dispenser: string
      readonly index: number
      /** Whether the pack can never be dispensed again. */
      readonly isQuarantined: boolean
    }
  | (Place & { readonly name: 'node-anchored'; readonly node: string })
  | (Place & {
      readonly name: 'investigation-opened'
      readonly organisation: string
      readonly reason: string
    })
  | (Place & {
      readonly name: 'investigation-determined'
      readonly organisation: string
      readonly verdict: InvestigationVerdict
      readonly reason: string
    })
  | (Place & {
      readonly name: 'illegitimate-notified'
      readonly organisation: string
      readonly notice: string
    })
  | { readonly name: 'profile-assigned'; readonly profileId: string }
  | (Place & {
      readonly name: 'log-anchored'
      readonly logId: string
      /** Account of the logger. */
      readonly logger: string
      readonly verdict: LogVerdict
      readonly eventHash: string
    })
  | { readonly name: 'log-judged'; readonly logId: string; readonly verdict: LogVerdict }

/** Where the chain says it. */
export interface Mined {
  readonly blockNumber: number
  readonly blockHash: string
  readonly transactionHash: string
  /** Place of the log in its block. */
  readonly logIndex: number
}

/** An act and where the chain says it. */
export type MinedAct = BatchAct & Mined

/** A step in the history of a batch or a pack. */
export type HistoryStep = MinedAct & {
  /** Second since 1970 of its block. */
  readonly time: number
}
