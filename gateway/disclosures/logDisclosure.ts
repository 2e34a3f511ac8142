import { bytesToHex, randomBytes } from '../../sdk/crypto/bytes.ts'
import type { Decision } from '../../sdk/consent/decision.ts'
import type { Purpose } from '../../sdk/consent/vocabulary.ts'
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

export type DisclosureToLog =
  | ({ readonly kind: 'release'; readonly keyEpoch: number; readonly requestId: string | null } & Asked)
  | ({ readonly kind: 'refusal'; readonly decision: Decision } & Asked)
  | { readonly kind: 'locator'; readonly recordId: string; readonly locator: SignedLocator }

/** Signs a disclosure and writes it down. It is on disk when this returns. */
export async function logDisclosure(context: GatewayContext, entry: DisclosureToLog): Promise<Receipt> {
  const receipt = await signDisclosure(context.contracts, context.signer, compose(context, entry))
  context.store.addReceipt(receipt)
  return receipt
}

function compose({ contracts }: GatewayContext, entry: DisclosureToLog): Disclosure {
  const base = {
    recordId: entry.recordId,
    at: new Date().toISOString(),
    salt: bytesToHex(randomBytes(16)),
  }
  if (entry.kind === 'locator') {
    const { locator } = entry
    return {
      ...base,
      kind: 'locator',
      keyEpoch: locator.keyEpoch,
      locatorDigest: locatorDigest(contracts, locator),
    }
  }
  const { grantee, purpose, digest: requestDigest, blockNumber } = entry
  const asked = { ...base, grantee, purpose, requestDigest, blockNumber }
  return entry.kind === 'release'
    ? { ...asked, kind: 'release', keyEpoch: entry.keyEpoch, requestId: entry.requestId }
    : { ...asked, kind: 'refusal', decision: entry.decision }
}
