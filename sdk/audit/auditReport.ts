import type { Contracts } from '../chain/contracts.ts'
import { read } from '../chain/send.ts'
import { decide } from '../consent/decide.ts'
import { DECISION_SENTENCES } from '../consent/decision.ts'
import { IntegrityError, RefusedError } from '../errors/index.ts'
import { type InferenceRequest, requestIdOf } from '../inference/inferenceRequest.ts'
import { type LandedReport, readLandedReport } from '../inference/landedReport.ts'
import { recordIdOf } from '../records/recordRef.ts'
import { type Check, check, type Evidence } from './check.ts'

const APPROVED = 1n

/** Checks the request over a record: the consents behind it when it was made and answered, its signatures, its model. */
export async function auditReport(
  contracts: Contracts,
  recordId: string,
  request: InferenceRequest,
): Promise<Check[]> {
  const requestId = requestIdOf(contracts, request)
  const checks = [
    await check('Request is on chain and names this record', () =>
      verifyRequest(contracts, recordId, requestId, request),
    ),
  ]
  const requested = checks[0]?.evidence.block
  if (typeof requested !== 'number') return checks
  checks.push(
    await check('Consent was live at the request', () => verifyConsent(contracts, request, requested)),
  )

  let landed: LandedReport | undefined
  checks.push(
    await check('Report carries a quorum of signatures', async () => {
      landed = await readLandedReport(contracts, requestId)
      return verifyQuorum(landed)
    }),
  )
  if (!landed) return checks
  const { blockNumber } = landed
  checks.push(
    await check('Consent was live when the report landed', () =>
      verifyConsent(contracts, request, blockNumber),
    ),
    await check('Model version was approved when the report landed', () =>
      verifyModel(contracts, request, blockNumber),
    ),
  )
  return checks
}

async function verifyRequest(
  contracts: Contracts,
  recordId: string,
  requestId: string,
  request: InferenceRequest,
): Promise<Evidence> {
  const { inferenceOracle, deployment } = contracts
  if (!request.records.some((ref) => recordIdOf(contracts, ref) === recordId)) {
    throw new IntegrityError(
      'RECORD_MISMATCH',
      `The request ${requestId} does not name the record ${recordId}.`,
    )
  }
  const [event] = await read(
    inferenceOracle.queryFilter(inferenceOracle.filters.InferenceRequested(requestId), deployment.block),
  )
  if (!event) throw new RefusedError('REQUEST_NOT_OPEN', `The request ${requestId} is not on chain.`)
  return { requestId, transaction: event.transactionHash, block: event.blockNumber }
}

async function verifyConsent(
  contracts: Contracts,
  { requester, purpose, records }: InferenceRequest,
  block: number,
): Promise<Evidence> {
  const committee = contracts.deployment.contracts.oracleCommittee
  for (const grantee of [requester, committee]) {
    for (const { patient, category } of records) {
      const decision = await decide(contracts, { patient, grantee, category, purpose }, block)
      if (decision === 'permitted') continue
      throw new RefusedError(
        'CONSENT_MISSING',
        `At block ${block}, ${grantee} ${DECISION_SENTENCES[decision]}.`,
      )
    }
  }
  return { block, requester, committee, purpose }
}

function verifyQuorum(landed: LandedReport): Evidence {
  const { signers, quorum, committeeSize, transactionHash, blockNumber, outputHash } = landed
  const distinct = new Set(signers.map(({ organisation }) => organisation)).size
  if (distinct < quorum) {
    throw new IntegrityError('QUORUM_INVALID', `Only ${distinct} organisations signed; ${quorum} are needed.`)
  }
  return {
    signatures: `${distinct} of ${committeeSize}, ${quorum} needed`,
    signers: signers.map(({ address }) => address).join(' '),
    outputHash,
    transaction: transactionHash,
    block: blockNumber,
  }
}

async function verifyModel(
  { modelRegistry }: Contracts,
  { modelVersion }: InferenceRequest,
  block: number,
): Promise<Evidence> {
  const { status } = await read(modelRegistry.stateOf(modelVersion, { blockTag: block }))
  if (status === APPROVED) return { modelVersion, block }
  throw new RefusedError(
    'MODEL_NOT_APPROVED',
    `The model version ${modelVersion} was not approved at block ${block}.`,
  )
}
