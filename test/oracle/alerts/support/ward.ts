import { loadShippedModel } from '../../../../oracle/models/shippedModels.ts'
import type { Vitals } from '../../../../oracle/models/vitals/chart.ts'
import { vitalsBundle } from '../../../../oracle/models/vitals/vitalsBundle.ts'
import type { NodeEvent } from '../../../../oracle/network/events.ts'
import type { NodeOptions } from '../../../../oracle/network/nodeOptions.ts'
import { type Assessor, modelAssessor } from '../../../../oracle/requests/assessRequest.ts'
import { loadRuntime } from '../../../../oracle/runtime/tensorflow.ts'
import { chainTime, deadlineIn } from '../../../../sdk/chain/time.ts'
import type { Category } from '../../../../sdk/consent/vocabulary.ts'
import { hexToBytes } from '../../../../sdk/crypto/bytes.ts'
import { didOf } from '../../../../sdk/identity/did.ts'
import type { ClinicalReport } from '../../../../sdk/inference/clinicalReport.ts'
import { encodeModelDescriptor, modelVersionOf } from '../../../../sdk/inference/modelVersion.ts'
import { outputHashOf } from '../../../../sdk/inference/outputHash.ts'
import { createRequestSecret, requestSecretHash } from '../../../../sdk/inference/requestSecret.ts'
import { listAlerts } from '../../../../sdk/monitoring/listAlerts.ts'
import { relayApproval, signApproval } from '../../../../sdk/monitoring/signedApproval.ts'
import { alertIdOf, type StandingRequest, standingIdOf } from '../../../../sdk/monitoring/standingRequest.ts'
import { openRecord } from '../../../../sdk/records/openRecord.ts'
import { quietPort } from '../../../helpers/quietPort.ts'
import {
  addBytes,
  createWorld,
  enrolPatient,
  eventually,
  grantTo,
  jsonBytes,
  type Person,
  readerOf,
  recordRequestOf,
  type StartedNode,
  startHospital,
  startOracle,
  termsFor,
} from '../../../helpers/world.ts'

/** Observations of an adult, all 0 points. */
const healthy: Vitals = {
  'respiratory-rate': 16,
  'oxygen-saturation': 97,
  'supplemental-oxygen': 0,
  'systolic-pressure': 124,
  pulse: 72,
  consciousness: 0,
  temperature: 36.8,
}

/** Hour by hour, the latest last. */
export const stable: readonly Partial<Vitals>[] = Array.from({ length: 7 }, () => ({}))
export const deteriorating: readonly Partial<Vitals>[] = Array.from({ length: 7 }, (_, hour) => ({
  'respiratory-rate': 16 + 2 * hour,
  'oxygen-saturation': 97 - hour,
  'systolic-pressure': 124 - 5 * hour,
  pulse: 72 + 9 * hour,
}))

/** A patient whom a standing request watches. */
export interface Watched {
  readonly patient: Person
  readonly standing: StandingRequest
  readonly standingId: string
  readonly secret: Uint8Array
}

export type Ward = Awaited<ReturnType<typeof openWard>>

