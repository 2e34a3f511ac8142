import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { captureLimits } from '../../epcis/limits.ts'
import { RefusedStatus } from '../refusals.ts'

const VERSION = '2.0'
const JSON_LD = 'application/ld+json'
const PLAIN = 'application/json'

/** What is said of this repository with every answer (EPCIS 2.0, section 12.2). */
const VERSION_HEADERS = {
  'gs1-epcis-version': VERSION,
  'gs1-cbv-version': VERSION,
} as const

/** What it says of itself where it is asked (EPCIS 2.0, section 12.3). */
const DISCOVERY_HEADERS = {
  'gs1-epcis-min': VERSION,
  'gs1-epcis-max': VERSION,
  'gs1-cbv-min': VERSION,
  'gs1-cbv-max': VERSION,
  'gs1-epc-format': 'Never_Translates',
  'gs1-epcis-capture-limit': String(captureLimits.maximumEvents),
  'gs1-epcis-capture-file-size-limit': String(captureLimits.maximumBytes),
  'gs1-capture-error-behaviour': 'rollback, proceed',
} as const

/** Refuses what asks for another version or form than this repository speaks, before a body is read. */
export function negotiate(scope: FastifyInstance): void {
  scope.addHook('onRequest', async (request, reply) => {
    reply.headers(VERSION_HEADERS)
    requireVersions(request)
    mediaTypeOf(request)
  })
}

export const discover = (reply: FastifyReply, methods: string): FastifyReply =>
  reply.status(204).headers(DISCOVERY_HEADERS).header('allow', methods)

/** How an answer is labelled: as plain JSON, unless JSON-LD alone is asked for. */
export function mediaTypeOf({ headers }: FastifyRequest): typeof PLAIN | typeof JSON_LD {
  const ranges = (headers.accept ?? PLAIN).toLowerCase().split(',').map(rangeOf)
  const accepts = (...types: string[]) => ranges.some((range) => types.includes(range))
  if (accepts(PLAIN, 'application/*', '*/*')) return PLAIN
  if (accepts(JSON_LD)) return JSON_LD
  throw new RefusedStatus(406, `Answers are ${PLAIN} or ${JSON_LD}.`)
}

/** A media range that is accepted at all (RFC 9110, section 12.5.1). */
function rangeOf(text: string): string {
  const [range = '', ...parameters] = text.split(';').map((part) => part.trim())
  return parameters.some((parameter) => /^q=0(\.0*)?$/.test(parameter)) ? '' : range
}

/** A version as numbers; undefined where the text is none. */
function numbersOf(text: string): readonly number[] | undefined {
  return /^\d{1,4}(\.\d{1,4}){0,3}$/.test(text) ? text.split('.').map(Number) : undefined
}

function compare(a: readonly number[], b: readonly number[]): number {
  for (let index = 0; index < Math.max(a.length, b.length); index++) {
    const difference = (a[index] ?? 0) - (b[index] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}

/** Bounds on what the caller understands; a version that the caller sends is one that must be spoken here. */
const VERSIONS: readonly (readonly [header: string, isFine: (order: number) => boolean])[] = [
  ['gs1-epcis-version', (order) => order === 0],
  ['gs1-epcis-min', (order) => order <= 0],
  ['gs1-epcis-max', (order) => order >= 0],
  ['gs1-cbv-version', (order) => order === 0],
  ['gs1-cbv-min', (order) => order <= 0],
  ['gs1-cbv-max', (order) => order >= 0],
]

const OWN = numbersOf(VERSION) ?? []

function requireVersions({ headers }: FastifyRequest): void {
  for (const [name, isFine] of VERSIONS) {
    const value = headers[name]
    if (value === undefined) continue
    const version = typeof value === 'string' ? numbersOf(value) : undefined
    if (!version || !isFine(compare(version, OWN))) {
      throw new RefusedStatus(406, `The header ${name} asks for another version; this is ${VERSION}.`)
    }
  }
  const format = headers['gs1-epc-format']
  if (format !== undefined && format !== 'Never_Translates' && format !== 'No_Preference') {
    throw new RefusedStatus(
      406,
      'Identifiers are given back as they were captured: gs1-epc-format Never_Translates.',
    )
  }
}
