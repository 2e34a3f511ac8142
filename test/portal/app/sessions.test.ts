import { expect } from 'chai'
import { createSessions, type OpenSession } from '../../../portal/app/sessions.ts'
import { randomEncryptionIdentity } from '../../../sdk/crypto/encryptionIdentity.ts'
import type { GatewayClient } from '../../../sdk/gateway/client.ts'

const ALICE = '0x00000000000000000000000000000000000000AA'
const BOB = '0x00000000000000000000000000000000000000bb'
const GATEWAY = 'https://gateway.example'

describe('the sessions of the portal', () => {
  function sessionOf(account: string) {
    const told = { isSignedOut: false }
    const client = {
      signOut: async () => {
        told.isSignedOut = true
      },
    } as unknown as GatewayClient
    const opened: OpenSession = {
      client,
      session: { account, scopes: [], patient: null, expiresAt: new Date() },
    }
    return { opened, told }
  }

  it('keep what was opened by the account that is connected', async () => {
    const sessions = createSessions(() => ALICE)
    const identity = await randomEncryptionIdentity()
    sessions.unlock(ALICE, identity)
    const { opened } = sessionOf(ALICE)
    sessions.keep(GATEWAY, opened)
    expect(sessions.identity.value).to.equal(identity)
    expect(sessions.open.value.get(GATEWAY)).to.equal(opened)
  })

  it('overwrite a key that is unlocked only when another account is connected, and keep nothing of it', async () => {
    const sessions = createSessions(() => BOB)
    const identity = await randomEncryptionIdentity()
    sessions.unlock(ALICE, identity)
    expect(sessions.identity.value).to.equal(null)
    expect(identity.privateKey.every((byte) => byte === 0)).to.equal(true)
  })

  it('end a session that is opened only when another account is connected', () => {
    const sessions = createSessions(() => null)
    const { opened, told } = sessionOf(ALICE)
    sessions.keep(GATEWAY, opened)
    expect(sessions.open.value.size).to.equal(0)
    expect(told.isSignedOut).to.equal(true)
  })

  it('forget all when the account changes', async () => {
    const sessions = createSessions(() => ALICE)
    const identity = await randomEncryptionIdentity()
    sessions.unlock(ALICE, identity)
    const { opened, told } = sessionOf(ALICE)
    sessions.keep(GATEWAY, opened)
    sessions.forgetAll()
    expect(sessions.identity.value).to.equal(null)
    expect(identity.privateKey.every((byte) => byte === 0)).to.equal(true)
    expect(sessions.open.value.size).to.equal(0)
    expect(told.isSignedOut).to.equal(true)
  })
})
