import type { Contracts } from '../chain/contracts.ts'
import { checkAgainstChain } from './checkAgainstChain.ts'
import type { ScannedPack } from './packIdentity.ts'
import { isProven } from './packProof.ts'
import { check, type VerificationCheck } from './verificationCheck.ts'
import {
  isMismatch,
  type VerificationAnswer,
  type VerificationEvidence,
  verificationAnswerSchema,
} from './verificationMessage.ts'

export {
  VERIFICATION_CHECKS,
  type VerificationCheck,
  type VerificationCheckName,
} from './verificationCheck.ts'

export interface CheckOptions {
  /** As it was sent with the request. */
  readonly corrUUID?: string
  /** Organisations that may make the product, where the caller knows them: any accredited maker can name any GTIN. */
  readonly makers?: readonly string[]
  /**
   * Seconds between the time of an answer without evidence and the caller's own. Default 600. Evidence needs no such limit:
   * `present` finds whether it still holds.
   */
  readonly maximumAge?: number
  /** The caller's time. */
  readonly now?: Date
}

/**
 * Checks an answer of a verifier whom nobody need trust, against the chain alone. Where all checks are ok and `verified` is
 * true, the pack is one that the batch's maker commissioned, and nothing speaks against it now. That what was scanned matches no
 * pack, or that no reason is given, is the verifier's word: nobody can prove that a pack does not exist. Whether the maker of the
 * batch may make this product is not on the chain: `batch` names the maker, and fails where `makers` does not have it.
 *
 * @throws UnavailableError where the chain does not answer
 */
export async function checkVerification(
  contracts: Contracts,
  request: ScannedPack,
  answer: VerificationAnswer,
  options: CheckOptions = {},
): Promise<VerificationCheck[]> {
  const parsed = verificationAnswerSchema.safeParse(answer)
  if (!parsed.success) return [{ name: 'answer', ok: false, detail: 'malformed' }]
  const { evidence, data, corrUUID } = parsed.data
  const form = checkCorrelation(corrUUID, options)
  if (!form.ok) return [form]
  if (!evidence) return [form, checkWord(parsed.data, options)]
  const checks = [
    form,
    checkDeployment(contracts, evidence),
    checkIdentity(request, evidence),
    checkPack(evidence),
  ]
  // Against another chain or contract nothing else means anything.
  if (!checks[1]?.ok) return checks
  return [...checks, ...(await checkAgainstChain(contracts, request, { evidence, data }, options.makers))]
}

/** Whether all checks are ok. */
export const isBorneOut = (checks: readonly VerificationCheck[]): boolean => checks.every(({ ok }) => ok)

function checkCorrelation(given: string | undefined, { corrUUID }: CheckOptions): VerificationCheck {
  const isOurs = corrUUID === undefined || given?.toLowerCase() === corrUUID.toLowerCase()
  return check('answer')(isOurs, 'well formed', 'to another request')
}

/** Only that there is no such pack, or that no reason is given, needs no evidence. It counts for the moment alone. */
function checkWord(
  { data, verificationTimestamp }: VerificationAnswer,
  { maximumAge = 600, now = new Date() }: CheckOptions,
): VerificationCheck {
  const { verified, additionalInfo, verificationFailureReason: reason } = data
  const isWord = isMismatch(data) || reason === 'No_reason_provided'
  const isSound = isWord && !verified && additionalInfo === undefined
  const age = Math.abs(now.getTime() - Date.parse(verificationTimestamp)) / 1000
  return check('evidence')(
    isSound && age <= maximumAge,
    reason === 'No_match_GTIN_Serial'
      ? 'none: the verifier knows no such pack'
      : "none: it is the verifier's word alone",
    isSound
      ? 'none, and the answer is of another time than now: ask again'
      : 'none, though the pack is said to be known',
  )
}

function checkDeployment(
  { chainId, deployment }: Contracts,
  evidence: VerificationEvidence,
): VerificationCheck {
  const isHere =
    BigInt(evidence.chainId) === chainId && evidence.contract === deployment.contracts.drugProvenance
  return check('deployment')(isHere, `chain ${chainId}`, 'of another chain or contract')
}

function checkIdentity(request: ScannedPack, { identity }: VerificationEvidence): VerificationCheck {
  const isAsked = identity.gtin === request.gtin && identity.serial === request.serial
  return check('identity')(isAsked, 'of the pack that was asked for', 'of another pack')
}

function checkPack(evidence: VerificationEvidence): VerificationCheck {
  const good = `the proof leads from pack ${evidence.index} to the root`
  return check('pack')(isProven(evidence), good, 'the proof does not lead from this pack to the root')
}
