import { createSha256 } from '#sha256'
import { audit } from '../../../sdk/audit/audit.ts'
import { parseAuditBundle } from '../../../sdk/audit/auditBundle.ts'
import { auditContent } from '../../../sdk/audit/auditContent.ts'
import { auditEvents } from '../../../sdk/audit/auditEvents.ts'
import { auditPack } from '../../../sdk/audit/auditPack.ts'
import type { Check } from '../../../sdk/audit/check.ts'
import { locateEvidence } from '../../../sdk/audit/locateEvidence.ts'
import type { Contracts } from '../../../sdk/chain/contracts.ts'
import { type BlockHeader, latestHeader } from '../../../sdk/chain/latestBlock.ts'
import { bytesToHex } from '../../../sdk/crypto/bytes.ts'
import { InvalidInputError } from '../../../sdk/errors/index.ts'
import { gatewayClient } from '../../../sdk/gateway/client.ts'
import { type ScannedPack, scannedPack } from '../../../sdk/provenance/packIdentity.ts'
import {
  type VerificationAnswer,
  verificationAnswerSchema,
} from '../../../sdk/provenance/verificationMessage.ts'
import type { RecordManifest } from '../../../sdk/records/manifest.ts'
import { httpBlockstore } from '../../../sdk/storage/httpBlockstore.ts'
import type { Gateway } from '../../app/settings.ts'
import { checkOpenedReport } from '../../report/checkOpenedReport.ts'
import { parseOpenedReport } from '../../report/openedReport.ts'
import { words } from '../../words/en.ts'
import { objectionsTo } from '../../words/packVerdict.ts'

/** Bytes of the largest evidence: room for 10,000 disclosures with proofs of 32 levels. */
export const LARGEST_MEGABYTES = 32

export type SubjectKind = keyof typeof words.auditor.kinds

export interface Subject {
  readonly kind: SubjectKind
  /** Of the file, or the code that was entered. */
  readonly name: string
  /** Of the file. */
  readonly sha256?: string
}

/** What was verified, and all that was found. It can be saved: another can verify the same. */
export interface Verification {
  readonly subject: Subject
  readonly chainId: number
  readonly block: BlockHeader
  readonly at: string
  readonly checks: readonly Check[]
  /** What nothing bears out and nothing speaks against, in sentences. */
  readonly unproven: readonly string[]
  /** Of a record whose content can be checked too. */
  readonly manifest?: RecordManifest
}

type Found = Pick<Verification, 'checks' | 'unproven'> & Partial<Pick<Verification, 'manifest'>>

export interface Auditing {
  readonly contracts: Contracts
  /** An IPFS gateway that nobody needs to trust. */
  readonly contentGateway: string
  readonly now: () => Date
}

/** @throws InvalidInputError where it is no evidence; UnavailableError where node or IPFS gateway do not answer */
export async function verifyFile(auditing: Auditing, file: File): Promise<Verification> {
  if (file.size > LARGEST_MEGABYTES * 2 ** 20) {
    throw new InvalidInputError('INPUT_TOO_LARGE', words.auditor.tooLarge(LARGEST_MEGABYTES))
  }
  const bytes = new Uint8Array(await file.arrayBuffer())
  const value = parse(bytes)
  const kind = kindOf(value)
  const hash = createSha256()
  hash.update(bytes)
  const subject = { kind, name: file.name, sha256: bytesToHex(hash.digest()) }
  return complete(auditing, subject, await verifierOf(kind)(auditing, value, bytes, file.name))
}

/**
 * Asks a maker for its proof about a pack, and checks it.
 * @throws InvalidInputError GS1_INVALID; UnavailableError
 */
export async function verifyCode(
  auditing: Auditing,
  { url, organisation }: Pick<Gateway, 'url' | 'organisation'>,
  code: string,
): Promise<Verification> {
  const scanned = scannedPack(code)
  const answer = await gatewayClient({ url }).verifyPack(code)
  return complete(
    auditing,
    { kind: 'pack', name: code },
    await verifyAnswer(auditing, answer, { scanned, makers: [organisation] }),
  )
}

