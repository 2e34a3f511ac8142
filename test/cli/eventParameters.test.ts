import { expect } from 'chai'
import { eventParameters } from '../../cli/input/eventParameters.ts'
import { expectError } from '../helpers/expectError.ts'

describe('salus epcis query, what it asks', () => {
  it('keeps every condition, whichever way it is given', () => {
    expect(eventParameters({})).to.deep.equal({ orderBy: 'eventTime' })
    const where = ['MATCH_anyEPC=urn:x', 'EQ_bizStep=shipping', 'GE_eventTime=t', 'orderBy=recordTime']
    expect(eventParameters({ until: 'u', where })).to.deep.equal({
      MATCH_anyEPC: 'urn:x',
      EQ_bizStep: 'shipping',
      GE_eventTime: 't',
      LT_eventTime: 'u',
      orderBy: 'recordTime',
    })
    expect(eventParameters({ epc: ['a', 'b'], step: ['c'] })).to.deep.include({
      MATCH_anyEPC: ['a', 'b'],
      EQ_bizStep: ['c'],
    })
  })

  it('keeps what stands behind the first equals sign, and takes a condition without a value', () => {
    const where = ['EQ_readPoint=https://x.example/?a=b', 'EXISTS_errorDeclaration']
    expect(eventParameters({ where })).to.deep.include({
      EQ_readPoint: 'https://x.example/?a=b',
      EXISTS_errorDeclaration: '',
    })
  })

  it('refuses what is given twice, of which one would be lost', async () => {
    for (const conditions of [
      { where: ['EQ_action=ADD', 'EQ_action=DELETE'] },
      { step: ['shipping'], where: ['EQ_bizStep=receiving'] },
      { since: 't', where: ['GE_eventTime=u'] },
    ]) {
      await expectError(() => eventParameters(conditions), 'USAGE_INVALID', /_\w+ is given twice: put \|/)
    }
    await expectError(() => eventParameters({ where: ['perPage=7'] }), 'USAGE_INVALID', /--limit/)
  })
})
