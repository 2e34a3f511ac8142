import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { json } from 'node:stream/consumers'
import { inspect } from 'node:util'
import { expect } from 'chai'
import { encryptKeystoreJson, hexlify, id, randomBytes, type TypedDataDomain, Wallet } from 'ethers'
import { createKeystore, openKeystore } from '../../../oracle/keys/keystore.ts'
import { oneAtATime } from '../../../oracle/keys/oneAtATime.ts'
import { openKeys } from '../../../oracle/keys/openKeys.ts'
import type { OracleSigner } from '../../../oracle/keys/oracleSigner.ts'
import { plainKeySigner } from '../../../oracle/keys/plainKey.ts'
import { remoteSigner } from '../../../oracle/keys/remoteSigner.ts'
import { walletOverHttp } from '../../../oracle/keys/walletOverHttp.ts'
import { connectContracts } from '../../../sdk/chain/contracts.ts'
import { chainError } from '../../../sdk/chain/revert.ts'
import { oracleDomain, recoverSigner } from '../../../sdk/chain/typedData.ts'
import { ensureEncryptionKey } from '../../../sdk/identity/ensureEncryptionKey.ts'
import { readEncryptionKey } from '../../../sdk/identity/readEncryptionKey.ts'
import { expectError } from '../../helpers/expectError.ts'
import { createWorld, type Person, type World } from '../../helpers/world.ts'

const TYPES = { Report: [{ name: 'requestId', type: 'bytes32' }] }
const value = { requestId: id('a request') }
const PASSPHRASE = 'a passphrase for tests'
/** N of scrypt: enough for a test. */
const COST = 1_024

type Call = { id: number; method: string; params: [unknown, unknown] }

