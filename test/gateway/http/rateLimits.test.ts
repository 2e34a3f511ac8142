import { expect } from 'chai'
import { UnavailableError } from '../../../sdk/errors/index.ts'
import { errorOf } from '../../helpers/expectError.ts'
import {
  createWorld,
  enrolPatient,
  STAFF_TOKEN,
  type StartedGateway,
  startHospital,
  type World,
} from '../../helpers/world.ts'
import { tokenOf } from './support/signInByHand.ts'

const PER_MINUTE = 40

describe('gateway/http/rateLimits', () => {
  let world: World
  before(async () => {
    world = await createWorld()
  })
  after(() => world.close())

  const start = (trustedProxies: readonly string[] = []) =>
    startHospital(world, { http: { requestsPerMinute: PER_MINUTE, trustedProxies } })
  const ask = (gateway: StartedGateway, path: string, headers: Record<string, string> = {}) =>
    fetch(new URL(path, gateway.url), { headers })
  const statuses = async (count: number, act: (index: number) => Promise<Response>) => {
    const found: number[] = []
    for (let index = 0; index < count; index++) found.push((await act(index)).status)
    return found
  }

  it('answers an address so often a minute, and says when to come again', async () => {
    const gateway = await start()
    const found = await statuses(PER_MINUTE + 5, () => ask(gateway, 'health'))
    expect(found).to.deep.equal([...Array(PER_MINUTE).fill(200), ...Array(5).fill(429)])
    const refused = await ask(gateway, `v1/reports/0x${'11'.repeat(32)}`)
    expect(refused.status).to.equal(429)
    expect(Number(refused.headers.get('retry-after'))).to.be.within(1, 60)
    expect(await refused.json()).to.have.property('code', 'RATE_LIMITED')
    const error = await errorOf(() => gateway.client.findReport(`0x${'11'.repeat(32)}`))
    expect(error).to.be.instanceOf(UnavailableError)
    // A record is many blocks.
    expect((await ask(gateway, 'ipfs/x')).status).to.equal(400)
  })

  it('counts what does not exist and who has no right: guessing tokens is no way around', async () => {
    const gateway = await start()
    const found = await statuses(PER_MINUTE + 1, (index) =>
      ask(gateway, index % 2 ? 'nothing/here' : 'v1/patients/0x00/notices', {
        authorization: `Bearer ${index}`,
      }),
    )
    expect(found.slice(0, PER_MINUTE)).to.not.include(429)
    expect(found.at(-1)).to.equal(429)
    // The right token is refused now as any other would be.
    const right = await ask(gateway, 'v1/patients/0x00/notices', { authorization: `Bearer ${STAFF_TOKEN}` })
    expect(right.status).to.equal(429)
  })

  it('lets people sign in less often than it answers', async () => {
    const gateway = await start()
    const found = await statuses(4, () => ask(gateway, 'v1/sign-in/nonce'))
    expect(found).to.deep.equal([200, 200, 429, 429])
    expect((await ask(gateway, 'health')).status).to.equal(200)
  })

  it('believes a proxy that it trusts, and nobody else, who asks', async () => {
    const forwarded = (index: number) => ({ 'x-forwarded-for': `203.0.113.${index}` })
    const alone = await start()
    const spoofed = await statuses(PER_MINUTE + 1, (index) => ask(alone, 'health', forwarded(index)))
    expect(spoofed.at(-1)).to.equal(429)
    const proxied = await start(['127.0.0.1'])
    const many = await statuses(PER_MINUTE + 10, (index) => ask(proxied, 'health', forwarded(index)))
    expect(many).to.not.include(429)
  })

  it('answers an account so often a minute, from however many addresses it asks', async () => {
    const gateway = await start(['127.0.0.1'])
    const patient = await enrolPatient(world, gateway.client)
    const token = await tokenOf(gateway.url, patient.wallet)
    const path = `v1/patients/${patient.wallet.address}/notices`
    const act = (index: number) =>
      ask(gateway, path, { authorization: `Bearer ${token}`, 'x-forwarded-for': `203.0.113.${index}` })
    const found = await statuses(PER_MINUTE + 1, act)
    expect(found).to.deep.equal([...Array(PER_MINUTE).fill(200), 429])
    // Of the staff nothing was taken.
    const staff = { authorization: `Bearer ${STAFF_TOKEN}`, 'x-forwarded-for': '198.51.100.1' }
    expect((await ask(gateway, path, staff)).status).to.equal(200)
  })
})
