import type { OracleSigner } from './oracleSigner.ts'

/** The same account, sending one transaction after another: two at once would be given the same nonce. */
export function oneAtATime(signer: OracleSigner): OracleSigner {
  let last: Promise<unknown> = Promise.resolve()
  return {
    address: signer.address,
    provider: signer.provider,
    getAddress: () => signer.getAddress(),
    signTypedData: (domain, types, value) => signer.signTypedData(domain, types, value),
    sendTransaction(transaction) {
      const sent = last.then(() => signer.sendTransaction(transaction))
      last = sent.catch(() => undefined)
      return sent
    },
  }
}
