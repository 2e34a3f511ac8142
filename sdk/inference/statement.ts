import type { z } from 'zod'
import { bytesToHex, hexToBytes } from '../crypto/bytes.ts'
import { contentCommitment, createCommitmentSalt } from '../crypto/commitment.ts'
import { IntegrityError, InvalidInputError } from '../errors/index.ts'

/**
 * What someone said, with what shows that they said it when the chain took the commitment. Who has the content and
 * the salt can show it to whom they choose; who has only the commitment learns nothing.
 */
export interface Statement<Content> {
  readonly content: Content
  /** 32 bytes, 0x-prefixed. */
  readonly salt: string
  /** 32 bytes, 0x-prefixed. */
  readonly commitment: string
}

/**
 * One kind of statement.
 * @param domain what the commitments are bound to
 */
export function statementKind<Content>(domain: string, schema: z.ZodType<Content>) {
  const parse = (value: unknown): Content => {
    const result = schema.safeParse(value)
    if (result.success) return result.data
    const issue = result.error.issues[0]
    throw new InvalidInputError(
      'MESSAGE_INVALID',
      `The statement is not valid at '${issue?.path.join('.')}': ${issue?.message}.`,
    )
  }
  return {
    /** Makes a statement. @throws InvalidInputError MESSAGE_INVALID */
    make(content: Content, salt = createCommitmentSalt()): Statement<Content> {
      const checked = parse(content)
      return {
        content: checked,
        salt: bytesToHex(salt),
        commitment: contentCommitment(domain, salt, checked),
      }
    },

    /**
     * The content of a statement from anywhere, once it is found to be what the commitment is to.
     * @throws InvalidInputError MESSAGE_INVALID, BYTES_INVALID; IntegrityError COMMITMENT_MISMATCH
     */
    open(statement: { readonly content: unknown; readonly salt: string }, commitment: string): Content {
      const content = parse(statement.content)
      if (contentCommitment(domain, hexToBytes(statement.salt, 32), content) === commitment) return content
      throw new IntegrityError(
        'COMMITMENT_MISMATCH',
        `The statement is not the one that the chain holds the commitment ${commitment} to.`,
      )
    },
  }
}

/** Refuses a statement that is true to its commitment, and about something or by someone else. */
export function requireAbout<Content extends object>(content: Content, expected: Partial<Content>): Content {
  for (const [name, value] of Object.entries(expected)) {
    if ((content as Record<string, unknown>)[name] === value) continue
    throw new IntegrityError('COMMITMENT_MISMATCH', `The statement is about another ${name}.`)
  }
  return content
}
