import { mkdir, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { renderReportPage } from '../../portal/report/page.ts'
import { attestReport } from '../../sdk/inference/attestReport.ts'
import { openReport } from '../../sdk/inference/openReport.ts'
import type { RiskReport } from '../../sdk/inference/riskReport.ts'
import { contentReader } from '../../sdk/storage/contentReader.ts'
import { httpBlockstore } from '../../sdk/storage/httpBlockstore.ts'
import { type Timeline, transaction } from '../output/timeline.ts'
import type { Law } from './1-law.ts'
import type { Hospital } from './2-patient.ts'
import { askForRecord, type Clinician } from './4-consent.ts'
import type { Inference } from './5-inference.ts'

/** The clinician reads the report, and says on chain what they make of it. */
export async function readReport(
  timeline: Timeline,
  { deployment }: Law,
  { hospital, clinician }: { hospital: Hospital; clinician: Clinician },
  inference: Inference,
  path: string,
): Promise<void> {
  timeline.chapter('The report', 'What the clinician reads hashes to what the quorum signed.')
  const { contracts, wallet, identity } = clinician
  const { request, secret, landed, reportRecordId } = inference

  const report = await timeline.step('The clinician opens the report', async () => {
    const { record } = await askForRecord(clinician, hospital, reportRecordId)
    const content = contentReader(httpBlockstore(hospital.url))
    const reader = { contracts, content, grantee: wallet.address, identity }
    const value = await openReport(reader, secret, landed, reportRecordId, record)
    return { value, detail: summary(value) }
  })
  const attestation = await timeline.step('The clinician attests to it on chain', async () => {
    const receipt = await attestReport(contracts, request, 'agreed')
    return { value: receipt, transactions: [transaction('attest', receipt)] }
  })
  await timeline.step('Write the page with plots', async () => {
    const page = renderReportPage(report, {
      chainId: deployment.chainId,
      ...landed,
      attestation: { clinician: wallet.address, verdict: 'agreed', transactionHash: attestation.hash },
    })
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, page)
    return { value: undefined, detail: path }
  })
}

function summary({ outcome, features, fhir }: RiskReport): string {
  const lines: string[] = []
  if (outcome.status === 'answered') {
    const [low, high] = outcome.interval
    lines.push(`${outcome.condition}: ${percent(outcome.probability)} (${percent(low)} to ${percent(high)})`)
    const [from, to] = outcome.abstention.uncertainBetween
    lines.push(`it abstains between ${percent(from)} and ${percent(to)}, and where a feature is missing`)
    const drivers = [...features]
      .sort((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution))
      .slice(0, 3)
    lines.push(
      `driven most by ${drivers.map(({ label, contribution }) => `${label} (${signed(contribution)})`).join(', ')}`,
    )
  } else {
    lines.push(`${outcome.condition}: no answer. ${outcome.reasons.map(({ text }) => text).join(' ')}`)
  }
  lines.push(`FHIR ${fhir.diagnosticReport.resourceType} and ${fhir.riskAssessment.resourceType}`)
  return lines.join('\n')
}

const percent = (share: number) => `${(share * 100).toFixed(1)} %`
const signed = (contribution: number) =>
  `${contribution >= 0 ? '+' : '−'}${Math.abs(contribution).toFixed(2)}`
