import type { StatementFile } from '../../sdk/clinical/commitOnce.ts'
import { InvalidInputError } from '../../sdk/errors/index.ts'
import type { Statement } from '../../sdk/inference/statement.ts'

/** Bytes: a note has at most 2,000 characters. */
const LARGEST = 64 * 1024

export interface NamedRequestOptions {
  readonly request?: string
  readonly requestFile?: string
  readonly keep?: string
}

export interface NamedRequest {
  readonly requestId: string
  /** Where the statement is kept. */
  readonly path: string
}

/**
 * The request that was named, by its id or by a file of `salus report request`, and where a statement about it is kept:
 * beside that file, or in the folder out.
 * @throws InvalidInputError USAGE_INVALID, INPUT_NOT_FOUND
 */
export async function namedRequest(
  { request, requestFile, keep }: NamedRequestOptions,
  kind: 'attestation' | 'outcome',
): Promise<NamedRequest> {
  const { dirname, join } = await import('node:path')
  const { parseRecordId } = await import('../input/recordId.ts')
  if ((request === undefined) === (requestFile === undefined)) {
    throw new InvalidInputError(
      'USAGE_INVALID',
      'Name the report by --request <id>, or by --request-file <file>.',
    )
  }
  const requestId = parseRecordId(request ?? (await requestIdIn(requestFile ?? '')))
  const folder = requestFile === undefined ? 'out' : dirname(requestFile)
  return { requestId, path: keep ?? join(folder, `${kind}-${requestId.slice(2, 18)}.json`) }
}

async function requestIdIn(path: string): Promise<string> {
  const value = await readJson(path, 4 * 1024 * 1024)
  const { requestId } = (value ?? {}) as { readonly requestId?: unknown }
  if (typeof requestId === 'string') return requestId
  throw new InvalidInputError(
    'USAGE_INVALID',
    `${path} names no requestId: give what salus report request wrote.`,
  )
}

/** A file that only its owner may read, there whole or not at all. */
export function statementFile(path: string): StatementFile {
  return {
    async load() {
      const { access } = await import('node:fs/promises')
      const isThere = await access(path).then(
        () => true,
        () => false,
      )
      if (!isThere) return null
      const value = (await readJson(path, LARGEST)) as Partial<Statement<unknown>> | null
      const { content, salt, commitment } = value ?? {}
      if (typeof content === 'object' && typeof salt === 'string' && typeof commitment === 'string') {
        return { content, salt, commitment }
      }
      throw new InvalidInputError(
        'USAGE_INVALID',
        `${path} is there and is no statement. Name another with --keep.`,
      )
    },
    async save(statement) {
      const { writeWhole } = await import('../output/writeWhole.ts')
      await writeWhole(path, `${JSON.stringify(statement, null, 2)}\n`)
    },
  }
}

async function readJson(path: string, maximumBytes: number): Promise<unknown> {
  const { readInputFile } = await import('../../sdk/files/node/readInputFile.ts')
  const bytes = await readInputFile(path, maximumBytes)
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    throw new InvalidInputError('USAGE_INVALID', `${path} is not JSON.`)
  }
}
