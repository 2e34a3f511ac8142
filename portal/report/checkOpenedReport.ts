import { type Check, check, type Evidence } from '../../sdk/audit/check.ts'
import type { Contracts } from '../../sdk/chain/contracts.ts'
import { hexToBytes } from '../../sdk/crypto/bytes.ts'
import { IntegrityError } from '../../sdk/errors/index.ts'
import { requestIdOf } from '../../sdk/inference/inferenceRequest.ts'
import { type LandedReport, readLandedReport } from '../../sdk/inference/landedReport.ts'
import { outputHashOf } from '../../sdk/inference/outputHash.ts'
import { isDoubt, type ReportStanding, readReportStanding } from '../../sdk/inference/reportStanding.ts'
import type { ReportEvidence } from './evidence.ts'
import { gatherEvidence, type KeptStatement } from './gatherEvidence.ts'
import type { OpenedReport } from './openedReport.ts'
import { standingInWords } from './standingInWords.ts'

export interface CheckedReport {
  readonly checks: readonly Check[]
  /** For the page; absent where the file is not the report that landed. */
  readonly evidence?: ReportEvidence
  readonly standing?: ReportStanding
}

/** Holds an opened report against the chain: that it is the one that landed, who signed it, how it stands now. */
export async function checkOpenedReport(
  contracts: Contracts,
  opened: OpenedReport,
  statements: readonly KeptStatement[],
): Promise<CheckedReport> {
  let landed: LandedReport | undefined
  const isLanded = await check('The file holds the report that landed', async () => {
    landed = await readLandedReport(contracts, requestIdOf(contracts, opened.request))
    return verifyHash(opened, landed)
  })
  if (!landed || !isLanded.ok) return { checks: [isLanded] }
  const found: LandedReport = landed
  const quorum = await check('It carries a quorum of signatures', async () => verifyQuorum(found))
  const standing = await readReportStanding(contracts, opened.request, found)
  let evidence: ReportEvidence | undefined
  const said = await check('What clinicians said is what they committed to', async () => {
    evidence = await gatherEvidence(contracts, opened, found, standing, statements)
    const { attestations = [], impression } = evidence
    return {
      attestations: attestations.length,
      impression: impression ? 'recorded before the answer' : 'none',
    }
  })
  const stands = await check('Nothing on the chain speaks against it since', async () =>
    verifyStanding(standing),
  )
  return { checks: [isLanded, quorum, said, stands], ...(evidence ? { evidence } : {}), standing }
}

async function verifyHash(
  { requestId: named, secret, report }: OpenedReport,
  landed: LandedReport,
): Promise<Evidence> {
  const { requestId, outputHash, transactionHash, blockNumber } = landed
  const isSameRequest = named === requestId && report.request?.requestId === requestId
  if (!isSameRequest || (await outputHashOf(hexToBytes(secret, 32), requestId, report)) !== outputHash) {
    throw new IntegrityError(
      'REPORT_MISMATCH',
      `The file does not hold the report that landed for the request ${requestId}.`,
    )
  }
  return { requestId, outputHash, transaction: transactionHash, block: blockNumber }
}

function verifyQuorum({ signers, quorum, committeeSize }: LandedReport): Evidence {
  const distinct = new Set(signers.map(({ organisation }) => organisation)).size
  if (distinct < quorum) {
    throw new IntegrityError('QUORUM_INVALID', `Only ${distinct} organisations signed; ${quorum} are needed.`)
  }
  return { signatures: `${distinct} of ${committeeSize}, ${quorum} needed` }
}

function verifyStanding({ block, flags }: ReportStanding): Evidence {
  const doubts = flags.filter(isDoubt)
  if (doubts.length > 0) {
    throw new IntegrityError('REPORT_DOUBTFUL', doubts.map(standingInWords).join(' '))
  }
  return Object.fromEntries([
    ['block', block],
    ...flags.map((flag, index) => [`note ${index + 1}`, standingInWords(flag)]),
  ])
}
