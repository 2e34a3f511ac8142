import { z } from 'zod'
import { hashSchema } from '../../../sdk/chain/schemas.ts'
import { InvalidInputError } from '../../../sdk/errors/index.ts'
import { readInputFile } from '../../../sdk/files/node/readInputFile.ts'
import { parseStandingRequest, type StandingRequest } from '../../../sdk/monitoring/standingRequest.ts'
import { writeWhole } from '../../output/writeWhole.ts'

const LARGEST = 16 * 1024

const secretSchema = z.object({ standingId: hashSchema, secret: hashSchema })

/** The secret stays with the requester: its file lies beside that of the proposal, which goes to the patient. */
export const secretPathOf = (path: string): string => `${path}.secret`

export async function writeStanding(
  path: string,
  standing: StandingRequest,
  standingId: string,
  secret: string,
): Promise<void> {
  await writeWhole(secretPathOf(path), `${JSON.stringify({ standingId, secret }, null, 2)}\n`)
  await writeWhole(path, `${JSON.stringify(standing, null, 2)}\n`)
}

/** @throws InvalidInputError INPUT_NOT_FOUND, USAGE_INVALID, MESSAGE_INVALID */
export const readStanding = async (path: string): Promise<StandingRequest> =>
  parseStandingRequest(await readJson(path))

/** The secret of this very standing request. @throws likewise */
export async function readSecret(path: string, standingId: string): Promise<string> {
  const place = secretPathOf(path)
  const result = secretSchema.safeParse(await readJson(place))
  if (result.success && result.data.standingId === standingId) return result.data.secret
  throw new InvalidInputError('USAGE_INVALID', `${place} does not hold the secret of this standing request.`)
}

async function readJson(path: string): Promise<unknown> {
  const bytes = await readInputFile(path, LARGEST)
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    throw new InvalidInputError('USAGE_INVALID', `${path} is not JSON.`)
  }
}
