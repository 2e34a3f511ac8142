import type { Contracts } from '../../../sdk/chain/contracts.ts'
import { readInputFile } from '../../../sdk/files/node/readInputFile.ts'
import type { PreparedRequest } from '../../../sdk/inference/askForReport.ts'
import {
  LARGEST_PREPARED_REQUEST,
  parsePreparedRequest,
  preparedRequestText,
} from '../../../sdk/inference/preparedRequest.ts'
import { writeWhole } from '../../output/writeWhole.ts'

/** Keeps a request before it is sent, in a file that only its owner may read: it holds the secret. */
export const writePrepared = (path: string, chainId: number, prepared: PreparedRequest): Promise<void> =>
  writeWhole(path, preparedRequestText(chainId, prepared))

/** The request of a file. @throws InvalidInputError INPUT_NOT_FOUND, INPUT_TOO_LARGE; as `parsePreparedRequest` */
export const readPrepared = async (
  path: string,
  contracts: Contracts,
  requester: string,
): Promise<PreparedRequest> =>
  parsePreparedRequest(await readInputFile(path, LARGEST_PREPARED_REQUEST), path, contracts, requester)
