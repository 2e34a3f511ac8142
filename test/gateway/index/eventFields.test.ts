import { expect } from 'chai'
import { id, ZeroAddress } from 'ethers'
import type { ChainEvent } from '../../../gateway/index/chainEvent.ts'
import { isSet, numberOf, structOf, textOf, textsOf } from '../../../gateway/index/eventFields.ts'
import { expectError } from '../../helpers/expectError.ts'

const event = (args: ChainEvent['args']): ChainEvent => ({
  blockNumber: 17,
  logIndex: 0,
  blockHash: id('block'),
  time: 1,
  seed: id('seed'),
  transactionHash: id('transaction'),
  contract: 'consentRegistry',
  name: 'ConsentGranted',
  args,
})

describe('gateway/index/eventFields', () => {
  it('reads the arguments of an event', () => {
    const args = {
      text: ZeroAddress,
      number: '9007199254740991',
      flag: false,
      list: ['a'],
      struct: { a: 'b' },
    }
    expect(textOf(event(args), 'text')).to.equal(ZeroAddress)
    expect(numberOf(event(args), 'number')).to.equal(Number.MAX_SAFE_INTEGER)
    expect(isSet(event(args), 'flag')).to.equal(false)
    expect(textsOf(event(args), 'list')).to.deep.equal(['a'])
    expect(structOf(event(args), 'struct')).to.deep.equal({ a: 'b' })
  })

  it('refuses an event that lacks one, or has it in another form: the index was altered', async () => {
    const cases: [(event: ChainEvent, name: string) => unknown, unknown[]][] = [
      [textOf, [undefined, 1, true, [], {}]],
      [numberOf, [undefined, 'many', '9007199254740993', '1.5', true]],
      [isSet, [undefined, 'true', 1]],
      [textsOf, [undefined, 'a', [1], [['a']], {}]],
      [structOf, [undefined, null, 'a', true, ['a']]],
    ]
    for (const [read, values] of cases) {
      for (const value of values) {
        const altered = event({ field: value } as ChainEvent['args'])
        await expectError(
          () => read(altered, 'field'),
          'INDEX_INVALID',
          /ConsentGranted of block 17 whose field/,
        )
      }
    }
  })
})
