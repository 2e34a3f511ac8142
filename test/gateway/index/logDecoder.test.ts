import { expect } from 'chai'
import {
  AbiCoder,
  type EventFragment,
  getAddress,
  hexlify,
  Interface,
  id,
  type ParamType,
  sha256,
} from 'ethers'
import fc from 'fast-check'
import type { EventBlock, EventValue } from '../../../gateway/index/chainEvent.ts'
import { createLogDecoder } from '../../../gateway/index/logDecoder.ts'
import type { RawLog } from '../../../gateway/index/rpcAnswers.ts'
import { abis } from '../../../sdk/chain/contracts.ts'
import type { ContractName } from '../../../sdk/chain/deployment.ts'
import { anyAddress } from '../../helpers/arbitraries.ts'
import { errorOf, expectError } from '../../helpers/expectError.ts'

const NAMES = Object.keys(abis) as ContractName[]
const ADDRESSES = Object.fromEntries(
  NAMES.map((name) => [name, getAddress(`0x${id(name).slice(-40)}`)]),
) as Record<ContractName, string>
const BLOCK: EventBlock = { number: 17, hash: id('block'), time: 1_800_000_000, seed: id('seed') }
const CODE = 'CHAIN_LOG_INVALID'

const decode = createLogDecoder({ contracts: ADDRESSES })

describe('gateway/index/logDecoder', () => {
  const events = NAMES.flatMap((contract) => {
    const found: { contract: ContractName; fragment: EventFragment }[] = []
    Interface.from(abis[contract]).forEachEvent((fragment) => void found.push({ contract, fragment }))
    return found
  })

  it('reads every event of every contract as it was written', () => {
    expect(events.length).to.be.greaterThan(40)
    for (const { contract, fragment } of events) {
      fc.assert(
        fc.property(fc.tuple(...fragment.inputs.map(arbitraryOf)), (values) => {
          const event = decode(logOf(contract, fragment, values), BLOCK)
          expect(event).to.deep.equal({
            blockNumber: BLOCK.number,
            blockHash: BLOCK.hash,
            time: BLOCK.time,
            seed: BLOCK.seed,
            logIndex: 3,
            transactionHash: id('transaction'),
            contract,
            name: fragment.name,
            args: Object.fromEntries(
              fragment.inputs.map((type, index) => [type.name, expected(type, values[index])]),
            ),
          })
        }),
        { numRuns: 20 },
      )
    }
  })

  describe('refuses, naming the block, what the contracts cannot write:', () => {
    const granted = Interface.from(abis.consentRegistry).getEvent('ConsentGranted') as EventFragment
    const [patient, grantee] = [getAddress(`0x${'ab'.repeat(20)}`), getAddress(`0x${'cd'.repeat(20)}`)]
    const log = logOf('consentRegistry', granted, [patient, grantee, true, 3n, 1n, 5n, 9n])
    const word = (index: number, value: string) =>
      `0x${[0, 1, 2, 3, 4].map((place) => (place === index ? value : log.data.slice(2 + 64 * place, 66 + 64 * place))).join('')}`
    const number = (value: bigint) => value.toString(16).padStart(64, '0')

    const cases: [string, Partial<RawLog>, RegExp][] = [
      ['another address', { address: patient }, /no contract of this deployment/],
      ["another contract's event", { address: ADDRESSES.disclosureLog }, /no event of disclosureLog/],
      ['no topics', { topics: [] }, /no event of consentRegistry/],
      ['a missing topic', { topics: log.topics.slice(0, 2) }, /not a ConsentGranted of consentRegistry/],
      ['a topic too many', { topics: [...log.topics, id('more')] }, /not a ConsentGranted/],
      ['an address of 32 bytes', { topics: [log.topics[0] ?? '', id('a'), id('b')] }, /not a ConsentGranted/],
      ['data cut short', { data: log.data.slice(0, -2) }, /not a ConsentGranted/],
      ['data cut by a word', { data: log.data.slice(0, -64) }, /not a ConsentGranted/],
      ['a word too many', { data: `${log.data}${'00'.repeat(32)}` }, /not a ConsentGranted/],
      ['no data', { data: '0x' }, /not a ConsentGranted/],
      ['a truth value of 2', { data: word(0, number(2n)) }, /not a ConsentGranted/],
      ['a mask of 33 bits', { data: word(1, number(2n ** 32n)) }, /not a ConsentGranted/],
      ['a time of 41 bits', { data: word(4, number(2n ** 40n)) }, /not a ConsentGranted/],
      ['more logs than a block has', { logIndex: 2 ** 20 }, /pays for so much/],
      ['more data than a block has', { data: `0x${'00'.repeat(2 ** 24 + 1)}` }, /pays for so much/],
    ]
    for (const [name, change, words] of cases) {
      it(name, async () => {
        const hostile = { ...log, ...change }
        await expectError(() => decode(hostile, BLOCK), CODE, words)
        await expectError(() => decode(hostile, BLOCK), CODE, /block 17\b/)
      })
    }

    it('lists that end outside of the data, or claim to have 2^255 members', async () => {
      const requested = Interface.from(abis.inferenceOracle).getEvent('InferenceRequested') as EventFragment
      const good = logOf('inferenceOracle', requested, [
        id('request'),
        patient,
        grantee,
        id('model'),
        0n,
        id('secret'),
        id('impression'),
        [id('record')],
      ])
      expect(decode(good, BLOCK).args.recordIds).to.deep.equal([id('record')])
      const start = good.data.length - 128
      const lengths = [number(2n ** 255n), number(2n), number(2n ** 20n)]
      for (const length of lengths) {
        const data = `${good.data.slice(0, start)}${length}${good.data.slice(start + 64)}`
        await expectError(() => decode({ ...good, data }, BLOCK), CODE, /not a InferenceRequested/)
      }
    })

    it('and the words of the refusal hold nothing of the log', async () => {
      const secret = 'ab'.repeat(20)
      const hostile = { ...log, data: `0x${secret.repeat(9)}` }
      expect((await errorOf(() => decode(hostile, BLOCK))).message).to.not.include(secret)
    })
  })

  it('keeps of a value that anybody may make huge only its length and hash', () => {
    const changed = Interface.from(abis.didRegistry).getEvent('DIDAttributeChanged') as EventFragment
    const kept = (length: number) => {
      const value = `0x${'5a'.repeat(length)}`
      const identity = getAddress(`0x${'ab'.repeat(20)}`)
      return {
        value,
        read: decode(logOf('didRegistry', changed, [identity, id('name'), value, 0n, 0n]), BLOCK),
      }
    }
    const small = kept(1024)
    expect(small.read.args.value).to.equal(small.value)
    const large = kept(1_200_000)
    expect(large.read.args.value).to.deep.equal({ length: '1200000', sha256: sha256(large.value) })
  })
})

