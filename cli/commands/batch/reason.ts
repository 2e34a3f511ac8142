import { type Command, Option } from 'commander'
import { InvalidInputError } from '../../../sdk/errors/index.ts'

export interface ReasonOptions {
  readonly reason?: string
  readonly reasonFile?: string
  readonly keep?: string
}

/** What the chain gets, and where the words went. */
export interface KeptReason {
  readonly commitment: string
  /** null where no reason was given. */
  readonly kept: string | null
}

/** Bytes. */
const LARGEST = 8_000

export const withReason = (command: Command): Command =>
  command
    .option('--reason <text>', 'why, in your own words; stays in the history of your shell')
    .addOption(new Option('--reason-file <file>', 'the same from a file in UTF-8').conflicts('reason'))
    .option('--keep <file>', 'where the words and their salt are kept (default: out/reason-….json)')

/**
 * Commits to the reason under a new salt, and keeps both before anything is sent: without the salt nobody could show later
 * what was meant.
 * @throws InvalidInputError INPUT_NOT_FOUND, INPUT_TOO_LARGE, USAGE_INVALID where one is needed and none was given
 */
export async function keepReason(options: ReasonOptions, isNeeded = true): Promise<KeptReason> {
  const { NO_REASON, reasonCommitment } = await import('../../../sdk/provenance/reason.ts')
  const text = await textOf(options)
  if (!text && isNeeded) {
    throw new InvalidInputError('USAGE_INVALID', 'Say why: --reason <text>, or --reason-file <file>.')
  }
  if (!text) return { commitment: NO_REASON, kept: null }
  const { bytesToHex, randomBytes } = await import('../../../sdk/crypto/bytes.ts')
  const { writeNew } = await import('../../output/writeNew.ts')
  const salt = bytesToHex(randomBytes(32))
  const commitment = reasonCommitment(text, salt)
  const kept = options.keep ?? `out/reason-${commitment.slice(2, 18)}.json`
  const content = { format: 'salus-reason/1', text, salt, commitment }
  await writeNew(kept, `${JSON.stringify(content, null, 2)}\n`)
  return { commitment, kept }
}

async function textOf({ reason, reasonFile }: ReasonOptions): Promise<string | undefined> {
  if (reasonFile === undefined) return reason
  const { readText } = await import('../noteText.ts')
  return readText(reasonFile, LARGEST)
}

export const reasonPairs = ({ kept }: KeptReason): [name: string, value: string][] =>
  kept === null ? [] : [['reason kept in', kept]]
