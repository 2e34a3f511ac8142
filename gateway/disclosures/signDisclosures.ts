import type { Decision } from '../../sdk/consent/decision.ts'
import type { Purpose } from '../../sdk/consent/vocabulary.ts'
import { bytesToHex, randomBytes } from '../../sdk/crypto/bytes.ts'
import { type Disclosure, type Receipt, signDisclosure } from '../../sdk/disclosures/disclosure.ts'
import { locatorDigest, type SignedLocator } from '../../sdk/records/locator.ts'
import type { GatewayContext } from '../context.ts'

/*
 * Receipts as the custodian signs them. Whoever makes one writes it down together with what it is the receipt of.
 */

interface Asked {
  readonly recordId: string
  readonly grantee: string
  readonly purpose: Purpose
  /** Of the signed request. */
  readonly digest: string
  readonly blockNumber: number
}

export const signRelease = (
  context: GatewayContext,
  { keyEpoch, requestId, ...asked }: Asked & { readonly keyEpoch: number; readonly requestId: string | null },
): Promise<Receipt> => sign(context, { ...about(asked), kind: 'release', keyEpoch, requestId })

export const signRefusal = (
  context: GatewayContext,
  { decision, ...asked }: Asked & { readonly decision: Decision },
): Promise<Receipt> => sign(context, { ...about(asked), kind: 'refusal', decision })

export const signOrphaning = (
  context: GatewayContext,
  { decision, ...asked }: Asked & { readonly decision: Decision },
): Promise<Receipt> => sign(context, { ...about(asked), kind: 'orphaned', decision })

export const signLocatorChange = (context: GatewayContext, locator: SignedLocator): Promise<Receipt> =>
  sign(context, {
    ...base(locator.recordId),
    kind: 'locator',
    keyEpoch: locator.keyEpoch,
    locatorDigest: locatorDigest(context.contracts, locator),
  })

const sign = ({ contracts, receiptSigner }: GatewayContext, disclosure: Disclosure): Promise<Receipt> =>
  signDisclosure(contracts, receiptSigner, disclosure)

/** Only these members: what else a caller's object has must not reach the receipt. */
const about = ({ recordId, grantee, purpose, digest, blockNumber }: Asked) => ({
  ...base(recordId),
  grantee,
  purpose,
  requestDigest: digest,
  blockNumber,
})

const base = (recordId: string) => ({
  recordId,
  at: new Date().toISOString(),
  salt: bytesToHex(randomBytes(16)),
})
