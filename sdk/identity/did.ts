import { getAddress, toQuantity } from 'ethers'

/** The DID of an account, by the did:ethr method: `did:ethr:0x<chain>:<address>`. */
export const didOf = (chainId: bigint, account: string): string =>
  `did:ethr:${toQuantity(chainId)}:${getAddress(account)}`
