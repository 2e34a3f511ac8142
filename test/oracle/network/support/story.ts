import type { NodeEvent } from '../../../../oracle/network/events.ts'
import type { NodeOptions } from '../../../../oracle/network/nodeOptions.ts'
import { modelAssessor } from '../../../../oracle/requests/assessRequest.ts'
import type { RecordRef } from '../../../../sdk/records/recordRef.ts'
import { loadHeartModel } from '../../../helpers/heartModel.ts'
import {
  addBundle,
  createWorld,
  enrolPatient,
  eventually,
  grantTo,
  type Person,
  recordRequestOf,
  type SentRequest,
  type StartedGateway,
  type StartedNode,
  sendRequest,
  startHospital,
  startOracle,
  termsFor,
  type World,
} from '../../../helpers/world.ts'

export const OPEN = 1n
export const REPORTED = 2n

/** A patient, one record of theirs, and the clinician's request about it. */
export interface Story extends SentRequest {
  readonly patient: Person
  readonly ref: RecordRef
}

export type Stage = Awaited<ReturnType<typeof openStage>>

/** A world with a hospital and the heart model approved, and what the stories of nodes need. */
export async function openStage(announcementDelay = 0) {
  const model = await loadHeartModel()
  const world = await createWorld({ announcementDelay })
  const hospital = await startHospital(world)
  const version = await world.approveModel(model)
  const honest = modelAssessor(model)
  const { inferenceOracle } = world.relayer.contracts

  const start = (index: number, change: Partial<NodeOptions> = {}): Promise<StartedNode> =>
    startOracle(world, oracleOf(world, index), {
      gatewayUrl: hospital.url,
      assessors: new Map([[version, honest]]),
      ...change,
    })

  return {
    world,
    hospital,
    model,
    version,
    honest,
    oracle: (index: number) => oracleOf(world, index),
    start,
    /** Starts nodes that know one another. */
    async startLinked(indexes: readonly number[], change: Partial<NodeOptions> = {}): Promise<StartedNode[]> {
      const nodes: StartedNode[] = []
      for (const index of indexes)
        nodes.push(await start(index, { peers: () => nodes.map(({ url }) => url), ...change }))
      return nodes
    },
    /** A patient whose record the clinician and the committee may use, and the clinician's request on chain. */
    async story(isAnnounced = true): Promise<Story> {
      const { patient, ref } = await consented(world, hospital)
      const sent = await sendRequest(world.clinician, version, [ref])
      if (isAnnounced) await hospital.client.announceRequest(sent.request, sent.secret)
      return { ...sent, patient, ref }
    },
    announce: ({ request, secret }: SentRequest) => hospital.client.announceRequest(request, secret),
    statusOf: async ({ requestId }: SentRequest) => (await inferenceOracle.requestOf(requestId)).status,
    outputHashOf: ({ requestId }: SentRequest) => inferenceOracle.outputHashOf(requestId),
    landed: (sent: SentRequest) =>
      eventually(async () => (await inferenceOracle.requestOf(sent.requestId)).status === REPORTED),
    delivered: ({ requestId }: SentRequest) =>
      eventually(() => hospital.client.findReport(requestId).catch(() => undefined)),
    landings: ({ requestId }: SentRequest) =>
      inferenceOracle.queryFilter(inferenceOracle.filters.ReportLanded(requestId)),
  }
}

async function consented(world: World, hospital: StartedGateway) {
  const patient = await enrolPatient(world, hospital.client)
  const { recordId } = await addBundle(hospital.staff, patient)
  const terms = await termsFor(patient, ['cardiology', 'risk-reports'])
  await grantTo(world, patient, world.clinician.wallet.address, terms)
  await grantTo(world, patient, world.committee)
  const own = await recordRequestOf(patient, recordId, { purpose: 'PATRQT' })
  return { patient, ref: (await hospital.client.requestRecord(own)).record.ref }
}

function oracleOf({ oracles }: World, index: number): Person {
  const person = oracles[index]
  if (!person) throw new Error(`There is no oracle ${index}.`)
  return person
}

/** The events of one kind that nodes told of. */
export const told = <K extends NodeEvent['kind']>(nodes: readonly StartedNode[], kind: K) =>
  nodes.flatMap(({ events }) => events).filter((event) => event.kind === kind) as Extract<
    NodeEvent,
    { kind: K }
  >[]

export const refusals = (nodes: readonly StartedNode[]) =>
  told(nodes, 'refused').map(({ error }) => String((error as { code?: unknown }).code))
