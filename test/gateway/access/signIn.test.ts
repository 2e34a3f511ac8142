import { expect } from 'chai'
import { Wallet } from 'ethers'
import fc from 'fast-check'
import { createNonces, type Nonces } from '../../../gateway/access/nonces.ts'
import { verifySignIn } from '../../../gateway/access/signIn.ts'
import { type Contracts, connectContracts } from '../../../sdk/chain/contracts.ts'
import { SalusError } from '../../../sdk/errors/index.ts'
import { SCOPES, type Scope } from '../../../sdk/gateway/scopes.ts'
import { signInMessage } from '../../../sdk/gateway/signInMessage.ts'
import { expectError } from '../../helpers/expectError.ts'
import { createWorld, type World } from '../../helpers/world.ts'

const SECOND = 1_000
const place = { uri: 'https://gateway.example/hospital', domains: ['gateway.example', 'portal.example'] }

describe('gateway/access/signIn', () => {
  let world: World
  let contracts: Contracts
  before(async () => {
    world = await createWorld()
    contracts = connectContracts(world.deployment, world.provider)
  })
  after(() => world.close())

  // Not a random one: in lower case, its address must differ.
  const wallet = new Wallet(`0x${'11'.repeat(32)}`)
  let time: number
  let nonces: Nonces
  beforeEach(() => {
    time = Date.now()
    nonces = createNonces(() => time)
  })

  const verify = (message: string, signature: string) =>
    verifySignIn({ contracts, nonces, now: () => time }, place, { message, signature })
  const text = (change: Partial<Parameters<typeof signInMessage>[0]> = {}, scopes?: readonly Scope[]) =>
    signInMessage(
      {
        nonce: nonces.issue().nonce,
        domain: 'gateway.example',
        uri: place.uri,
        chainId: 31337,
        expirationTime: new Date(time + 300 * SECOND).toISOString(),
        ...change,
      },
      { account: wallet.address, issuedAt: new Date(time), ...(scopes && { scopes }) },
    )
  const signed = async (message: string) => verify(message, await wallet.signMessage(message))

  it('takes a message as the client writes it, with the scopes that it names', async () => {
    expect(await signed(text())).to.deep.equal({ account: wallet.address, scopes: SCOPES })
    const asked = ['patient/*.rs'] as const
    expect(await signed(text({}, asked))).to.deep.equal({ account: wallet.address, scopes: asked })
    expect((await signed(text({ domain: 'portal.example' }))).account).to.equal(wallet.address)
  })

  it('takes a message once, also when it comes twice at the same time', async () => {
    const message = text()
    const signature = await wallet.signMessage(message)
    const both = await Promise.allSettled([verify(message, signature), verify(message, signature)])
    expect(both.map(({ status }) => status)).to.have.members(['fulfilled', 'rejected'])
    await expectError(() => verify(message, signature), 'SIGN_IN_INVALID', /nonce was used/)
  })

  it('refuses the signature of someone else, and leaves the nonce to its owner', async () => {
    const message = text()
    const forged = await Wallet.createRandom().signMessage(message)
    await expectError(() => verify(message, forged), 'SIGNATURE_INVALID', /not signed by/)
    expect((await signed(message)).account).to.equal(wallet.address)
  })

  it('refuses a message for another gateway, page, chain or version', async () => {
    const wrong: [message: string, words: RegExp][] = [
      [text({ domain: 'evil.example' }), /domain/],
      [text({ domain: 'gateway.example.evil.example' }), /domain/],
      [text({ uri: 'https://gateway.example' }), /URI/],
      [text({ uri: 'https://gateway.example/hospital/../other' }), /URI/],
      [text({ chainId: 1 }), /chain/],
      [text().replace('Version: 1', 'Version: 2'), /EIP-4361/],
      [`ftp://${text()}`, /scheme/],
    ]
    for (const [message, words] of wrong) await expectError(() => signed(message), 'SIGN_IN_INVALID', words)
  })

  it('refuses a nonce that is made up, of another gateway, or too old', async () => {
    const foreign = createNonces(() => time).issue().nonce
    for (const nonce of ['abcdefgh', foreign]) {
      await expectError(() => signed(text({ nonce })), 'SIGN_IN_INVALID', /nonce/)
    }
    const { nonce } = nonces.issue()
    time += 300 * SECOND
    await expectError(() => signed(text({ nonce })), 'SIGN_IN_INVALID', /nonce/)
  })

  it('goes by its own clock, with a minute for that of the wallet', async () => {
    const later = (message: string, seconds: number) => {
      const { nonce } = nonces.issue()
      return message
        .replace(/Nonce: \w+/, `Nonce: ${nonce}`)
        .replace(/Issued At: .*/, `Issued At: ${new Date(time + seconds * SECOND).toISOString()}`)
    }
    const base = text({ expirationTime: new Date(time + 3600 * SECOND).toISOString() })
    for (const seconds of [59, -59, -359]) {
      expect((await signed(later(base, seconds))).account, String(seconds)).to.equal(wallet.address)
    }
    await expectError(() => signed(later(base, 61)), 'SIGN_IN_INVALID', /future/)
    // A clock one hour off, either way.
    await expectError(() => signed(later(base, 3600)), 'SIGN_IN_INVALID', /future/)
    await expectError(() => signed(later(base, -3600)), 'SIGN_IN_INVALID', /five minutes old/)
    const expired = text({ expirationTime: new Date(time - 61 * SECOND).toISOString() })
    await expectError(() => signed(expired), 'SIGN_IN_INVALID', /expired/)
    const early = `${text()}\nNot Before: ${new Date(time + 61 * SECOND).toISOString()}`
    await expectError(() => signed(early), 'SIGN_IN_INVALID', /not valid yet/)
    const never = text({ expirationTime: '2026-02-30T25:00:00Z' })
    await expectError(() => signed(never), 'SIGN_IN_INVALID', /./)
  })

  it('refuses a message that was signed for something besides', async () => {
    for (const resource of [
      'https://bank.example/transfer',
      'urn:salus:scope:admin',
      'urn:salus:scope:system/*.cruds#x',
    ]) {
      await expectError(() => signed(`${text()}\nResources:\n- ${resource}`), 'SIGN_IN_INVALID', /resource/)
    }
  })

  it('refuses what is not written as EIP-4361 lays it down, and quotes none of it', async () => {
    const message = text()
    const wrong = [
      '',
      'cholesterol 234',
      JSON.stringify({ message }),
      message.toLowerCase(),
      message.replace(wallet.address, wallet.address.toLowerCase()),
      message.replaceAll('\n', '\r\n'),
      `${message}\n`,
      message.replace('Nonce', 'nonce'),
      message.replace('Sign in to your medical records.', 'cholesterol\n234'),
      'x'.repeat(2_000),
    ]
    for (const other of wrong) {
      const error = await signed(other).then(
        () => undefined,
        (reason: unknown) => reason,
      )
      expect(error, other).to.be.instanceOf(SalusError)
      expect((error as SalusError).code, other).to.equal('SIGN_IN_INVALID')
      expect((error as SalusError).message).to.not.match(/cholesterol|234/)
    }
  })

  it('takes no message with one letter changed', async () => {
    const message = text()
    const signature = await wallet.signMessage(message)
    await fc.assert(
      fc.asyncProperty(
        fc.nat(message.length - 1),
        fc.string({ minLength: 1, maxLength: 1, unit: 'binary-ascii' }),
        async (index, letter) => {
          fc.pre(message[index] !== letter)
          const altered = message.slice(0, index) + letter + message.slice(index + 1)
          const error = await verify(altered, signature).then(
            () => undefined,
            (reason: unknown) => reason,
          )
          expect(error).to.be.instanceOf(SalusError)
        },
      ),
      { numRuns: 200 },
    )
    expect((await verify(message, signature)).account).to.equal(wallet.address)
  })
})
