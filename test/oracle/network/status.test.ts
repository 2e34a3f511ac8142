import { expect } from 'chai'
import { createHistory } from '../../../oracle/network/history.ts'
import { createMetrics } from '../../../oracle/network/metrics.ts'
import { createHeadWatch, statusRoutes } from '../../../oracle/network/status.ts'
import { type Exchange, serveShares } from '../../../oracle/quorum/exchange.ts'
import { askNode } from '../../../sdk/inference/askNode.ts'

const account = '0x70997970C51812dc3A010C7d01b50e0d17dc79C8'
const requestId = `0x${'11'.repeat(32)}`
const hash = `0x${'22'.repeat(32)}`
const ORIGIN = 'https://portal.example'
const idle = { waiting: 0, underWay: 0 }
const queue = { requests: { waiting: 2, underWay: 1 }, alerts: idle, logs: idle, plans: idle }

describe('oracle/network/status', () => {
  const open: Exchange[] = []
  after(async () => {
    for (const exchange of open) await exchange.close()
  })
  let now = 0
  async function start(metricsToken: string | null) {
    const head = createHeadWatch(() => now)
    const metrics = createMetrics([{ card: { name: 'heart' }, version: '0x01' }])
    const history = createHistory(() => now)
    const exchange = await serveShares(() => undefined, {
      host: '127.0.0.1',
      port: 0,
      addRoutes: statusRoutes({
        account,
        head,
        history,
        queue: () => queue,
        pendingRequests: () => 3,
        models: [hash],
        origins: [ORIGIN],
        metrics,
        metricsToken,
      }),
    })
    open.push(exchange)
    return { head, history, metrics, url: exchange.url }
  }

  it('is healthy while it sees the chain', async () => {
    const { head, url } = await start(null)
    const health = async () => {
      const response = await fetch(`${url}/health`)
      return [response.status, await response.json()]
    }
    now = 1_000_000
    expect(await health()).to.deep.equal([503, { status: 'unavailable', account, latestBlock: null }])
    head.seen({ number: 7, hash: '0x', timestamp: 1 })
    expect(await health()).to.deep.equal([200, { status: 'ok', account, latestBlock: 7 }])
    now += 31_000
    expect((await health())[0], 'no look for half a minute').to.equal(503)
    head.seen()
    expect((await health())[0]).to.equal(200)
    head.failed()
    expect((await health())[0]).to.equal(503)
  })

  it('counts what happened, without a word about whom', async () => {
    const { head, metrics, url } = await start(null)
    const seconds = () => Math.round(Date.now() / 1000)
    const timestamp = seconds() - 5
    head.seen({ number: 7, hash: '0x', timestamp })
    metrics.count({ kind: 'signed', account, requestId, outputHash: '0x02' })
    metrics.count({ kind: 'refused', account, requestId, error: new Error('of a patient') })
    metrics.count({ kind: 'reorganised', account, depth: 4 })
    const text = await (await fetch(`${url}/metrics`)).text()
    for (const line of [
      'salus_oracle_events_total{kind="signed"} 1',
      'salus_oracle_events_total{kind="refused"} 1',
      'salus_oracle_last_reorganisation_blocks 4',
      'salus_oracle_pending_requests 3',
      'salus_oracle_queue{kind="requests",state="waiting"} 2',
      'salus_oracle_last_block 7',
      'salus_oracle_model_info{model="heart",version="0x01"} 1',
    ]) {
      expect(text.split('\n')).to.include(line)
    }
    const lag = Number(/head_lag_seconds (\d+)\n/.exec(text)?.[1])
    expect(lag).to.be.within(5, seconds() - timestamp)
    for (const secret of [account, requestId, 'of a patient']) expect(text).to.not.contain(secret)
  })

  it('tells how unlike the training rows the people are, once they are many', async () => {
    const comparison = { counts: [], stabilityIndex: null }
    const summary = {
      model: 'heart',
      modelVersion: '0x01',
      reports: 120,
      abstained: [],
      features: [
        { name: 'age', counts: [], stabilityIndex: 0.31 },
        { name: 'chol', ...comparison },
      ],
      answer: { counts: [], stabilityIndex: 0.02 },
    }
    const readings = { pendingRequests: 0, queue: {}, lastBlock: undefined, chainHeadLag: undefined }
    const text = await createMetrics([], { summary: () => [summary] }).render(readings)
    expect(text.split('\n')).to.include.members([
      'salus_oracle_model_reports{model="heart"} 120',
      'salus_oracle_drift_stability_index{model="heart",feature="age"} 0.31',
      'salus_oracle_drift_stability_index{model="heart",feature="answer"} 0.02',
    ])
    expect(text).to.not.contain('chol')
    const few = { ...summary, reports: null, features: [], answer: comparison }
    expect(await createMetrics([], { summary: () => [few] }).render(readings)).to.not.contain('model="heart"')
  })

  it('says how it stands: head, last reorganisation, queue, agreement, models', async () => {
    const { head, history, url } = await start(null)
    now = Date.parse('2026-11-23T10:00:00Z')
    const before = await askNode(url)
    expect(before).to.include({ status: 'unavailable', head: null, lastReorganisation: null })
    head.seen({ number: 7, hash, timestamp: 1 })
    history.count({ kind: 'reorganised', account, depth: 4 })
    for (const kind of ['agreed', 'agreed', 'differed'] as const) {
      history.count({ kind, account, requestId, outputHash: hash })
    }
    history.count({ kind: 'disagreed', account, requestId, peer: account, outputHash: hash })
    history.count({ kind: 'refused', account, requestId, error: new Error('of a patient') })
    const text = await (await fetch(`${url}/status`)).text()
    expect(await askNode(`${url}/`)).to.deep.equal(JSON.parse(text))
    expect(JSON.parse(text)).to.deep.equal({
      format: 'salus-node/1',
      account,
      status: 'ok',
      startedAt: before.startedAt,
      head: { number: 7, hash },
      lastReorganisation: { depth: 4, at: '2026-11-23T10:00:00.000Z' },
      queue,
      landed: { agreed: 2, differed: 1 },
      disagreements: 1,
      models: [hash],
    })
    for (const secret of [requestId, 'of a patient']) expect(text).to.not.contain(secret)
  })

  it('lets named pages read health and status, and no other page, and neither shares nor metrics', async () => {
    const { url } = await start(null)
    const allowed = async (path: string, origin: string) =>
      (await fetch(`${url}/${path}`, { headers: { origin } })).headers.get('access-control-allow-origin')
    expect(await allowed('status', ORIGIN)).to.equal(ORIGIN)
    expect(await allowed('health', ORIGIN)).to.equal(ORIGIN)
    expect(await allowed('status', 'https://evil.example')).to.equal(null)
    expect(await allowed('metrics', ORIGIN)).to.equal(null)
    expect(await allowed(`v1/shares/${requestId}`, ORIGIN)).to.equal(null)
  })

  it('shows its metrics to this machine, or to who has the token', async () => {
    const status = async (url: string, headers: Record<string, string> = {}) =>
      (await fetch(`${url}/metrics`, { headers })).status
    const local = await start(null)
    expect(await status(local.url)).to.equal(200)
    expect(await status(local.url, { 'x-forwarded-for': '203.0.113.1' })).to.equal(401)
    const guarded = await start('token for the tests')
    expect(await status(guarded.url)).to.equal(401)
    expect(await status(guarded.url, { authorization: 'Bearer another' })).to.equal(401)
    expect(await status(guarded.url, { authorization: 'Bearer token for the tests' })).to.equal(200)
  })
})
