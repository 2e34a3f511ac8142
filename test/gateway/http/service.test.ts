import { rename } from 'node:fs/promises'
import { expect } from 'chai'
import {
  addBundle,
  createWorld,
  enrolPatient,
  grantTo,
  recordRequestOf,
  type StartedGateway,
  startHospital,
  type World,
} from '../../helpers/world.ts'
import { exchange } from './support/rawConnection.ts'

const ORIGIN = 'https://portal.example'

describe('gateway/http, the service', () => {
  let world: World
  before(async () => {
    world = await createWorld()
  })
  after(() => world.close())

  const ask = (gateway: StartedGateway, path: string, init: RequestInit = {}) =>
    fetch(new URL(path, gateway.url), init)

  describe('health', () => {
    const healthOf = async (gateway: StartedGateway) => {
      const answer = await ask(gateway, 'health')
      return { status: answer.status, body: await answer.json() }
    }

    it('says which block it has seen', async () => {
      const gateway = await startHospital(world)
      const { status, body } = await healthOf(gateway)
      expect(status).to.equal(200)
      const latest = await world.provider.getBlock('latest')
      expect(body.chain).to.deep.equal({
        reachable: true,
        latestBlock: latest?.number,
        time: new Date((latest?.timestamp ?? 0) * 1000).toISOString(),
      })
      expect(body).to.deep.include({ status: 'ok', store: { writable: true }, warnings: [] })
    })

    it('says that the chain is dead', async () => {
      const gateway = await startHospital(world)
      world.line.isCut = true
      const { status, body } = await healthOf(gateway)
      world.line.isCut = false
      expect(status).to.equal(503)
      expect(body).to.deep.include({ status: 'unavailable', warnings: [] })
      expect(body.chain).to.deep.equal({ reachable: false, latestBlock: null, time: null })
    })

    it('says that its store is gone', async () => {
      const gateway = await startHospital(world)
      await rename(`${gateway.dataFolder}/gateway.sqlite`, `${gateway.dataFolder}/moved.sqlite`)
      const { status, body } = await healthOf(gateway)
      await rename(`${gateway.dataFolder}/moved.sqlite`, `${gateway.dataFolder}/gateway.sqlite`)
      expect(status).to.equal(503)
      expect(body).to.deep.include({ status: 'unavailable', store: { writable: false } })
      expect(JSON.stringify(body)).to.not.contain(gateway.dataFolder)
    })

    it('warns where its clock and the chain are an hour apart, and works on', async () => {
      const other = await createWorld()
      try {
        const gateway = await startHospital(other)
        await other.chain.networkHelpers.time.increase(3_600)
        const { status, body } = await healthOf(gateway)
        expect(status).to.equal(200)
        expect(body.warnings).to.have.length(1)
        expect(body.warnings[0]).to.match(/clock is -3[56]\d\d seconds/)
      } finally {
        await other.close()
      }
    })
  })

  describe('metrics', () => {
    const textOf = async (gateway: StartedGateway, headers: Record<string, string> = {}) =>
      (await ask(gateway, 'metrics', { headers })).text()
    const readingOf = (text: string, name: string) =>
      Number(new RegExp(`^${name.replace(/[{}]/g, '\\$&')} (\\S+)$`, 'm').exec(text)?.[1])

    it('counts what was taken in, released, refused and encrypted anew', async () => {
      const gateway = await startHospital(world)
      const patient = await enrolPatient(world, gateway.client)
      const { recordId } = await addBundle(gateway.staff, patient)
      const refused = gateway.client.requestRecord(await recordRequestOf(world.clinician, recordId))
      await refused.catch(() => undefined)
      await grantTo(world, patient, world.clinician.wallet.address)
      await gateway.client.requestRecord(await recordRequestOf(world.clinician, recordId))
      await gateway.staff.rekeyRecord(recordId)
      const text = await textOf(gateway)
      expect(readingOf(text, 'salus_releases_total')).to.equal(1)
      expect(readingOf(text, 'salus_refusals_total{decision="no-consent"}')).to.equal(1)
      expect(readingOf(text, 'salus_rekeys_total')).to.equal(1)
      const [listed] = await gateway.staff.listRecords(patient.wallet.address)
      expect(readingOf(text, 'salus_ingested_bytes_total')).to.equal(listed?.size)
      // Of the locator, the refusal, the release and the second locator.
      expect(readingOf(text, 'salus_unanchored_receipts')).to.equal(4)
      await gateway.staff.anchorDisclosures()
      expect(readingOf(await textOf(gateway), 'salus_unanchored_receipts')).to.equal(0)
      expect(readingOf(text, 'salus_chain_head_lag_seconds')).to.be.a('number').and.not.NaN
      expect(readingOf(text, 'salus_open_connections')).to.be.greaterThan(0)
      const counted =
        /^salus_http_request_duration_seconds_count\{method="POST",route="([^"]+)",status="200"\}/gm
      expect([...text.matchAll(counted)].map(([, route]) => route)).to.include('/v1/records/:id/rekey')
    })

    it('names nobody and nothing: no label holds what was sent', async () => {
      const gateway = await startHospital(world)
      const patient = await enrolPatient(world, gateway.client)
      const { recordId, cid } = await addBundle(gateway.staff, patient)
      for (const path of [
        `v1/records/${recordId}/disclosures`,
        `v1/patients/${patient.wallet.address}/records?purpose=TREAT`,
        `ipfs/${cid}`,
        `cholesterol-234/${recordId}`,
      ]) {
        await ask(gateway, path)
      }
      await exchange(gateway.url, 'PROPFIND /cholesterol HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n')
      const text = await textOf(gateway)
      expect(text).to.contain('route="/ipfs/:cid"').and.contain('route="other"')
      expect(text).to.not.match(/0x[0-9a-fA-F]{6,}|baf[a-z0-9]{10,}|cholesterol|PROPFIND|127\.0\.0\.1/)
      const labels = [...text.matchAll(/(\w+)="/g)].map(([, label]) => label)
      expect(new Set(labels)).to.deep.equal(new Set(['le', 'method', 'route', 'status']))
    })

    it('is for this machine alone, not for what a proxy on it passes on', async () => {
      const gateway = await startHospital(world)
      expect((await ask(gateway, 'metrics')).status).to.equal(200)
      for (const header of ['x-forwarded-for', 'forwarded']) {
        const answer = await ask(gateway, 'metrics', { headers: { [header]: '127.0.0.1' } })
        expect(answer.status, header).to.equal(401)
      }
    })

    it('is for who has the token, where there is one', async () => {
      const metricsToken = 'token for the one who counts'
      const gateway = await startHospital(world, { http: { metricsToken } })
      for (const authorization of ['', 'Bearer x', metricsToken]) {
        expect((await ask(gateway, 'metrics', { headers: { authorization } })).status).to.equal(401)
      }
      const authorization = `Bearer ${metricsToken}`
      expect((await ask(gateway, 'metrics', { headers: { authorization } })).status).to.equal(200)
    })
  })

  describe('web pages', () => {
    const preflight = (gateway: StartedGateway, origin: string) =>
      ask(gateway, 'v1/sign-in', {
        method: 'OPTIONS',
        headers: {
          origin,
          'access-control-request-method': 'POST',
          'access-control-request-headers': 'content-type',
        },
      })

    it('lets none use it unless told', async () => {
      const gateway = await startHospital(world)
      const answers = [
        await preflight(gateway, ORIGIN),
        await ask(gateway, 'health', { headers: { origin: ORIGIN } }),
      ]
      for (const { headers } of answers) expect(headers.get('access-control-allow-origin')).to.equal(null)
      expect(answers[0]?.status).to.equal(404)
    })

    it('lets those on the list use it, and no others', async () => {
      const gateway = await startHospital(world, { http: { origins: [ORIGIN] } })
      const asked = await preflight(gateway, ORIGIN)
      expect(asked.status).to.equal(204)
      expect(asked.headers.get('access-control-allow-origin')).to.equal(ORIGIN)
      expect(asked.headers.get('access-control-allow-headers')).to.contain('authorization')
      expect(asked.headers.get('access-control-allow-credentials')).to.equal(null)
      const refused = await ask(gateway, `v1/patients/${world.committee}/notices`, {
        headers: { origin: ORIGIN },
      })
      expect(refused.status).to.equal(401)
      expect(refused.headers.get('access-control-allow-origin')).to.equal(ORIGIN)
      for (const origin of ['https://evil.example', `${ORIGIN}.evil.example`, 'null', ORIGIN.toUpperCase()]) {
        const answer = await ask(gateway, 'health', { headers: { origin } })
        expect(answer.headers.get('access-control-allow-origin'), origin).to.equal(null)
        expect(answer.headers.get('vary')).to.equal('Origin')
        expect((await preflight(gateway, origin)).status, origin).to.equal(404)
      }
    })

    it('lets people sign in on them under the name of the page', async () => {
      const gateway = await startHospital(world, {
        http: { origins: [ORIGIN], publicUrl: 'https://gateway.example/hospital' },
      })
      const nonce = async (headers: Record<string, string>) =>
        (await ask(gateway, 'v1/sign-in/nonce', { headers })).json()
      const page = await nonce({ origin: ORIGIN })
      expect(page).to.include({
        domain: 'portal.example',
        uri: 'https://gateway.example/hospital',
        chainId: 31337,
      })
      expect(await nonce({})).to.include({ domain: 'gateway.example' })
      expect(await nonce({ origin: 'https://evil.example' })).to.include({ domain: 'gateway.example' })
    })

    it('says that what it answers is not to be kept or guessed at', async () => {
      const gateway = await startHospital(world)
      for (const path of ['health', 'v1/sign-in/nonce', 'nothing', 'v1/patients/x/notices']) {
        const { headers } = await ask(gateway, path)
        expect(headers.get('cache-control'), path).to.equal('no-store')
        expect(headers.get('x-content-type-options'), path).to.equal('nosniff')
      }
    })
  })

  it('serves blocks as a trustless IPFS gateway does', async () => {
    const gateway = await startHospital(world)
    const patient = await enrolPatient(world, gateway.client)
    const { cid } = await addBundle(gateway.staff, patient)
    for (const method of ['GET', 'HEAD']) {
      const { headers, status } = await ask(gateway, `ipfs/${cid}?format=raw`, { method })
      expect(status).to.equal(200)
      expect(headers.get('content-type')).to.equal('application/vnd.ipld.raw')
      expect(headers.get('etag')).to.equal(`"${cid}.raw"`)
      expect(headers.get('cache-control')).to.equal('public, max-age=29030400, immutable')
      expect(headers.get('x-content-type-options')).to.equal('nosniff')
      expect(headers.get('content-disposition')).to.equal(`attachment; filename="${cid}.bin"`)
      expect(Number(headers.get('content-length'))).to.be.greaterThan(100)
    }
    const again = await ask(gateway, `ipfs/${cid}`, { headers: { 'if-none-match': `"${cid}.raw"` } })
    expect(again.status).to.equal(304)
    expect((await ask(gateway, `ipfs/${cid}?format=car`)).status).to.equal(400)
    const missing = await ask(gateway, 'ipfs/bafkreigh2akiscaildcqabsyg3dfr6chu3fgpregiymsck7e7aqa4s52zy')
    expect(missing.headers.get('cache-control')).to.equal('no-store')
  })
})
