/** What a node tells whoever runs it. Nothing here is about a patient's health. */
export type NodeEvent =
  | {
      readonly kind: 'signed'
      readonly account: string
      readonly requestId: string
      readonly outputHash: string
    }
  | {
      readonly kind: 'disagreed'
      readonly account: string
      readonly requestId: string
      readonly peer: string
      readonly outputHash: string
    }
  | {
      readonly kind: 'transmitted'
      readonly account: string
      readonly requestId: string
      readonly transactionHash: string
      readonly gasUsed: bigint
      readonly signers: readonly string[]
    }
  | {
      readonly kind: 'delivered'
      readonly account: string
      readonly requestId: string
      readonly recordId: string
    }
  | {
      readonly kind: 'refused'
      readonly account: string
      readonly requestId: string
      readonly error: unknown
    }
  | { readonly kind: 'failed'; readonly account: string; readonly error: unknown }
