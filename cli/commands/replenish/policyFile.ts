import { readInputFile } from '../../../sdk/files/node/readInputFile.ts'
import { MAXIMUM_POLICY_BYTES, type PolicyFile, parsePolicyFile } from '../../../sdk/planning/policy.ts'

/** A site's policy from its file. @throws InvalidInputError INPUT_NOT_FOUND, INPUT_TOO_LARGE, PLAN_INVALID */
export const readPolicyFile = async (path: string): Promise<PolicyFile> =>
  parsePolicyFile(await readInputFile(path, MAXIMUM_POLICY_BYTES))
