/** A transaction as commands print it. */
export interface PrintedTransaction {
  readonly transactionHash: string
  readonly gasUsed: number
}

export const printed = ({ hash, gasUsed }: { hash: string; gasUsed: bigint }): PrintedTransaction => ({
  transactionHash: hash,
  gasUsed: Number(gasUsed),
})

export const transactionPairs = ({
  transactionHash,
  gasUsed,
}: PrintedTransaction): [name: string, value: string][] => [
  ['transaction', transactionHash],
  ['gas', gasUsed.toLocaleString('en')],
]
