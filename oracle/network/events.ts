interface AboutRequest {
  readonly account: string
  readonly requestId: string
}

/** What a node tells whoever runs it. Nothing here is about a patient's health. */
export type NodeEvent =
  | (AboutRequest & { readonly kind: 'signed'; readonly outputHash: string })
  /** Signed again, the same output, because the committee's configuration changed while the request was open. */
  | (AboutRequest & { readonly kind: 'resigned'; readonly outputHash: string })
  | (AboutRequest & { readonly kind: 'disagreed'; readonly peer: string; readonly outputHash: string })
  | (AboutRequest & {
      readonly kind: 'transmitted'
      readonly transactionHash: string
      readonly gasUsed: bigint
    })
  /** Sent again as it had landed, after a reorganisation took it back. */
  | (AboutRequest & { readonly kind: 'resubmitted'; readonly transactionHash: string })
  | (AboutRequest & { readonly kind: 'delivered'; readonly recordId: string })
  /** What landed is what this node had signed, or it is not. */
  | (AboutRequest & { readonly kind: 'agreed' | 'differed'; readonly outputHash: string })
  /** Computed again for a report that had landed and that nobody had delivered. */
  | (AboutRequest & { readonly kind: 'recovered'; readonly outputHash: string })
  | (AboutRequest & { readonly kind: 'refused'; readonly error: unknown })
  /** Blocks that the node had seen are no longer part of the chain. */
  | { readonly kind: 'reorganised'; readonly account: string; readonly depth: number }
  | { readonly kind: 'failed'; readonly account: string; readonly error: unknown }
