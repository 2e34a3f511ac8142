import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect } from 'chai'
import { Signature } from 'ethers'
import { collectShares } from '../../../oracle/quorum/collectShares.ts'
import type { Share } from '../../../oracle/quorum/exchange.ts'
import { createPeerBook, type PeerBook } from '../../../oracle/quorum/peers.ts'
import { type Report, signReport } from '../../../sdk/inference/signedReport.ts'
import { createWorld, type Person, type World } from '../../helpers/world.ts'

describe('oracle/quorum/collectShares', () => {
  let world: World
  let report: Report
  const servers: Server[] = []
  before(async () => {
    world = await createWorld()
    const { digest } = await world.relayer.contracts.oracleCommittee.currentConfiguration()
    report = {
      consumer: world.deployment.contracts.inferenceOracle,
      configDigest: digest,
      requestId: `0x${'11'.repeat(32)}`,
      modelVersion: `0x${'22'.repeat(32)}`,
      outputHash: `0x${'33'.repeat(32)}`,
    }
  })
  after(async () => {
    for (const server of servers) {
      server.closeAllConnections()
      server.close()
    }
    await world.close()
  })

  const shareOf = async ({ contracts, wallet }: Person, change: Partial<Report> = {}): Promise<Share> => {
    const signed = { ...report, ...change }
    const signature = await signReport(contracts, wallet, signed)
    return { configDigest: signed.configDigest, outputHash: signed.outputHash, signature }
  }
  const oracle = (index: number): Person => {
    const person = world.oracles[index]
    if (!person) throw new Error(`There is no oracle ${index}.`)
    return person
  }
  const addressOf = (index: number) => oracle(index).wallet.address
  /** Not by HTTP: what is told by a peer that took two seconds does not count, and here it has to. */
  const bookOf = (shares: ReadonlyMap<string, Share>) =>
    createPeerBook(Date.now, async (peer) => shares.get(peer) ?? 'absent')
  const collect = async (given: readonly Share[]) => {
    const shares = new Map(given.map((share, index) => [`http://peer${index}.example`, share]))
    const options = { book: bookOf(shares), peers: [...shares.keys()] }
    return collectShares(world.relayer.contracts, addressOf(0), report, options)
  }

  it('keeps the signatures of members over this very report, one per member', async () => {
    const shares = [await shareOf(oracle(1)), await shareOf(oracle(2)), await shareOf(oracle(2))]
    const { signatures, disagreements } = await collect(shares)
    expect(signatures.map(({ signer }) => signer)).to.have.members([addressOf(1), addressOf(2)])
    expect(disagreements).to.have.length(0)
  })

  it('does not count the share of the node itself, echoed by a peer', async () => {
    const { signatures } = await collect([await shareOf(oracle(0)), await shareOf(oracle(1))])
    expect(signatures.map(({ signer }) => signer)).to.deep.equal([addressOf(1)])
  })

  it('passes over strangers, other requests, an older committee, and an output that the signature is not over', async () => {
    const other = await shareOf(oracle(1), { requestId: `0x${'44'.repeat(32)}` })
    const older = await shareOf(oracle(2), { configDigest: `0x${'55'.repeat(32)}` })
    const moved = { ...(await shareOf(oracle(3))), outputHash: `0x${'66'.repeat(32)}` }
    const { signatures, disagreements } = await collect([await shareOf(world.clinician), other, older, moved])
    expect(signatures).to.have.length(0)
    expect(disagreements).to.have.length(0)
  })

  it('names the members that signed another output', async () => {
    const outputHash = `0x${'77'.repeat(32)}`
    const { signatures, disagreements } = await collect([await shareOf(oracle(1), { outputHash })])
    expect(signatures).to.have.length(0)
    expect(disagreements).to.deep.equal([{ signer: addressOf(1), outputHash }])
  })

  it('writes every signature as the contract takes it, so that a member cannot sink a report by another spelling', async () => {
    const share = await shareOf(oracle(1))
    const { yParity } = Signature.from(share.signature)
    for (const v of [yParity, 27 + yParity, 35 + yParity]) {
      const spelt = share.signature.slice(0, -2) + v.toString(16).padStart(2, '0')
      const { signatures } = await collect([{ ...share, signature: spelt }])
      expect(signatures).to.deep.equal([{ signer: addressOf(1), signature: share.signature }])
    }
  })

  it('does not wait for slow peers once it has heard enough', async () => {
    const silent = createServer(() => undefined)
    servers.push(silent)
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
    const silentPeer = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`
    const shares = new Map([
      ['http://peer1.example', await shareOf(oracle(1))],
      ['http://peer2.example', await shareOf(oracle(2))],
    ])
    const asked = new Map<string, boolean>()
    const book: PeerBook = {
      ask: (url, requestId, signal) =>
        (url === silentPeer ? createPeerBook() : bookOf(shares))
          .ask(url, requestId, signal)
          .finally(() => asked.set(url, signal?.aborted === true)),
    }
    const { signatures } = await collectShares(world.relayer.contracts, addressOf(0), report, {
      book,
      peers: [silentPeer, ...shares.keys()],
      enough: 2,
    })
    expect(signatures).to.have.length(2)
    expect(asked.get(silentPeer), 'the silent one was given up').to.equal(true)
  })

  it('stops counting a member that was excluded', async () => {
    const shares = [await shareOf(oracle(3))]
    expect((await collect(shares)).signatures).to.have.length(1)
    await world.chain.contracts.oracleCommittee.exclude(addressOf(3))
    expect((await collect(shares)).signatures).to.have.length(0)
  })
})
