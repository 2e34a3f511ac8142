import { type DIDDocument, Resolver } from 'did-resolver'
import type { Provider } from 'ethers'
import { getResolver } from 'ethr-did-resolver'
import type { Contracts } from '../chain/contracts.ts'
import { RefusedError } from '../errors/index.ts'
import { didOf } from './did.ts'

/** The DID document of an account, by the stock did:ethr resolver. @throws RefusedError DID_KEY_MISSING */
export async function resolveDid(
  contracts: Contracts,
  provider: Provider,
  account: string,
): Promise<DIDDocument> {
  const { chainId, deployment } = contracts
  // The resolver's types name the CommonJS build of ethers: the same class, another declaration.
  const network = { chainId, registry: deployment.contracts.didRegistry, provider: provider as never }
  const resolver = new Resolver(getResolver({ networks: [network] }))
  const did = didOf(chainId, account)
  const { didDocument, didResolutionMetadata } = await resolver.resolve(did)
  if (didDocument) return didDocument
  throw new RefusedError('DID_KEY_MISSING', `${did} does not resolve: ${didResolutionMetadata.error}.`)
}
