import type { Decision } from '../../sdk/consent/decision.ts'
import type { Purpose } from '../../sdk/consent/vocabulary.ts'
import { bytesToHex, randomBytes } from '../../sdk/crypto/bytes.ts'
import { type Disclosure, type Receipt, signDisclosure } from '../../sdk/disclosures/disclosure.ts'
import { locatorDigest, type SignedLocator } from '../../sdk/records/locator.ts'
import type { GatewayContext } from '../context.ts'

interface Asked {
  readonly recordId: string
  readonly grantee: string
  readonly purpose: Purpose
  readonly digest: string
  readonly blockNumber: number
}

export type KeyDisclosure =
  | ({ readonly kind: 'release'; readonly keyEpoch: number; readonly requestId: string | null } & Asked)
  | ({ readonly kind: 'refusal'; readonly decision: Decision } & Asked)

/** Signs a disclosure and writes it down. It is on disk when this returns. */
export async function logDisclosure(context: GatewayContext, entry: KeyDisclosure): Promise<Receipt> {
  const { grantee, purpose, digest: requestDigest, blockNumber } = entry
  const asked = { ...base(entry.recordId), grantee, purpose, requestDigest, blockNumber }
  const disclosure: Disclosure =
    entry.kind === 'release'
      ? { ...asked, kind: 'release', keyEpoch: entry.keyEpoch, requestId: entry.requestId }
      : { ...asked, kind: 'refusal', decision: entry.decision }
  const receipt = await signDisclosure(context.contracts, context.signer, disclosure)
  context.store.addReceipt(receipt)
  return receipt
}

/** The receipt of a locator, to be written down together with it. */
export function locatorReceipt(
  { contracts, signer }: GatewayContext,
  locator: SignedLocator,
): Promise<Receipt> {
  return signDisclosure(contracts, signer, {
    ...base(locator.recordId),
    kind: 'locator',
    keyEpoch: locator.keyEpoch,
    locatorDigest: locatorDigest(contracts, locator),
  })
}

const base = (recordId: string) => ({
  recordId,
  at: new Date().toISOString(),
  salt: bytesToHex(randomBytes(16)),
})
