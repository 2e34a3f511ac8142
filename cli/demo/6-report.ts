import { mkdir, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { gatherEvidence } from '../../portal/report/gatherEvidence.ts'
import { renderReportPage } from '../../portal/report/page.ts'
import { stateAttestation } from '../../sdk/inference/attestation.ts'
import { attestReport } from '../../sdk/inference/attestReport.ts'
import type { ClinicalReport } from '../../sdk/inference/clinicalReport.ts'
import { openReport } from '../../sdk/inference/openReport.ts'
import { readReportStanding } from '../../sdk/inference/reportStanding.ts'
import { contentReader } from '../../sdk/storage/contentReader.ts'
import { httpBlockstore } from '../../sdk/storage/httpBlockstore.ts'
import { type Timeline, transaction } from '../output/timeline.ts'
import type { Hospital } from './2-patient.ts'
import { askForRecord, type Clinician } from './4-consent.ts'
import type { Inference } from './5-inference.ts'
import { expect } from './expect.ts'

/** The clinician reads the report, and says on chain what they make of it. */
export async function readReport(
  timeline: Timeline,
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
    const value = stateAttestation({
      requestId: landed.requestId,
      outputHash: landed.outputHash,
      clinician: wallet.address,
      verdict: 'agreed',
      patientCheckedBy: ['name', 'birth-date'],
    })
    const receipt = await attestReport(contracts, request, value.commitment)
    return {
      value,
      detail: 'a salted commitment: the chain learns neither the verdict nor the reason',
      transactions: [transaction('attest', receipt)],
    }
  })
  await timeline.step('Write the page with plots', async () => {
    const standing = await readReportStanding(contracts, request, landed)
    expect(standing.flags.length === 0, 'nothing on the chain speaks against the report')
    const evidence = await gatherEvidence(contracts, inference, landed, standing, [attestation])
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, renderReportPage(report, evidence))
    return { value: undefined, detail: path }
  })
}

function summary({ outcome, features, fhir }: ClinicalReport): string {
  const lines: string[] = []
  if (outcome.status === 'answered' && outcome.kind === 'risk') {
    const [low, high] = outcome.interval
    lines.push(`${outcome.condition}: ${percent(outcome.probability)} (${percent(low)} to ${percent(high)})`)
    const [from, to] = outcome.abstention.uncertainBetween ?? [0.5, 0.5]
    lines.push(`it abstains between ${percent(from)} and ${percent(to)}, and where a feature is missing`)
    const drivers = [...features]
      .sort((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution))
      .slice(0, 3)
    lines.push(
      `driven most by ${drivers.map(({ label, contribution }) => `${label} (${signed(contribution)})`).join(', ')}`,
    )
  } else if (outcome.status === 'abstained') {
    lines.push(`${outcome.condition}: no answer. ${outcome.reasons.map(({ text }) => text).join(' ')}`)
  }
  const types = new Set(fhir.entry.map(({ resource }) => resource?.resourceType))
  lines.push(`FHIR R4 Bundle: ${[...types].join(', ')}`)
  return lines.join('\n')
}

const percent = (share: number) => `${(share * 100).toFixed(1)} %`
const signed = (contribution: number) =>
  `${contribution >= 0 ? '+' : '−'}${Math.abs(contribution).toFixed(2)}`
