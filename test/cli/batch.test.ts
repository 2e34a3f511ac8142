import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { Wallet } from 'ethers'
import { type Actor, localActors } from '../../cli/local/actors.ts'
import { startGateway } from '../../gateway/gateway.ts'
import { connectContracts } from '../../sdk/chain/contracts.ts'
import { deadlineIn } from '../../sdk/chain/time.ts'
import { formatElementString, SEPARATOR } from '../../sdk/gs1/elementString.ts'
import { acceptTransfer } from '../../sdk/provenance/acceptTransfer.ts'
import type { BatchBook } from '../../sdk/provenance/batchBook.ts'
import { packElements } from '../../sdk/provenance/packIdentity.ts'
import { proposeTransfer } from '../../sdk/provenance/proposeTransfer.ts'
import type { Transfer } from '../../sdk/provenance/unit.ts'
import { expectFailure, expectJson, runSalus, temporaryFolder } from './support/runSalus.ts'
import { HOST, type SettledChain, startSettledChain } from './support/settledChain.ts'

const GTIN = '09506000134352'

interface Sent {
  readonly transactionHash: string
}

/** One story, told in order: a batch from its maker to the counter of a pharmacy. */
describe('salus batch', () => {
  const folder = temporaryFolder(() => network?.close())
  const file = (name: string) => join(folder, name)
  const actors = localActors()
  const { manufacturer, manufacturerQuality, distributor, carrier, pharmacy, laboratory } = actors
  let network: SettledChain
  let chain: string[]
  let verifier: string[]
  let book: BatchBook
  let depth = 0

  before(async () => {
    network = await startSettledChain(folder, [])
    const gateway = await startGateway({
      deployment: network.deployment,
      signer: new Wallet(manufacturer.privateKey, network.provider),
      seed: manufacturer.seed,
      custodianOrg: manufacturer.organisation,
      staffToken: manufacturer.seed,
      dataFolder: file('manufacturer'),
      host: HOST,
      port: 0,
      confirmations: 0,
    })
    const { close } = network
    network = { ...network, close: () => gateway.close().then(close) }
    chain = ['--rpc', network.rpc, '--deployments', network.deployments]
    verifier = ['--verifier', gateway.url]
  })

  const as = (actor: Actor) => ({ SALUS_KEY: actor.privateKey })
  const unit = (level: number, position: number) => `${book.batchId}/${level}/${position}`
  const scanOf = (index: number, change: Partial<{ serial: string; lot: string }> = {}) => {
    const { gtin, lot, serials, expiry } = book
    const identity = { gtin, lot, serial: serials[index] ?? '', ...change }
    const date = { ai: '17', value: expiry.slice(2).replaceAll('-', '') }
    return `]d2${SEPARATOR}${formatElementString([...packElements(identity), date])}`
  }
  const act = (actor: Actor, ...args: string[]) => expectJson<Sent>(['batch', ...args, ...chain], as(actor))
  const receive = (actor: Actor, code = 0) =>
    expectJson<{ received: { unit: string; ok: boolean; code?: string }[] }>(
      ['batch', 'receive', '--all', ...chain],
      as(actor),
      code,
    )
  const own = (actor: Actor) =>
    connectContracts(network.deployment, new Wallet(actor.privateKey, network.provider))
  const caseAt = (position: number) => ({ batchId: book.batchId, level: 6, position, parentLevel: depth })
  const offer = async (from: Actor, to: Actor, position: number, transfer: Transfer) => {
    const expiresAt = await deadlineIn(own(from), 3600)
    const terms = { receiver: to.organisation, expiresAt, transfer, isReturn: false }
    await proposeTransfer(own(from), caseAt(position), terms)
  }
  /** Hands a case over without the command line, which has tests of its own. */
  const handOver = async (from: Actor, to: Actor, position: number, transfer: Transfer) => {
    await offer(from, to, position, transfer)
    await acceptTransfer(own(to), caseAt(position), transfer)
  }
  const dispense = (index: number) => ['batch', 'dispense', '--code', scanOf(index), ...verifier, ...chain]

  describe('commission', () => {
    const named = ['--gtin', GTIN, '--lot', 'B42', '--expiry', '2050-06-30']
    const commission = (...args: string[]) => ['batch', 'commission', ...args, ...chain]

    it('refuses what is no batch and who is no maker, before anything is written or sent', async () => {
      const output = ['--output', file('never.json')]
      const env = as(manufacturer)
      const wrongDigit = ['--gtin', '09506000134353', ...named.slice(2), '--count', '4']
      writeFileSync(file('twice.txt'), 'A1\nB2\nA1\n')
      const [, , repeated] = await Promise.all([
        expectFailure(commission(...named, ...output), 2, 'USAGE_INVALID', env),
        expectFailure(commission(...wrongDigit, ...output), 2, 'GS1_INVALID', env),
        expectFailure(
          commission(...named, '--serials', file('twice.txt'), ...output),
          2,
          'BATCH_BOOK_INVALID',
          env,
        ),
        expectFailure(commission(...named, '--count', '4', ...output), 1, 'NOT_ACCREDITED', as(pharmacy)),
      ])
      expect(repeated).to.not.include('A1')
      expect(() => statSync(file('never.json'))).to.throw('ENOENT')
    })

    it('draws serial numbers, keeps the book to its owner, and prints no serial number', async () => {
      const output = file('book.json')
      const args = commission(...named, '--count', '300', '--output', output, '--json')
      const { stdout, code, stderr } = await runSalus(args, as(manufacturer))
      expect([code, stderr]).to.deep.equal([0, ''])
      expect(statSync(output).mode & 0o777).to.equal(0o600)
      book = JSON.parse(readFileSync(output, 'utf8'))
      const found = JSON.parse(stdout)
      depth = found.depth
      expect([found.batchId, found.packs, depth]).to.deep.equal([book.batchId, 300, 9])
      expect(new Set(book.serials).size).to.equal(300)
      for (const serial of book.serials) expect(serial).to.match(/^[0-9A-HJKMNP-TV-Z]{12}$/)
      expect(stdout).to.not.include(book.serials[0]).and.not.include(book.secret)
    })

    it('writes over no book, and does not commission one twice', async () => {
      const before = readFileSync(file('book.json'), 'utf8')
      const args = commission(...named, '--count', '4', '--output', file('book.json'))
      const again = commission('--resume', file('book.json'))
      await Promise.all([
        expectFailure(args, 2, 'USAGE_INVALID', as(manufacturer)),
        expectFailure(again, 1, 'BATCH_EXISTS', as(manufacturer)),
      ])
      expect(readFileSync(file('book.json'), 'utf8')).to.equal(before)
    })
  })

  describe('the maker', () => {
    it('publish: the maker’s gateway takes the book in', async () => {
      const args = ['batch', 'publish', '--book', file('book.json'), '--gateway', verifier[1] ?? '']
      await expectFailure(args, 2, 'CONFIG_INVALID')
      const found = await expectJson(args, { SALUS_GATEWAY_TOKEN: manufacturer.seed })
      expect(found).to.include({ batchId: book.batchId, packs: 300 })
    })

    it('label: draws what a scanner reads as the pack', async () => {
      const args = ['batch', 'label', '--book', file('book.json'), '--index', '7', '--output']
      await Promise.all([
        expectJson([...args, file('label.svg')]),
        expectJson([...args, file('label.png')]),
        expectFailure([...args, file('label.gif')], 2, 'USAGE_INVALID'),
      ])
      expect(readFileSync(file('label.svg'), 'utf8')).to.include(`SERIAL ${book.serials[7]}`)
      expect(readFileSync(file('label.png')).subarray(1, 4).toString()).to.equal('PNG')
    })

    it('release: by quality assurance of the maker, and then it can be sold', async () => {
      const early = ['batch', 'verify', '--code', scanOf(0), ...verifier, ...chain]
      const { objections } = await expectJson<{ objections: string[] }>(early, {}, 1)
      expect(objections).to.deep.equal(['It is not released by its maker yet.'])
      await expectFailure(['batch', 'release', book.batchId, ...chain], 1, 'NOT_ENTITLED', as(laboratory))
      await act(manufacturerQuality, 'release', book.batchId)
    })
  })

  describe('on the way', () => {
    it('split, ship, incoming, receive: custody by a carrier, ownership to the buyer', async () => {
      await act(manufacturer, 'split', book.batchId, '--level', '6')
      await handOver(manufacturer, distributor, 0, 'both')
      await act(distributor, 'ship', unit(6, 0), '--to', pharmacy.organisation, '--transfer', 'ownership')
      await handOver(distributor, carrier, 0, 'custody')
      await offer(carrier, pharmacy, 0, 'custody')
      const { proposals } = await expectJson<{ proposals: { transfer: string; proposer: string }[] }>(
        ['batch', 'incoming', ...chain],
        as(pharmacy),
      )
      expect(proposals.map(({ transfer, proposer }) => [transfer, proposer])).to.deep.equal([
        ['ownership', distributor.organisation],
        ['custody', carrier.organisation],
      ])
      expect((await receive(pharmacy)).received).to.have.length(2)
      const { holdings } = await expectJson<{ holdings: object[] }>(
        ['batch', 'stock', ...chain],
        as(pharmacy),
      )
      expect(holdings).to.have.length(1)
      expect(holdings[0]).to.include({
        level: 6,
        from: 0,
        custodian: pharmacy.organisation,
        owner: pharmacy.organisation,
      })
    })

    it('names what is a part of a greater unit, and what nobody offers', async () => {
      const part = ['batch', 'quarantine', unit(3, 0), '--reason', 'x', '--keep', file('no.json'), ...chain]
      expect(await expectFailure(part, 1, 'UNIT_NOT_CURRENT', as(pharmacy))).to.include(unit(6, 0))
      const nothing = ['batch', 'receive', unit(6, 1), ...chain]
      await expectFailure(nothing, 1, 'TRANSFER_REFUSED', as(pharmacy))
      await expectFailure(['batch', 'receive', ...chain], 2, 'USAGE_INVALID', as(pharmacy))
    })

    it('quarantine: the receiver cannot accept, until quality assurance of another organisation releases', async () => {
      await offer(manufacturer, pharmacy, 1, 'both')
      const keep = file('reason.json')
      const because = ['--reason', 'the seal was broken', '--keep', keep]
      await act(manufacturer, 'quarantine', unit(6, 1), ...because)
      const kept = JSON.parse(readFileSync(keep, 'utf8'))
      expect(kept.text).to.equal('the seal was broken')
      expect(statSync(keep).mode & 0o777).to.equal(0o600)
      const held = await expectFailure(
        ['batch', 'receive', unit(6, 1), ...chain],
        1,
        'TRANSFER_REFUSED',
        as(pharmacy),
      )
      expect(held).to.include('It is quarantined.')
      const again = ['batch', 'ship', unit(6, 1), '--to', pharmacy.organisation, ...chain]
      await expectFailure(again, 1, 'UNIT_STATE_REFUSED', as(manufacturer))
      const release = (name: string) => [
        'release-hold',
        unit(6, 1),
        '--reason',
        'intact',
        '--keep',
        file(name),
      ]
      const own = ['batch', ...release('own.json'), ...chain]
      await expectFailure(own, 1, 'NOT_ENTITLED', as(manufacturerQuality))
      await act(laboratory, ...release('release.json'))
      await handOver(manufacturer, pharmacy, 1, 'both')
    })
  })

  describe('at the counter', () => {
    it('verify: genuine, every claim checked against the chain', async () => {
      const args = ['batch', 'verify', '--code', scanOf(0), ...verifier, ...chain]
      const { ok, checks } = await expectJson<{ ok: boolean; checks: { name: string; ok: boolean }[] }>(args)
      expect(ok).to.equal(true)
      expect(checks.length).to.be.greaterThan(5)
      expect(checks.every((check) => check.ok)).to.equal(true)
      const { stdout } = await runSalus(args, as(pharmacy))
      expect(stdout).to.include('Genuine, and nothing speaks against it.')
    })

    it('verify, dispense --maker: only of a maker that may make it; and tells who keeps the pack', async () => {
      const named = (...organisations: string[]) => organisations.flatMap((address) => ['--maker', address])
      const right = named(distributor.organisation, manufacturer.organisation)
      const wrong = named(distributor.organisation)
      const [{ notes }, sentence] = await Promise.all([
        expectJson<{ notes: string[] }>(
          ['batch', 'verify', '--code', scanOf(0), ...right, ...verifier, ...chain],
          as(distributor),
        ),
        expectFailure([...dispense(0), ...wrong], 1, 'PACK_REFUSED', as(pharmacy)),
      ])
      expect(notes).to.have.length(1)
      expect(notes[0]).to.include(pharmacy.organisation)
      expect(sentence).to.include('not of a maker that you named')
    })

    it('verify: a serial number that was never made, and one under another lot', async () => {
      const counterfeit = scanOf(0, { serial: 'FAKE1' })
      const args = (code: string) => ['batch', 'verify', '--code', code, ...verifier, ...chain]
      const { objections } = await expectJson<{ objections: string[] }>(args(counterfeit), {}, 1)
      expect(objections[0]).to.include('knows no pack')
      const other = await expectJson<{ objections: string[] }>(args(scanOf(0, { lot: 'B43' })), {}, 1)
      expect(other.objections[0]).to.include('another lot')
    })

    it('dispense: only who keeps the pack', async () => {
      await expectFailure(dispense(0), 1, 'NOT_ACCREDITED', as(distributor))
    })

    it('dispense: once, and says why not twice', async () => {
      const found = await expectJson<{ index: number }>(dispense(0), as(pharmacy))
      expect(found.index).to.equal(0)
      const sentence = await expectFailure(dispense(0), 1, 'PACK_REFUSED', as(pharmacy))
      expect(sentence).to.include('dispensed already').and.not.include(book.serials[0])
    })

    it('undo: takes it back, and it can be given out again', async () => {
      await act(pharmacy, 'undo', unit(0, 0))
      await expectJson(dispense(0), as(pharmacy))
    })

    it('dispense --code -: reads the scanner, and refuses an empty scan', async () => {
      const args = ['batch', 'dispense', '--code', '-', ...verifier, ...chain]
      // Standard input of the tests is empty.
      await expectFailure(args, 2, 'USAGE_INVALID', as(pharmacy))
    })

    it('says that the verifier cannot be reached', async () => {
      const args = ['batch', 'verify', '--code', scanOf(0), '--verifier', 'http://127.0.0.1:1', ...chain]
      await expectFailure(args, 2, 'GATEWAY_UNAVAILABLE')
    })
  })

  describe('recall', () => {
    const reason = (name: string) => ['--reason', 'particles in the solution', '--keep', file(name)]

    it('asks before what nobody can take back', async () => {
      const args = ['batch', 'recall', book.batchId, ...reason('recall.json'), ...chain]
      const sentence = await expectFailure(args, 2, 'USAGE_INVALID', as(manufacturer))
      expect(sentence).to.include('recalls the whole batch')
    })

    it('calls back no other packs by the book of another batch', async () => {
      const other = file('other-book.json')
      writeFileSync(other, JSON.stringify({ ...book, batchId: `0x${'77'.repeat(32)}` }))
      const range = ['--from-serial', book.serials[8] ?? '', '--to-serial', book.serials[15] ?? '']
      const named = ['--book', other, ...range, ...reason('other.json'), '--yes']
      const args = ['batch', 'recall', book.batchId, ...named, ...chain]
      const sentence = await expectFailure(args, 2, 'USAGE_INVALID', as(manufacturer))
      expect(sentence).to.include('another batch')
    })

    it('calls back a range by serial number; its packs are refused and the others not', async () => {
      const range = ['--from-serial', book.serials[8] ?? '', '--to-serial', book.serials[15] ?? '']
      const named = ['--book', file('book.json'), ...range]
      const found = await expectJson(
        ['batch', 'recall', book.batchId, ...named, ...reason('recall.json'), '--yes', ...chain],
        as(manufacturer),
      )
      expect(found).to.include({ from: 8, to: 16 })
      const sentence = await expectFailure(dispense(8), 1, 'PACK_REFUSED', as(pharmacy))
      expect(sentence).to.include('recalled by its maker')
      await expectJson(dispense(16), as(pharmacy))
    })

    it('show: who still has what, and what happened', async () => {
      const found = await expectJson<{ holdings: { holds: string[] }[]; history: { name: string }[] }>([
        'batch',
        'show',
        book.batchId,
        ...chain,
      ])
      expect(found.holdings.some(({ holds }) => holds.includes('recalled'))).to.equal(true)
      expect(found.history.map(({ name }) => name)).to.include.members([
        'commissioned',
        'recalled',
        'dispensed',
      ])
    })
  })

  describe('afterwards', () => {
    it('investigation: suspect, determined as illegitimate, notified', async () => {
      const on = (command: string, name: string, ...more: string[]) => [
        'investigation',
        command,
        unit(6, 1),
        ...more,
        '--reason',
        'the print differs',
        '--keep',
        file(name),
        ...chain,
      ]
      await expectJson(on('open', 'open.json'), as(pharmacy))
      const show = ['investigation', 'show', unit(6, 1), ...chain]
      const none = ['investigation', 'show', unit(6, 3), ...chain]
      expect(await expectJson(none)).to.deep.equal({ unit: unit(6, 3), verdict: 'none', overdue: 'nothing' })
      expect(await expectJson(show)).to.include({ verdict: 'open', overdue: 'nothing', role: 'dispenser' })
      const determine = on('determine', 'determined.json', '--verdict', 'illegitimate')
      const sentence = await expectFailure(determine, 1, 'NOT_ENTITLED', as(laboratory))
      expect(sentence).to.include(laboratory.address)
    })

    it('trace: the way of a pack as EPCIS, for who keeps medicines', async () => {
      const output = file('trace.jsonld')
      const args = ['batch', 'trace', '--code', scanOf(0), '--output', output, ...verifier, ...chain]
      const { events } = await expectJson<{ events: number }>(args, as(pharmacy))
      expect(events).to.be.greaterThan(5)
      const { files } = await expectJson<{ files: { ok: boolean }[] }>(['epcis', 'validate', output])
      expect(files[0]?.ok).to.equal(true)
    })

    it('coldchain profile, logger, anchor, and epcis capture: a warm journey holds the case', async () => {
      const logger = Wallet.createRandom()
      const coldchain = (...args: string[]) => ['coldchain', ...args, ...chain]
      await expectJson(coldchain('profile', book.batchId, '--profile', 'cold'), as(manufacturer))
      const env = { ...as(manufacturer), SALUS_LOGGER_KEY: logger.privateKey }
      await expectJson(coldchain('logger', 'register'), env)
      await expectJson(coldchain('logger', 'attach', unit(6, 2), logger.address), as(manufacturer))
      await network.provider.send('evm_increaseTime', [3600])
      await network.provider.send('evm_mine', [])
      const { timestamp = 0 } = (await network.provider.getBlock('latest')) ?? {}
      const at = (minutes: number) => new Date((timestamp - minutes * 60) * 1000).toISOString()
      writeFileSync(file('van.csv'), `time,temperature_c\n${at(40)},5\n${at(20)},19\n${at(0)},6\n`)
      const log = ['--log', file('van.csv'), '--profile', 'cold', '--event', file('van.jsonld')]
      const anchor = coldchain(
        'anchor',
        unit(6, 2),
        ...log,
        '--epc',
        'https://id.gs1.org/00/095060000000000015',
      )
      await expectFailure(anchor, 2, 'CONFIG_INVALID', as(manufacturer))
      const doubtful = `time,temperature_c\n${at(40)},5\n${at(30)},ERR\n${at(20)},5\n${at(0)},6\n`
      writeFileSync(file('doubtful.csv'), doubtful)
      const laxer = anchor.map((argument) => (argument === file('van.csv') ? file('doubtful.csv') : argument))
      await expectFailure(laxer, 1, 'COLD_CHAIN_REFUSED', env)
      expect(existsSync(file('van.jsonld'))).to.equal(false)
      expect(await expectJson(anchor, env, 1)).to.include({ verdict: 'fail', unit: unit(6, 2) })
      const ship = ['batch', 'ship', unit(6, 2), '--to', distributor.organisation, ...chain]
      await expectFailure(ship, 1, 'UNIT_STATE_REFUSED', as(manufacturer))

      const staff = { SALUS_GATEWAY_TOKEN: manufacturer.seed }
      const capture = ['epcis', 'capture', file('van.jsonld'), '--gateway', verifier[1] ?? '']
      const { captured } = await expectJson<{ captured: { events: number }[] }>(capture, staff)
      expect(captured[0]?.events).to.equal(1)
    })
  })
})