function logOf(contract: ContractName, fragment: EventFragment, values: readonly unknown[]): RawLog {
  const { data, topics } = Interface.from(abis[contract]).encodeEventLog(fragment, values)
  return {
    address: ADDRESSES[contract],
    topics,
    data,
    logIndex: 3,
    blockNumber: BLOCK.number,
    blockHash: BLOCK.hash,
    transactionHash: id('transaction'),
    isRemoved: false,
  }
}

function arbitraryOf(type: ParamType): fc.Arbitrary<unknown> {
  if (type.isArray()) return fc.array(arbitraryOf(type.arrayChildren), { maxLength: 9 })
  if (type.isTuple()) return fc.tuple(...type.components.map(arbitraryOf))
  if (type.type === 'address') return anyAddress
  if (type.type === 'bool') return fc.boolean()
  if (type.type === 'bytes') return fc.uint8Array({ maxLength: 200 }).map((bytes) => hexlify(bytes))
  const [, kind, size] = /^(u?int|bytes)(\d+)$/.exec(type.type) ?? []
  const bytes = Number(size)
  if (kind === 'int') return fc.bigInt({ min: -(2n ** BigInt(bytes - 1)), max: 2n ** BigInt(bytes - 1) - 1n })
  if (kind === 'uint') return fc.bigInt({ min: 0n, max: 2n ** BigInt(bytes) - 1n })
  if (kind === 'bytes') return fc.uint8Array({ minLength: bytes, maxLength: bytes }).map((b) => hexlify(b))
  throw new Error(`The test has no values of type ${type.type}.`)
}

/** What the index should say of a value, by way of ethers' own coder. */
function expected(type: ParamType, value: unknown): EventValue {
  const coder = AbiCoder.defaultAbiCoder()
  return plain(type, coder.decode([type], coder.encode([type], [value]))[0])
}

function plain(type: ParamType, value: unknown): EventValue {
  if (type.isArray()) return (value as unknown[]).map((item) => plain(type.arrayChildren, item))
  if (type.isTuple()) {
    return Object.fromEntries(
      type.components.map((member, index) => [member.name, plain(member, (value as unknown[])[index])]),
    )
  }
  return typeof value === 'boolean' ? value : String(value)
}
