import { Wallet } from 'ethers'
import type { NodeEvent } from '../../oracle/network/events.ts'
import { type RunningNode, startNode } from '../../oracle/network/node.ts'
import { type Assessor, modelAssessor } from '../../oracle/requests/assessRequest.ts'
import { type PatientIdentifiers, patientIdentifiersOf } from '../../sdk/clinical/patientIdentifiers.ts'
import { parseBundle } from '../../sdk/fhir/parseBundle.ts'
import type { StoredRecord } from '../../sdk/gateway/protocol.ts'
import { askForReport } from '../../sdk/inference/askForReport.ts'
import type { Impression } from '../../sdk/inference/impression.ts'
import type { InferenceRequest } from '../../sdk/inference/inferenceRequest.ts'
import { type LandedReport, readLandedReport } from '../../sdk/inference/landedReport.ts'
import type { Statement } from '../../sdk/inference/statement.ts'
import { openRecord } from '../../sdk/records/openRecord.ts'
import type { ReleasedRecord } from '../../sdk/records/releasedRecord.ts'
import { contentReader } from '../../sdk/storage/contentReader.ts'
import { httpBlockstore } from '../../sdk/storage/httpBlockstore.ts'
import { type Timeline, transaction } from '../output/timeline.ts'
import type { Law } from './1-law.ts'
import type { Hospital } from './2-patient.ts'
import { askForRecord, type Clinician } from './4-consent.ts'
import { expect, waitFor } from './expect.ts'
import { mined, type World } from './world.ts'

/** Index of the node that is made faulty, the last. */
const FAULTY = 3

export interface Inference {
  readonly request: InferenceRequest
  readonly requestId: string
  readonly secret: Uint8Array
  readonly landed: LandedReport
  /** Record in which the report is kept. */
  readonly reportRecordId: string
  /** The clinician's copy of the record that was asked about. */
  readonly released: ReleasedRecord
  /** Who that record says it is about. */
  readonly patient: PatientIdentifiers
  /** What the clinician thought before the answer. */
  readonly impression: Statement<Impression> | null
  /** Stops the four nodes. */
  stopNodes(): Promise<void>
}

/** Four nodes answer one request, one of them falsely. */
export async function inferRisk(
  timeline: Timeline,
  world: World,
  law: Law,
  { hospital, clinician }: { hospital: Hospital; clinician: Clinician },
  record: StoredRecord,
): Promise<Inference> {
  timeline.chapter(
    'Inference',
    'A report lands only with three matching signatures; one faulty node changes nothing.',
  )
  const { contracts } = clinician

  const { released, patient } = await timeline.step(
    'The clinician gets the key and opens the record',
    async () => {
      const { record: value } = await askForRecord(clinician, hospital, record.recordId)
      const content = contentReader(httpBlockstore(hospital.url))
      const reader = { contracts, content, grantee: clinician.wallet.address, identity: clinician.identity }
      const plaintext = await openRecord(reader, record.recordId, value)
      const named = patientIdentifiersOf(parseBundle(plaintext))
      expect(named !== null, 'the record names its patient by two identifiers')
      return {
        value: { released: value, patient: named },
        detail: `${plaintext.length} bytes, checked against manifest, commitment and anchor`,
      }
    },
  )

  const events: NodeEvent[] = []
  const nodes = await timeline.step('Four oracle nodes start, one of them made faulty', async () => ({
    value: await startNodes(world, law, hospital.url, events),
    detail: 'oracle 4 will report half of the true probability',
  }))

  const { request, requestId, secret, impression } = await timeline.step(
    'The clinician asks for a cardiac risk report',
    async () => {
      const value = await askForReport(contracts, hospital.gateway, {
        requester: clinician.wallet.address,
        modelVersion: law.heart.version,
        purpose: 'TREAT',
        records: [released.ref],
        impression: { likelihood: 'likely' },
      })
      return {
        value,
        transactions: [transaction('request', value.receipt)],
        digests: { requestId: value.requestId },
      }
    },
  )

  const landed = await timeline.step('Nodes decrypt, infer, explain, sign; one transmits', async () => {
    const sent = await waitFor('the report', () => events.find(({ kind }) => kind === 'transmitted'))
    expect(sent.kind === 'transmitted', 'a node transmitted the report')
    const value = await readLandedReport(contracts, requestId)
    const honest = new Set(nodes.slice(0, FAULTY).map(({ account }) => account))
    expect(value.signers.length === 3, 'the report carries three signatures')
    expect(
      value.signers.every(({ address }) => honest.has(address)),
      'all three are of honest nodes',
    )
    return {
      value,
      detail: `signed by 3 of ${value.committeeSize} organisations`,
      transactions: [await mined(world, 'report', value.transactionHash)],
      digests: { outputHash: value.outputHash },
    }
  })

  await timeline.step("The faulty node's answer is seen and discarded", async () => {
    const faulty = nodes[FAULTY]?.account
    const seen = await waitFor('the faulty answer to be seen', () =>
      events.find((event) => event.kind === 'disagreed' && event.peer === faulty),
    )
    expect(seen.kind === 'disagreed' && seen.outputHash !== landed.outputHash, 'its answer differs')
    return {
      value: undefined,
      detail: `${faulty} signed another output hash`,
      digests: { faultyOutputHash: seen.outputHash },
    }
  })
  const reportRecordId = await timeline.step('The report is kept as a record of the patient', async () => {
    const delivered = await waitFor('the report to be kept', () =>
      events.find(({ kind }) => kind === 'delivered'),
    )
    expect(delivered.kind === 'delivered', 'a node handed in the report')
    return { value: delivered.recordId, digests: { recordId: delivered.recordId } }
  })
  const stopNodes = async () => {
    await Promise.all(nodes.map((node) => node.close()))
  }
  return { request, requestId, secret, landed, reportRecordId, released, patient, impression, stopNodes }
}

async function startNodes(
  world: World,
  { deployment, heart }: Law,
  gatewayUrl: string,
  events: NodeEvent[],
): Promise<RunningNode[]> {
  const honest = modelAssessor(heart)
  const nodes: RunningNode[] = []
  for (const [index, actor] of world.actors.oracles.entries()) {
    const node = await startNode({
      deployment,
      signer: new Wallet(actor.privateKey, world.provider),
      seed: actor.seed,
      gatewayUrl,
      // Nodes hear of the faulty one first, and of one another once its answer was seen: nothing lands before.
      peers: () => {
        const others = nodes.filter(({ account }) => account !== actor.address)
        const faulty = nodes[FAULTY]?.account
        const isSeen = events.some((event) => event.kind === 'disagreed' && event.peer === faulty)
        return others.filter(({ account }) => isSeen || account === faulty).map(({ url }) => url)
      },
      assessors: new Map([[heart.version, index === FAULTY ? halved(honest) : honest]]),
      host: '127.0.0.1',
      port: 0,
      interval: 100,
      turn: 500,
      onEvent: (event) => events.push(event),
    })
    nodes.push(node)
    world.closers.push(() => node.close())
  }
  return nodes
}

/** A fault as a broken or dishonest node would have it: everything is right but the probability. */
const halved =
  (assessor: Assessor): Assessor =>
  (contracts, opened) => {
    const report = assessor(contracts, opened)
    const { outcome } = report
    if (outcome.status !== 'answered' || outcome.kind !== 'risk') return report
    return { ...report, outcome: { ...outcome, probability: outcome.probability / 2 } }
  }
