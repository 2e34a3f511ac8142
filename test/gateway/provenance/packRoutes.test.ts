import { expect } from 'chai'
import { packSalt } from '../../../sdk/provenance/packBody.ts'
import type { VerificationAnswer } from '../../../sdk/provenance/verificationMessage.ts'
import { createWorld, type World } from '../../helpers/world.ts'
import { commission, type Maker, startMaker } from './maker.ts'
import { GTIN, serialsOf } from './support.ts'

/** They occur nowhere by chance. */
const SERIALS = serialsOf('QZX', 12)
const LOT = 'LOTQZX'

describe('gateway/http/routes/verification', () => {
  let world: World
  let maker: Maker
  let secrets: string[]
  let expiry: string
  before(async () => {
    world = await createWorld()
    maker = await startMaker(world)
    const book = await commission(maker, SERIALS, { lot: LOT })
    await maker.gateway.staff.publishBatch(book)
    expiry = book.expiry.slice(2).replaceAll('-', '')
    secrets = [book.secret, ...SERIALS.map((_, index) => packSalt(book.secret, index))].map((text) =>
      text.slice(2),
    )
  })
  after(() => world.close())

  const ask = async (path: string, init: RequestInit = {}) => {
    const response = await fetch(new URL(path, maker.gateway.url), init)
    return { response, status: response.status, text: await response.text() }
  }
  const dataOf = (text: string) => (JSON.parse(text) as VerificationAnswer).data

  it('answers anyone, in each form of the link, and lets nobody keep the answer', async () => {
    for (const path of [
      `/01/${GTIN}/21/QZX3`,
      `/01/${GTIN}/10/${LOT}/21/QZX3`,
      `/01/${GTIN}/21/QZX3?10=${LOT}&linkType=verificationService`,
      `/01/${GTIN}/21/%51ZX3?linkType=gs1:verificationService&11=250101&4711=x&context=any`,
      `/01/${GTIN}/22/2A/21/QZX3`,
      `/01/${GTIN}/22/2A/10/${LOT}/21/QZX3`,
      // As routers of verification requests write it.
      `/gtin/${GTIN}/lot/${LOT}/ser/QZX3?exp=${expiry}&linkType=verificationService&context=dscsaSaleableReturn`,
      `/gtin/${GTIN}/ser/QZX3?lot=${LOT}&exp=${expiry}`,
      `/gtin/${GTIN}/cpv/2A/lot/${LOT}/ser/QZX3`,
      `/gtin/${GTIN}/cpv/2A/ser/QZX3`,
    ]) {
      const { response, status, text } = await ask(path)
      expect(status, path).to.equal(200)
      expect(dataOf(text), path).to.deep.equal({ verified: true })
      expect(response.headers.get('content-type')).to.match(/^application\/json/)
      expect(response.headers.get('cache-control')).to.equal('no-store')
      const head = await ask(path, { method: 'HEAD' })
      expect([head.status, head.text]).to.deep.equal([200, ''])
      expect(head.response.headers.get('cache-control')).to.equal('no-store')
    }
  })

  it('compares an expiry and a lot by whatever name they come, and tells neither', async () => {
    for (const [path, reason] of [
      [`/01/${GTIN}/21/QZX3?17=250101`, 'No_match_GTIN_Serial_Expiry'],
      [`/01/${GTIN}/21/QZX3?exp=250101`, 'No_match_GTIN_Serial_Expiry'],
      [`/01/${GTIN}/21/QZX3?7003=2501011200`, 'No_match_GTIN_Serial_Expiry'],
      [`/gtin/${GTIN}/lot/${LOT}/ser/QZX3?exp=250101`, 'No_match_GTIN_Serial_Expiry'],
      [`/gtin/${GTIN}/ser/QZX3?lot=A`, 'No_match_GTIN_Serial_Lot'],
      [`/gtin/${GTIN}/lot/A/ser/QZX3?exp=250101`, 'No_match_GTIN_Serial_Lot_Expiry'],
    ] as const) {
      const { status, text } = await ask(path)
      expect(status, path).to.equal(200)
      const { verificationTimestamp: _, ...answer } = JSON.parse(text)
      expect(answer, path).to.deep.equal({ data: { verified: false, verificationFailureReason: reason } })
    }
  })

  it('gives back what the caller recognises the answer by', async () => {
    const corrUUID = '123e4567-e89b-12d3-a456-426614174000'
    const { text } = await ask(`/01/${GTIN}/21/QZX3?corrUUID=${corrUUID}`)
    expect(JSON.parse(text).corrUUID).to.equal(corrUUID)
    expect((await ask(`/01/${GTIN}/21/QZX3?corrUUID=7`)).status).to.equal(400)
  })

  it('tells an unknown serial number from an unknown GTIN in nothing', async () => {
    const strip = ({ response, text }: Awaited<ReturnType<typeof ask>>) => {
      const { verificationTimestamp, ...answer } = JSON.parse(text)
      expect(verificationTimestamp).to.be.a('string')
      const headers = Object.fromEntries(response.headers)
      for (const name of ['date']) delete headers[name]
      return { answer, headers }
    }
    const serial = strip(await ask(`/01/${GTIN}/21/QZX999`))
    expect(serial.answer).to.deep.equal({
      data: { verified: false, verificationFailureReason: 'No_match_GTIN_Serial' },
    })
    expect(strip(await ask('/01/09506000134369/21/QZX999'))).to.deep.equal(serial)
    expect(strip(await ask(`/01/${GTIN}/10/${LOT}/21/QZX999?17=300101`))).to.deep.equal(serial)
  })

  it('gives away the salt of the pack in question, and never the secret or another salt', async () => {
    for (const [index, serial] of SERIALS.entries()) {
      const { text } = await ask(`/01/${GTIN}/21/${serial}`)
      expect(secrets.map((secret) => text.includes(secret))).to.deep.equal(
        secrets.map((_, place) => place === index + 1),
      )
    }
  })

  it('refuses what is no link of a pack, and repeats nothing of it', async () => {
    const paths = [
      `/01/${GTIN.slice(0, -1)}1/21/QZX3`,
      `/01/QZX/21/QZX3`,
      `/01/${GTIN}/21/QZX3%E2%82%AC`,
      `/01/${GTIN}/21/${'QZX'.repeat(8)}`,
      `/01/${GTIN}/21/QZX3?17=271301`,
      `/01/${GTIN}/21/QZX3?17=QZX`,
      `/01/${GTIN}/21/QZX3?10=A&10=B`,
      `/01/${GTIN}/10/A/21/QZX3?10=QZX`,
      `/01/${GTIN}/21/QZX3?linkType=all`,
      `/01/${GTIN}/21/QZX%zz`,
      `/01/${GTIN}/21/QZX%C3`,
      `/01/${GTIN}/21/${'QZX'.repeat(300)}`,
      `/01/${GTIN}/21/`,
      `/01/${GTIN}`,
      `/01/${GTIN}/21/QZX3/${LOT}`,
      `/01/${GTIN}/21/QZX3?exp=271301`,
      `/01/${GTIN}/21/QZX3?17=271201&exp=271201`,
      `/gtin/${GTIN}/ser/QZX3?exp=QZX`,
      `/gtin/${GTIN}/21/QZX3`,
    ]
    for (const path of paths) {
      for (const init of [{}, { method: 'DELETE' }]) {
        const { status, text } = await ask(path, init)
        expect(status, path).to.be.oneOf([400, 404, 414])
        expect(Object.keys(JSON.parse(text)), path).to.deep.equal(['code', 'message'])
        expect(text, path).to.not.match(/QZX|0950600/)
      }
    }
  })

  it('says that the chain is away, and repeats nothing then either', async () => {
    world.line.isCut = true
    const { status, text } = await ask(`/01/${GTIN}/21/QZX3`)
    world.line.isCut = false
    expect(status).to.equal(503)
    expect(text).to.not.match(/QZX|0950600/)
  })

  it('counts requests without what they are about', async () => {
    const { text } = await ask('/metrics')
    expect(text).to.contain('route="/01/:gtin/21/:serial"')
    expect(text).to.not.match(/QZX|0950600/)
    expect(maker.gateway.errors.map(String).join()).to.not.match(/QZX|0950600/)
  })

  it('lets an address guess less often than it asks for anything else', async () => {
    const strict = await startMaker(world, { http: { requestsPerMinute: 40 } })
    const statuses = []
    for (let index = 0; index < 6; index++) {
      statuses.push((await fetch(new URL(`/01/${GTIN}/21/G${index}`, strict.gateway.url))).status)
    }
    expect(statuses).to.deep.equal([200, 200, 200, 200, 429, 429])
    // In any form of the link.
    const other = await fetch(new URL(`/01/${GTIN}/10/A/21/G7`, strict.gateway.url), { method: 'HEAD' })
    expect(other.status).to.equal(429)
    expect((await fetch(new URL('/health', strict.gateway.url))).status).to.equal(200)
  })
})