/** A world with a hospital, the vital-signs model approved, and nodes that run it. */
export async function openWard() {
  const model = await loadShippedModel('vital-signs', await loadRuntime())
  const world = await createWorld()
  // Some start it again at the same address.
  const hospital = await startHospital(world, { port: await quietPort() })
  await world.chain.contracts.modelRegistry.approve(encodeModelDescriptor(model.descriptor))
  const version = modelVersionOf(model.descriptor)
  const honest = modelAssessor(model)
  const { contracts } = world.relayer
  const requester = world.clinician.wallet.address
  /** While it is cut, no node hears another. */
  const link = { isCut: false }

  return {
    world,
    hospital,
    version,
    honest,
    link,
    /** Starts the four nodes, which know one another; `assessorOf` may give one another model. */
    async startNodes(
      change: Partial<NodeOptions> = {},
      assessorOf: (index: number) => Assessor = () => honest,
    ): Promise<StartedNode[]> {
      const nodes: StartedNode[] = []
      for (const [index, oracle] of world.oracles.entries()) {
        const assessors = new Map([[version, assessorOf(index)]])
        const peers = () => (link.isCut ? [] : nodes.map(({ url }) => url))
        nodes.push(
          await startOracle(world, oracle, { gatewayUrl: hospital.url, assessors, peers, ...change }),
        )
      }
      return nodes
    },
    /** A patient who lets the clinician and the committee see vital signs, and approved that they are watched. */
    async watch(change: Partial<StandingRequest> = {}): Promise<Watched> {
      const patient = await enrolPatient(world, hospital.client)
      await grantTo(world, patient, requester, await termsFor(patient, ['vital-signs', 'risk-reports']))
      await grantTo(world, patient, world.committee, await termsFor(patient, ['vital-signs']))
      const secret = createRequestSecret()
      const standing: StandingRequest = {
        patient: patient.wallet.address,
        requester,
        modelVersion: version,
        purpose: 'TREAT',
        category: 'vital-signs',
        secretHash: requestSecretHash(secret),
        start: 0,
        end: (await chainTime(contracts)) + 30 * 86_400,
        heartbeat: 86_400,
        nonce: '1',
        ...change,
      }
      const deadline = await deadlineIn(contracts, 600)
      await relayApproval(
        contracts,
        await signApproval(patient.contracts, patient.wallet, standing, deadline),
      )
      await hospital.client.announceStanding(standing, secret)
      return { patient, standing, standingId: standingIdOf(contracts, standing), secret }
    },
    /** A round of observations for each hour up to now, as a record of the patient's. */
    async measure(
      { wallet }: Person,
      hours: readonly Partial<Vitals>[],
      category: Category = 'vital-signs',
    ): Promise<string> {
      const now = await chainTime(contracts)
      const rows = hours.map((vitals, index) => ({
        time: new Date((now - (hours.length - 1 - index) * 3_600) * 1_000).toISOString(),
        vitals: { ...healthy, ...vitals },
      }))
      const patientDid = didOf(contracts.chainId, wallet.address)
      const bundle = vitalsBundle(rows, { patientDid, age: 67 })
      const kind = { category, mediaType: 'application/fhir+json' }
      const { recordId } = await addBytes(hospital.staff, { wallet } as Person, kind, jsonBytes(bundle))
      return recordId
    },
    /** Links the nodes once each of them has signed an alert: who comes to it after three landed it may be refused the key. */
    async linkWhenSigned(nodes: readonly StartedNode[], { standingId }: Watched, eventHash: string) {
      const alertId = alertIdOf(standingId, eventHash)
      await eventually(() => {
        const signed = told(nodes, 'signed').filter(({ requestId }) => requestId === alertId)
        return new Set(signed.map(({ account }) => account)).size === world.oracles.length
      })
      link.isCut = false
    },
    alertsOf: ({ standingId }: Watched) => listAlerts(contracts, standingId),
    /** The alert about a record, once it landed. */
    raised: ({ standingId }: Watched, recordId: string) =>
      eventually(async () =>
        (await listAlerts(contracts, standingId)).find(({ eventHash }) => eventHash === recordId),
      ),
    /** Once the gateway keeps the report of the alert about a record: as the clinician reads it. */
    async delivered({ standingId, secret }: Watched, eventHash: string): Promise<ClinicalReport> {
      const alertId = alertIdOf(standingId, eventHash)
      const { recordId } = await eventually(() => hospital.client.findReport(alertId).catch(() => undefined))
      const request = await recordRequestOf(world.clinician, recordId)
      const { record } = await hospital.client.requestRecord(request)
      const bytes = await openRecord(readerOf(world.clinician, hospital.url), recordId, record)
      const report = JSON.parse(new TextDecoder().decode(bytes)) as ClinicalReport
      const alert = (await listAlerts(contracts, standingId)).find((one) => one.alertId === alertId)
      if ((await outputHashOf(secret, alertId, report)) !== alert?.reportHash) {
        throw new Error('The report is not the one that landed.')
      }
      return report
    },
    /** The signers of an alert, by the transaction that landed it. */
    async signaturesOf(transactionHash: string): Promise<number> {
      const transaction = await world.provider.getTransaction(transactionHash)
      const call = contracts.monitoring.interface.parseTransaction({ data: transaction?.data ?? '0x' })
      return hexToBytes(String(call?.args.signatures)).length / 65
    },
  }
}

/** The events of one kind that nodes told of. */
export const told = <K extends NodeEvent['kind']>(nodes: readonly StartedNode[], kind: K) =>
  nodes.flatMap(({ events }) => events).filter((event) => event.kind === kind) as Extract<
    NodeEvent,
    { kind: K }
  >[]
