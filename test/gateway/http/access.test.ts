import { expect } from 'chai'
import { Wallet } from 'ethers'
import { type GatewayClient, gatewayClient } from '../../../sdk/gateway/client.ts'
import { recordOfBytes } from '../../../sdk/gateway/recordOfBytes.ts'
import type { Scope } from '../../../sdk/gateway/scopes.ts'
import type { MessageSigner } from '../../../sdk/gateway/signInMessage.ts'
import { organisation } from '../../helpers/chain.ts'
import { expectError } from '../../helpers/expectError.ts'
import { roles } from '../../helpers/terms.ts'
import {
  addBundle,
  createWorld,
  enrolPatient,
  grantTo,
  HOSPITAL,
  type Person,
  recordRequestOf,
  STAFF_TOKEN,
  type StartedGateway,
  startHospital,
  type World,
} from '../../helpers/world.ts'
import { signInRequest, tokenOf } from './support/signInByHand.ts'

const FAR_FUTURE = 2 ** 36
const unknown = `0x${'11'.repeat(32)}`

describe('gateway/http/access', () => {
  let world: World
  let hospital: StartedGateway
  let patient: Person
  let address: string
  let recordId: string
  before(async () => {
    world = await createWorld()
    hospital = await startHospital(world)
    patient = await enrolPatient(world, hospital.client)
    address = patient.wallet.address
    recordId = (await addBundle(hospital.staff, patient)).recordId
  })
  after(() => world.close())

  const signedIn = async (signer: MessageSigner, scopes?: readonly Scope[]): Promise<GatewayClient> => {
    const client = gatewayClient({ url: hospital.url })
    await client.signIn(signer, scopes ? { scopes } : {})
    return client
  }
  const ask = async (method: string, path: string, token: string) => {
    const headers = { authorization: `Bearer ${token}` }
    const response = await fetch(new URL(path, hospital.url), { method, headers })
    return { status: response.status, text: await response.text(), headers: response.headers }
  }
  describe('a patient', () => {
    it('sees all that is theirs, until they sign out', async () => {
      const client = gatewayClient({ url: hospital.url })
      const session = await client.signIn(patient.wallet)
      expect(session).to.deep.include({ account: address, patient: address })
      expect(session.scopes).to.deep.equal(['patient/*.rs', 'user/*.rs'])
      expect((await client.listRecords(address)).map((record) => record.recordId)).to.include(recordId)
      expect((await client.listDisclosures(recordId)).length).to.be.greaterThan(0)
      expect((await client.patientDisclosures(address)).total).to.be.greaterThan(0)
      const { keyEpoch } = await client.rekeyRecord(recordId)
      expect(keyEpoch).to.be.greaterThan(1)
      const notices = await client.listNotices(address)
      expect(notices.map(({ kind }) => kind)).to.include('rekeyed')
      const last = notices.at(-1)?.id ?? 0
      expect(await client.listNotices(address, { after: last, limit: 1 })).to.deep.equal([])
      await client.signOut()
      await expectError(() => client.listRecords(address), 'NOT_AUTHORISED', /Sign in/)
    })

    it('does nothing that is for the staff', async () => {
      const client = await signedIn(patient.wallet)
      const kind = { patient: address, category: 'documents', mediaType: 'text/plain' } as const
      const record = await recordOfBytes(kind, new Uint8Array(1))
      for (const call of [() => client.addRecord(record), () => client.anchorDisclosures()]) {
        await expectError(call, 'NOT_ACCREDITED', /staff/)
      }
    })

    it('erases an own record, and none of anyone else', async () => {
      const other = await enrolPatient(world, hospital.client)
      const { recordId: own } = await addBundle(hospital.staff, other)
      const [theirs, mine] = [await signedIn(patient.wallet), await signedIn(other.wallet)]
      await expectError(() => theirs.eraseRecord(own), 'RECORD_NOT_FOUND', /holds no record/)
      await mine.eraseRecord(own)
      const left = await mine.listRecords(other.wallet.address)
      expect(left.filter(({ recordId: id, status }) => id === own && status !== 'erased')).to.deep.equal([])
    })

    it('hands over to another controller at once: the old key opens nothing any more', async () => {
      const moved = await enrolPatient(world, hospital.client)
      const stored = await addBundle(hospital.staff, moved)
      const old = await signedIn(moved.wallet)
      const controller = Wallet.createRandom()
      const next = await signedIn(controller)
      await expectError(() => next.listNotices(moved.wallet.address), 'NOT_CONTROLLER', /do not act/)

      const { guardianship } = world.deployment.contracts
      const { provider, contracts } = world.chain
      await provider.request({ method: 'hardhat_impersonateAccount', params: [guardianship] })
      await provider.request({
        method: 'hardhat_setBalance',
        params: [guardianship, '0x21e19e0c9bab2400000'],
      })
      const signer = await world.chain.ethers.getSigner(guardianship)
      await contracts.consentRegistry.connect(signer).moveController(moved.wallet.address, controller.address)

      expect(await next.listRecords(moved.wallet.address)).to.have.length(1)
      expect((await next.listDisclosures(stored.recordId)).length).to.be.greaterThan(0)
      await expectError(() => old.listNotices(moved.wallet.address), 'NOT_CONTROLLER', /do not act/)
      await expectError(() => old.listDisclosures(stored.recordId), 'RECORD_NOT_FOUND', /no record/)
      expect(await old.listRecords(moved.wallet.address, 'PATRQT')).to.deep.equal([])
      const again = gatewayClient({ url: hospital.url })
      expect((await again.signIn(moved.wallet)).patient).to.equal(null)
    })
  })

  describe('the staff', () => {
    it('is whom the chain accredits for this organisation, at each call', async () => {
      const nurse = await world.make()
      const { accreditationRegistry } = world.chain.contracts
      const accredit = (org: string, role: number) =>
        accreditationRegistry.accredit(nurse.wallet.address, org, role, FAR_FUTURE)
      await accredit(HOSPITAL, roles.custodian)
      const client = gatewayClient({ url: hospital.url })
      expect((await client.signIn(nurse.wallet)).scopes).to.include('system/*.cruds')
      expect((await client.listRecords(address)).length).to.be.greaterThan(0)
      await client.anchorDisclosures()

      await accreditationRegistry.withdraw(nurse.wallet.address)
      await expectError(() => client.anchorDisclosures(), 'NOT_ACCREDITED', /staff/)
      await expectError(() => client.listNotices(address), 'NOT_CONTROLLER', /do not act/)
      await accredit(organisation('other hospital'), roles.custodian)
      await expectError(() => client.anchorDisclosures(), 'NOT_ACCREDITED', /staff/)
    })

    it('holds only the scopes that were signed for', async () => {
      const client = await signedIn(world.hospital.wallet, ['patient/*.rs'])
      await expectError(() => client.anchorDisclosures(), 'NOT_ACCREDITED', /staff/)
      await (await signedIn(world.hospital.wallet, ['system/*.cruds'])).anchorDisclosures()
      const patientOnly = await signedIn(patient.wallet, ['user/*.rs'])
      await expectError(() => patientOnly.listNotices(address), 'NOT_CONTROLLER', /do not act/)
    })

    it('does not become so by asking for the scope', async () => {
      const client = gatewayClient({ url: hospital.url })
      const { scopes } = await client.signIn(world.clinician.wallet, {
        scopes: ['user/*.rs', 'system/*.cruds'],
      })
      expect(scopes).to.deep.equal(['user/*.rs'])
      await expectError(() => client.anchorDisclosures(), 'NOT_ACCREDITED', /staff/)
      const only = () => signedIn(world.clinician.wallet, ['system/*.cruds'])
      await expectError(only, 'SIGN_IN_INVALID', /none of the scopes/)
    })
  })

  describe('anyone else', () => {
    it('sees only what the law permits them now, for a purpose', async () => {
      const person = await enrolPatient(world, hospital.client)
      const stored = await addBundle(hospital.staff, person)
      await addBundle(hospital.staff, person, { category: 'genetics' })
      const client = await signedIn(world.clinician.wallet)
      const list = (purpose?: 'TREAT' | 'HRESCH') => client.listRecords(person.wallet.address, purpose)
      await expectError(() => list(), 'MESSAGE_INVALID', /name a purpose/)
      expect(await list('TREAT')).to.deep.equal([])
      await grantTo(world, person, world.clinician.wallet.address)
      expect((await list('TREAT')).map((record) => record.recordId)).to.deep.equal([stored.recordId])
      expect(await list('HRESCH')).to.deep.equal([])
      const stranger = world.relayer.wallet.address
      expect(await client.listRecords(stranger, 'TREAT')).to.deep.equal([])
    })

    it('does not learn whether a record exists', async () => {
      const token = await tokenOf(hospital.url, world.otherClinician.wallet)
      const calls: [method: string, path: (id: string) => string][] = [
        ['GET', (id) => `v1/records/${id}/disclosures`],
        ['POST', (id) => `v1/records/${id}/rekey`],
        ['DELETE', (id) => `v1/records/${id}`],
      ]
      for (const [method, path] of calls) {
        const [held, missing] = [
          await ask(method, path(recordId), token),
          await ask(method, path(unknown), token),
        ]
        expect(held.status, method).to.be.oneOf([403, 404])
        expect(held.status, method).to.equal(missing.status)
        expect(held.text.replaceAll(recordId, unknown), method).to.equal(missing.text)
      }
    })

    it('is told in the header what is missing, and never sees a token again', async () => {
      const nothing = await fetch(new URL(`v1/records/${recordId}/disclosures`, hospital.url))
      expect(nothing.headers.get('www-authenticate')).to.equal('Bearer realm="salus"')
      const wrong = await ask('GET', `v1/records/${recordId}/disclosures`, 'guessed-token')
      expect(wrong.status).to.equal(401)
      expect(wrong.headers.get('www-authenticate')).to.contain('error="invalid_token"')
      expect(wrong.text + JSON.stringify([...wrong.headers])).to.not.contain('guessed-token')
      const token = await tokenOf(hospital.url, patient.wallet)
      const inQuery = await fetch(
        new URL(`v1/patients/${address}/notices?access_token=${token}`, hospital.url),
      )
      expect(inQuery.status).to.equal(401)
      expect(await inQuery.text()).to.not.contain(token)
    })
  })

  describe('signing in', () => {
    it('takes a signed message once', async () => {
      const body = await signInRequest(hospital.url, patient.wallet)
      const url = new URL('v1/sign-in', hospital.url)
      const answers = await Promise.all([fetch(url, body), fetch(url, body), fetch(url, body)])
      expect(answers.map(({ status }) => status).sort()).to.deep.equal([200, 403, 403])
      expect((await fetch(url, body)).status).to.equal(403)
    })

    it('refuses a forged one, and one that another gateway asked for', async () => {
      const forger: MessageSigner = {
        getAddress: async () => address,
        signMessage: (message) => world.relayer.wallet.signMessage(message),
      }
      await expectError(() => signedIn(forger), 'SIGNATURE_INVALID', /not signed by/)

      // Two gateways of one hospital: what was signed for one is worth nothing at the other.
      const other = await startHospital(world, { signer: world.hospital.wallet })
      const body = await signInRequest(hospital.url, patient.wallet)
      const answer = await fetch(new URL('v1/sign-in', other.url), body)
      expect(answer.status).to.equal(403)
      expect(((await answer.json()) as { code: string }).code).to.equal('SIGN_IN_INVALID')
    })

    it('is for contract wallets too', async () => {
      const owner = Wallet.createRandom()
      const wallet = await world.chain.ethers.deployContract('ContractWallet', [owner.address])
      const signer: MessageSigner = {
        getAddress: () => wallet.getAddress(),
        signMessage: (message) => owner.signMessage(message),
      }
      const session = await gatewayClient({ url: hospital.url }).signIn(signer)
      expect(session.account).to.equal(await wallet.getAddress())
    })

    it('lasts until the gateway restarts', async () => {
      const first = await startHospital(world)
      const authorization = `Bearer ${await tokenOf(first.url, patient.wallet)}`
      const list = ({ url }: StartedGateway) =>
        fetch(new URL(`v1/patients/${address}/records`, url), { headers: { authorization } })
      expect(await (await list(first)).json()).to.deep.equal([])
      await first.close()
      // At another port: the first one's may be somebody else's by now.
      const over = await list(await startHospital(world, { dataFolder: first.dataFolder }))
      expect(over.status).to.equal(401)
      expect(await over.text()).to.match(/NOT_AUTHORISED.*session is over/)
    })

    it('gives back the staff token after a session of a client that has one', async () => {
      const client = gatewayClient({ url: hospital.url, staffToken: STAFF_TOKEN })
      await client.signIn(patient.wallet)
      await expectError(() => client.anchorDisclosures(), 'NOT_ACCREDITED', /staff/)
      await client.signOut()
      await client.anchorDisclosures()
    })
  })

  it('releases keys to signed messages alone: a session is no signature', async () => {
    const client = await signedIn(patient.wallet)
    const request = await recordRequestOf(world.otherClinician, recordId)
    await expectError(
      () => client.requestRecord({ ...request, grantee: address }),
      'SIGNATURE_INVALID',
      /not signed/,
    )
  })
})
