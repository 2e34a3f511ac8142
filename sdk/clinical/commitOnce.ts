import type { ContractTransactionReceipt } from 'ethers'
import { InvalidInputError, RefusedError } from '../errors/index.ts'
import type { Statement } from '../inference/statement.ts'

/** Where statements are kept by whoever made them: what is saved survives a crash. */
export interface StatementFile {
  /** The statement of an earlier try, or null. */
  load(): Promise<Statement<unknown> | null>
  save(statement: Statement<object>): Promise<void>
}

export interface Commitment<Content extends object> {
  /** What is to be said now. */
  readonly content: Content
  /** Makes a statement of it, under a new salt. */
  make(): Statement<Content>
  /** What the chain holds, or null. */
  onChain(): Promise<string | null>
  /** Whether a later statement may take the place of an earlier one. */
  readonly isReplaceable: boolean
  send(commitment: string): Promise<ContractTransactionReceipt>
  handIn(statement: Statement<object>): Promise<unknown>
}

export interface Committed {
  readonly statement: Statement<object>
  /** Null where an earlier try had landed. */
  readonly receipt: ContractTransactionReceipt | null
}

/**
 * Commits to a statement on chain and hands it in, in an order in which a crash anywhere loses nothing: content and salt
 * are saved before the transaction is sent, and the same call again goes on where the first one ended.
 * @throws RefusedError ALREADY_ATTESTED where the chain holds a commitment to something else;
 * InvalidInputError USAGE_INVALID where an earlier try, which may still land, said something else
 */
export async function commitOnce<Content extends object>(
  file: StatementFile,
  { content, make, onChain, isReplaceable, send, handIn }: Commitment<Content>,
): Promise<Committed> {
  const [earlier, committed] = await Promise.all([file.load(), onChain()])
  const isSame =
    earlier !== null && JSON.stringify(sorted(earlier.content)) === JSON.stringify(sorted(content))
  if (committed !== null && !isReplaceable && !(isSame && earlier.commitment === committed)) {
    throw new RefusedError(
      'ALREADY_ATTESTED',
      'You have attested to this report already, in other words than these or with another file. What is on chain stays.',
    )
  }
  if (earlier !== null && !isSame && !isReplaceable) {
    throw new InvalidInputError(
      'USAGE_INVALID',
      'An earlier try said something else and may still land. Say the same again, or name another file for it.',
    )
  }
  const statement = isSame ? (earlier as Statement<object>) : make()
  if (!isSame) await file.save(statement)
  const receipt = committed === statement.commitment ? null : await send(statement.commitment)
  await handIn(statement)
  return { statement, receipt }
}

/** The members in one order, whatever the order in the file. */
const sorted = (value: unknown): unknown =>
  typeof value === 'object' && value !== null
    ? Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1))
    : value
