import { getAddress, toQuantity } from 'ethers'

/** The DID of an account, by the did:ethr method: `did:ethr:0x<chain>:<address>`. */
export const didOf = (chainId: bigint, account: string): string =>
  `did:ethr:${toQuantity(chainId)}:${getAddress(account)}`

/** The account that a DID of {@link didOf} names, as it stands at its end. */
export const addressOfDid = (did: string): string =>
  getAddress(did.slice(did.lastIndexOf(':') + 1).toLowerCase())