/** The same, with a check of the record's content, which its holder has. */
export async function verifyContent(verification: Verification, file: File): Promise<Verification> {
  const { manifest, checks } = verification
  if (!manifest) return verification
  const found = await auditContent(manifest, chunksOf(file))
  return { ...verification, checks: [...checks.filter(({ name }) => name !== found.name), found] }
}

const CHUNK = 1 << 20

async function* chunksOf(file: File): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < file.size; start += CHUNK) {
    yield new Uint8Array(await file.slice(start, start + CHUNK).arrayBuffer())
  }
}

async function complete({ contracts, now }: Auditing, subject: Subject, found: Found): Promise<Verification> {
  const checks = await locateEvidence(contracts, found.checks)
  const block = await latestHeader(contracts)
  return { ...found, subject, chainId: Number(contracts.chainId), block, at: now().toISOString(), checks }
}

function parse(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    throw unknown()
  }
}

const unknown = () => new InvalidInputError('AUDIT_BUNDLE_INVALID', words.auditor.unknownFile)

function kindOf(value: unknown): SubjectKind {
  if (typeof value !== 'object' || value === null) throw unknown()
  const has = (name: string) => name in value
  const format = 'format' in value ? value.format : undefined
  if (format === 'salus-audit/1') return 'record'
  if (format === 'salus-opened-report/1') return 'report'
  if (has('verificationTimestamp')) return 'pack'
  if (has('@context')) return 'events'
  throw unknown()
}

type Verifier = (auditing: Auditing, value: unknown, bytes: Uint8Array, name: string) => Promise<Found>

const verifierOf = (kind: SubjectKind): Verifier => VERIFIERS[kind]

const VERIFIERS: Readonly<Record<SubjectKind, Verifier>> = {
  async record({ contracts, contentGateway }, value) {
    const bundle = parseAuditBundle(value)
    const { checks } = await audit(contracts, httpBlockstore(contentGateway), bundle)
    return { checks, unproven: [], manifest: bundle.record.manifest }
  },
  async report({ contracts }, _value, bytes, name) {
    const { checks } = await checkOpenedReport(contracts, parseOpenedReport(bytes, name), [])
    return { checks, unproven: [] }
  },
  async events({ contracts }, _value, bytes) {
    const { checks, unproven } = await auditEvents(contracts, bytes)
    const count = Number(checks[0]?.evidence.events ?? 0)
    const isTold = count > unproven.length
    return {
      checks,
      unproven: [
        ...(unproven.length > 0 ? [words.auditor.unprovenEvents(unproven, count)] : []),
        ...(isTold ? [words.auditor.packNumbers] : []),
      ],
    }
  },
  pack(auditing, value) {
    const answer = verificationAnswerSchema.safeParse(value)
    if (!answer.success) throw unknown()
    return verifyAnswer(auditing, answer.data as VerificationAnswer)
  },
}

async function verifyAnswer(
  { contracts }: Auditing,
  answer: VerificationAnswer,
  { scanned, makers }: { readonly scanned?: ScannedPack; readonly makers?: readonly string[] } = {},
): Promise<Found> {
  const { checkNames, checkFailed } = words.pack
  const { checks, isProven } = await auditPack(
    contracts,
    answer,
    { names: checkNames, reasons: checkFailed },
    scanned,
    makers,
  )
  const { verified } = answer.data
  // What failed already says why; that the maker itself speaks against the pack is a finding of its own.
  const objections = verified ? [] : objectionsTo({ scanned: { gtin: '', serial: '' }, answer, checks: [] })
  const sellable: Check = {
    name: words.auditor.sellable,
    ok: verified,
    evidence: {},
    ...(verified ? {} : { reason: objections.join(' ') }),
  }
  return { checks: [...checks, sellable], unproven: isProven ? [] : [words.auditor.unprovenPack] }
}