describe('oracle/keys', () => {
  let world: World
  const servers: Server[] = []
  before(async () => {
    world = await createWorld()
  })
  after(async () => {
    for (const server of servers) {
      server.closeAllConnections()
      server.close()
    }
    await world.close()
  })

  /** A signer in a process of its own, as far as the node can tell. `answer` may lie. */
  async function signerService(answer: (call: Call) => Promise<unknown>): Promise<string> {
    const server = createServer(async (incoming, response) => {
      const call = (await json(incoming)) as Call
      const result = await answer(call).catch(() => ({ error: { code: -32_000, message: 'no' } }))
      if (typeof result === 'string' && result.startsWith('raw:')) return void response.end(result.slice(4))
      const isError = typeof result === 'object' && result !== null && 'error' in result
      response.end(JSON.stringify({ jsonrpc: '2.0', id: call.id, ...(isError ? result : { result }) }))
    })
    servers.push(server)
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  }
  const honest =
    ({ wallet }: Person) =>
    async ({ method, params }: Call): Promise<unknown> => {
      if (method === 'eth_signTypedData_v4') {
        const { domain, types, message } = JSON.parse(String(params[1])) as {
          domain: TypedDataDomain
          types: Record<string, { name: string; type: string }[]>
          message: Record<string, unknown>
        }
        const { EIP712Domain: _, ...rest } = types
        return wallet.signTypedData(domain, rest, message)
      }
      const { gas, ...transaction } = params[0] as Record<string, string>
      return (await wallet.sendTransaction({ ...transaction, gasLimit: gas ?? null })).hash
    }
  const remote = async (
    person: Person,
    answer = honest(person),
    options: Parameters<typeof walletOverHttp>[1] = {},
  ): Promise<OracleSigner> =>
    remoteSigner({
      address: person.wallet.address,
      request: walletOverHttp(await signerService(answer), options),
      provider: world.provider,
    })

  const adapters: Record<string, (person: Person) => Promise<OracleSigner>> = {
    'a plain key': async ({ wallet }) =>
      plainKeySigner(wallet.privateKey, world.provider, { chainId: 31337, isAllowedAnywhere: false }),
    'a keystore': async ({ wallet }) => {
      const own = JSON.parse(await encryptKeystoreJson(wallet, PASSPHRASE, { scrypt: { N: COST } }))
      const { text } = await createKeystore(PASSPHRASE, { withAccount: false, cost: COST })
      const { privateKey } = await openKeystore(
        JSON.stringify({ ...JSON.parse(text), account: own }),
        PASSPHRASE,
      )
      return new Wallet(String(privateKey), world.provider)
    },
    'a remote signer': (person) => remote(person),
    'any of them, one transaction at a time': async ({ wallet }) => oneAtATime(wallet),
  }
  for (const [name, open] of Object.entries(adapters)) {
    describe(name, () => {
      let person: Person
      let signer: OracleSigner
      before(async () => {
        person = await world.make()
        signer = await open(person)
      })

      it('is the account', async () => {
        expect(signer.address).to.equal(person.wallet.address)
        expect(await signer.getAddress()).to.equal(person.wallet.address)
      })

      it('signs typed data so that contracts recover the account', async () => {
        const domain = oracleDomain(person.contracts)
        const signature = await signer.signTypedData(domain, TYPES, value)
        expect(recoverSigner(domain, TYPES, value, signature)).to.equal(signer.address)
        expect(signature).to.match(/^0x[0-9a-f]{128}(?:1b|1c)$/)
        expect(await signer.signTypedData(domain, TYPES, value), 'the same each time').to.equal(signature)
      })

      it('acts on contracts as the account', async () => {
        const contracts = connectContracts(world.deployment, signer)
        await ensureEncryptionKey(contracts, signer, person.identity)
        expect((await readEncryptionKey(contracts, signer.address)).keyId).to.equal(person.identity.keyId)
      })

      it('sends nothing that would fail, and says why', async () => {
        const { oracleCommittee } = connectContracts(world.deployment, signer)
        const nonce = await world.provider.getTransactionCount(signer.address)
        const error = await oracleCommittee.configure([], 1).catch((raw: unknown) => chainError(raw))
        expect((error as { code: string }).code).to.equal('NOT_AUTHORITY')
        expect(await world.provider.getTransactionCount(signer.address)).to.equal(nonce)
      })
    })
  }

  it('gives several transactions at once nonces of their own', async () => {
    const { wallet } = await world.make()
    const signer = oneAtATime(wallet)
    const failing = signer.sendTransaction({ to: world.committee, data: '0x01020304' })
    const sent = [1, 2, 3, 4].map(() => signer.sendTransaction({ to: wallet.address }))
    expect((await Promise.all(sent)).map(({ nonce }) => nonce)).to.deep.equal([0, 1, 2, 3])
    expect(await failing.catch(() => 'failed')).to.equal('failed')
  })

  describe('a remote signer that lies', () => {
    let person: Person
    before(async () => {
      person = await world.make()
    })
    const sign = async (answer: (call: Call) => Promise<unknown>, options = {}) =>
      (await remote(person, answer, options)).signTypedData(oracleDomain(person.contracts), TYPES, value)
    const send = async (answer: (call: Call) => Promise<unknown>) =>
      (await remote(person, answer)).sendTransaction({ to: person.wallet.address, data: '0x01' })

    it('is caught: the signature of another, over something else, malformed, or its twin', async () => {
      const other = await world.make()
      const signature = (await honest(person)({
        id: 1,
        method: 'eth_signTypedData_v4',
        params: [
          null,
          JSON.stringify(
            {
              domain: oracleDomain(person.contracts),
              types: TYPES,
              message: { requestId: id('another request') },
            },
            (_name, part) => (typeof part === 'bigint' ? String(part) : part),
          ),
        ],
      })) as string
      for (const lie of [signature, '0x', `0x${'00'.repeat(65)}`, 7, null, `0x${'ff'.repeat(65)}`]) {
        await expectError(() => sign(async () => lie), 'SIGNER_MISMATCH', /not/)
      }
      await expectError(() => sign(honest(other)), 'SIGNER_MISMATCH', /not/)
    })

    it('is caught: no transaction, one of another, or another one', async () => {
      const other = await world.make()
      await expectError(() => send(async () => 'sent'), 'SIGNER_MISMATCH', /transaction/)
      await expectError(
        () => send(async () => (await other.wallet.sendTransaction({ to: other.wallet.address })).hash),
        'SIGNER_MISMATCH',
        /transaction/,
      )
      await expectError(
        () => send(async () => (await person.wallet.sendTransaction({ to: other.wallet.address })).hash),
        'SIGNER_MISMATCH',
        /transaction/,
      )
    })

    it('is unavailable where it is silent, endless, or answers something else', async () => {
      const answers = [
        async () => `raw:${' '.repeat(100_000)}`,
        async () => 'raw:not json',
        async () => 'raw:{"jsonrpc":"2.0","id":99,"result":"0x"}',
        () => new Promise(() => undefined),
      ]
      for (const answer of answers)
        await expectError(() => sign(answer, { timeout: 1_000 }), 'SIGNER_UNAVAILABLE', /did not answer/)
    })

    it('may refuse, and its words are not repeated', async () => {
      await expectError(
        () => sign(async () => ({ error: { code: 4001, message: 'secret words' } })),
        'SIGNER_REFUSED',
        /^(?!.*secret).*4001/,
      )
    })

    it('is asked by TLS only, unless it is on this machine', () => {
      for (const url of ['http://signer.example', 'ftp://localhost', 'http://127.0.0.1.example']) {
        expect(() => walletOverHttp(url)).to.throw(/https/)
      }
      for (const url of ['https://signer.example', 'http://localhost:9000', 'http://[::1]:1'])
        walletOverHttp(url)
    })
  })

  describe('a keystore', () => {
    it('holds two secrets that have nothing in common, each new, and opens with its passphrase alone', async () => {
      const made = await createKeystore(PASSPHRASE, { withAccount: true, cost: COST })
      const opened = await openKeystore(made.text, PASSPHRASE)
      expect(new Wallet(String(opened.privateKey)).address).to.equal(made.address)
      expect(opened.seed)
        .to.match(/^0x[0-9a-f]{64}$/)
        .and.not.equal(opened.privateKey)
      for (const secret of [opened.seed, opened.privateKey ?? '', PASSPHRASE]) {
        expect(made.text).to.not.contain(secret.replace('0x', ''))
      }
      await expectError(() => openKeystore(made.text, 'another passphrase'), 'KEYSTORE_INVALID', /passphrase/)
    })

    it('is refused where it is malformed, altered, or asks for endless work', async () => {
      const { text } = await createKeystore(PASSPHRASE, { withAccount: true, cost: COST })
      const content = JSON.parse(text) as {
        encryption: { Crypto: { kdfparams: object; ciphertext: string } }
      }
      const { Crypto } = content.encryption
      const costly = (change: object) => ({
        ...content,
        encryption: {
          ...content.encryption,
          Crypto: { ...Crypto, kdfparams: { ...Crypto.kdfparams, ...change } },
        },
      })
      const altered = { ...content.encryption, Crypto: { ...Crypto, ciphertext: '00'.repeat(32) } }
      const wrong: unknown[] = [
        {},
        null,
        { ...content, note: 'more' },
        { ...content, account: 'none' },
        { ...content, format: 'salus-oracle-keystore/2' },
        { ...content, encryption: altered },
        costly({ n: 2 ** 30 }),
        costly({ p: 1_000_000 }),
        costly({ n: -1 }),
      ]
      for (const each of wrong) {
        await expectError(
          () => openKeystore(JSON.stringify(each), PASSPHRASE),
          'KEYSTORE_INVALID',
          /keystore/,
        )
      }
      await expectError(() => openKeystore('not json', PASSPHRASE), 'KEYSTORE_INVALID', /malformed/)
      await expectError(() => openKeystore(' '.repeat(70_000), PASSPHRASE), 'KEYSTORE_INVALID', /malformed/)
    })

    it('takes no short passphrase', async () => {
      await expectError(() => createKeystore('short', { withAccount: true }), 'KEYSTORE_INVALID', /12/)
    })
  })

  it('takes a plain key on a local chain only, unless that is allowed', async () => {
    const key = hexlify(randomBytes(32))
    const source = { kind: 'plain', key, seed: key, isAllowedAnywhere: false } as const
    expect((await openKeys(source, world.provider, 31337)).signer.address).to.equal(new Wallet(key).address)
    await expectError(() => openKeys(source, world.provider, 1), 'CONFIG_INVALID', /SALUS_ORACLE_KEYSTORE/)
    expect((await openKeys({ ...source, isAllowedAnywhere: true }, world.provider, 1)).seed).to.equal(key)
  })

  it('repeats no key in an error', async () => {
    const key = `0x${'00'.repeat(32)}`
    const allowed = { chainId: 31337, isAllowedAnywhere: false }
    for (const bad of [key, `0x${'ff'.repeat(32)}`, '0x1234567890']) {
      try {
        plainKeySigner(bad, world.provider, allowed)
        expect.fail('It is no key.')
      } catch (error) {
        expect((error as { code: string }).code).to.equal('KEY_INVALID')
        expect(inspect(error, { depth: 9, showHidden: true })).to.not.contain(bad.slice(2))
      }
    }
  })
})
