import type { MessageSigner } from '../../../../sdk/gateway/signInMessage.ts'
import { signInMessage } from '../../../../sdk/gateway/signInMessage.ts'

/** A signed message for a gateway as a request, not sent yet: to see what the client keeps to itself. */
export async function signInRequest(url: string, wallet: MessageSigner): Promise<RequestInit> {
  const challenge = await (await fetch(new URL('v1/sign-in/nonce', url))).json()
  const account = await wallet.getAddress()
  const message = signInMessage(challenge, { account, issuedAt: new Date() })
  const signature = await wallet.signMessage(message)
  return {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ message, signature }),
  }
}

/** The token of a new session. */
export async function tokenOf(url: string, wallet: MessageSigner): Promise<string> {
  const answer = await fetch(new URL('v1/sign-in', url), await signInRequest(url, wallet))
  return ((await answer.json()) as { access_token: string }).access_token
}
