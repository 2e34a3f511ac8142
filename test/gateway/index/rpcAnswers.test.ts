import { expect } from 'chai'
import { id } from 'ethers'
import { parseHeader, parseLogs, parseNumber } from '../../../gateway/index/rpcAnswers.ts'
import { expectError } from '../../helpers/expectError.ts'

const LOG = {
  address: `0x${'aB'.repeat(20)}`,
  topics: [id('Paid()'), id('payer')],
  data: '0x00ff',
  blockNumber: '0x11',
  blockHash: id('block'),
  transactionHash: id('transaction'),
  logIndex: '0x0',
  removed: false,
  blockTimestamp: '0x1',
}
const HEADER = {
  number: '0x1fffffffffffff',
  hash: id('block'),
  parentHash: `0x${'0f'.repeat(32)}`,
  mixHash: `0x${'f0'.repeat(32)}`,
  timestamp: '0x6b03202a',
  transactions: [],
}

/** Values that no member takes. */
const WRONG = [
  undefined,
  null,
  true,
  17,
  {},
  [],
  '',
  '0x',
  '0xg0',
  `0x${'00'.repeat(33)}`,
  `1x${'00'.repeat(32)}`,
]

describe('gateway/index/rpcAnswers', () => {
  it('reads logs and headers as nodes give them', () => {
    expect(parseLogs([LOG])).to.deep.equal([
      {
        address: LOG.address,
        topics: LOG.topics,
        data: '0x00ff',
        blockNumber: 17,
        blockHash: LOG.blockHash,
        transactionHash: LOG.transactionHash,
        logIndex: 0,
        isRemoved: false,
      },
    ])
    expect(parseLogs([])).to.deep.equal([])
    expect(parseLogs([{ ...LOG, removed: true }])[0]?.isRemoved).to.equal(true)
    expect(parseHeader(null)).to.equal(undefined)
    expect(parseHeader(HEADER)).to.deep.equal({
      number: Number.MAX_SAFE_INTEGER,
      hash: HEADER.hash,
      parentHash: HEADER.parentHash,
      time: 0x6b03202a,
      seed: `0x${'ff'.repeat(32)}`,
    })
    expect(parseNumber('0x0')).to.equal(0)
  })

  it('refuses a log with any member in another form', async () => {
    for (const name of [
      'address',
      'topics',
      'data',
      'blockNumber',
      'blockHash',
      'transactionHash',
      'logIndex',
    ] as const) {
      for (const value of WRONG) {
        // No data is data, and no topics are topics: those are for the decoder to refuse.
        if (name === 'data' && (value === '0x' || value === `0x${'00'.repeat(33)}`)) continue
        if (name === 'topics' && Array.isArray(value)) continue
        await expectError(() => parseLogs([{ ...LOG, [name]: value }]), 'CHAIN_LOG_INVALID', /malformed/)
      }
    }
    const others = [
      { topics: [id('Paid()'), 'payer'] },
      { topics: [id('Paid()').toUpperCase()] },
      { data: '0x0' },
      { blockNumber: '0x20000000000000' },
      { blockNumber: '-0x1' },
      { logIndex: '0x1.5' },
    ]
    for (const other of others) {
      await expectError(() => parseLogs([{ ...LOG, ...other }]), 'CHAIN_LOG_INVALID', /malformed/)
    }
  })

  it('refuses a header with any member in another form, and answers of another kind', async () => {
    for (const name of ['number', 'hash', 'parentHash', 'mixHash', 'timestamp'] as const) {
      for (const value of WRONG) {
        await expectError(() => parseHeader({ ...HEADER, [name]: value }), 'CHAIN_LOG_INVALID', /malformed/)
      }
    }
    for (const answer of [undefined, 'nothing', 17, true]) {
      await expectError(() => parseHeader(answer), 'CHAIN_LOG_INVALID', /malformed/)
    }
    for (const answer of [undefined, null, 'nothing', {}, [null], ['log']]) {
      await expectError(() => parseLogs(answer), 'CHAIN_LOG_INVALID', /malformed/)
    }
    for (const value of WRONG) await expectError(() => parseNumber(value), 'CHAIN_LOG_INVALID', /malformed/)
  })
})
