import { expect } from 'chai'
import type { ContractTransactionReceipt } from 'ethers'
import { commitOnce, type StatementFile } from '../../../sdk/clinical/commitOnce.ts'
import { stateAttestation } from '../../../sdk/inference/attestation.ts'
import type { Statement } from '../../../sdk/inference/statement.ts'
import { expectError } from '../../helpers/expectError.ts'

const hash = (byte: string) => `0x${byte.repeat(32)}`

const said = {
  requestId: hash('11'),
  outputHash: hash('22'),
  clinician: '0x70997970C51812dc3A010C7d01b50e0d17dc79C8',
  verdict: 'agreed',
  patientCheckedBy: ['name', 'birth-date'],
} as const
const attestation = (note?: string) =>
  stateAttestation({ ...said, patientCheckedBy: ['name', 'birth-date'], ...(note && { note }) })

/** A clinician's disk, a chain and a gateway, in which one step may be the last before a crash. */
function setting(isReplaceable = false) {
  const world = {
    saved: null as Statement<object> | null,
    landed: null as string | null,
    sent: 0,
    handedIn: [] as Statement<object>[],
    crashAt: null as 'save' | 'send' | 'hand-in' | null,
  }
  const step = (name: 'save' | 'send' | 'hand-in') => {
    if (world.crashAt === name) throw new Error('killed')
  }
  const file: StatementFile = {
    // As it comes back from a file, with its members in another order.
    load: async () =>
      world.saved && {
        ...world.saved,
        content: Object.fromEntries(Object.entries(world.saved.content).reverse()),
      },
    async save(statement) {
      step('save')
      world.saved = JSON.parse(JSON.stringify(statement))
    },
  }
  const run = (note?: string) =>
    commitOnce(file, {
      content: attestation(note).content,
      make: () => attestation(note),
      onChain: async () => world.landed,
      isReplaceable,
      async send(commitment) {
        expect(world.saved?.commitment, 'saved before it is sent').to.equal(commitment)
        world.sent += 1
        world.landed = commitment
        step('send')
        return {} as ContractTransactionReceipt
      },
      async handIn(statement) {
        step('hand-in')
        world.handedIn.push(statement)
      },
    })
  return { world, run }
}

describe('sdk/clinical/commitOnce', () => {
  it('goes on where it was killed, and sends one transaction and one statement', async () => {
    for (const crashAt of ['save', 'send', 'hand-in'] as const) {
      const { world, run } = setting()
      world.crashAt = crashAt
      const first = await run().catch((error: Error) => error.message)
      expect(first).to.equal('killed')
      world.crashAt = null
      await run()
      expect(world.sent, crashAt).to.equal(1)
      expect(world.handedIn.map(({ commitment }) => commitment)).to.deep.equal([world.landed])
      await run()
      expect(world.sent, crashAt).to.equal(1)
    }
  })

  it('says nothing else once something is on chain, or may still land', async () => {
    const { world, run } = setting()
    world.crashAt = 'send'
    await run().catch(() => undefined)
    world.crashAt = null
    await expectError(() => run('another thought'), 'ALREADY_ATTESTED', /already/)
    world.landed = null
    await expectError(() => run('another thought'), 'USAGE_INVALID', /may still land/)
    expect(world.saved?.content).to.not.have.property('note')
    // The file is gone: what was said cannot be shown any more, and is not said anew.
    await run()
    world.saved = null
    await expectError(() => run(), 'ALREADY_ATTESTED', /already/)
  })

  it('replaces what may be replaced', async () => {
    const { world, run } = setting(true)
    await run()
    const first = world.landed
    await run('another thought')
    expect(world.landed).to.not.equal(first)
    expect(world.handedIn.at(-1)?.commitment).to.equal(world.landed)
    expect(world.sent).to.equal(2)
  })
})
