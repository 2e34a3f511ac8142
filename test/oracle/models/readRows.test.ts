import { expect } from 'chai'
import { readRows } from '../../../oracle/models/readRows.ts'
import { errorOf, expectError } from '../../helpers/expectError.ts'

const features = ['age', 'sex', 'chol']

describe('readRows', () => {
  it('reads UCI form: floats, missing marks, grades of disease, with or without a header', () => {
    const body = '63.0,1.0,233.0,0\n67,?,-9,2\r\n\n , 0 ,-9.0,\n'
    const expected = [
      { values: [63, 1, 233], label: 0 },
      { values: [67, null, null], label: 1 },
      { values: [null, 0, null], label: null },
    ]
    const withoutLines = (text: string) =>
      readRows(text, features).rows.map(({ values, label }) => ({ values, label }))
    expect(withoutLines(body)).to.deep.equal(expected)
    expect(withoutLines(`\uFEFFage,sex,chol,num\n${body}`)).to.deep.equal(expected)
    expect(readRows(body, features).rows.map(({ line }) => line)).to.deep.equal([1, 2, 4])
  })

  it('reads a table without labels', () => {
    const table = readRows('1,2,3\n4,5,6', features)
    expect(table.labelled).to.equal(false)
    expect(table.rows[1]).to.deep.equal({ line: 2, values: [4, 5, 6], label: null })
  })

  for (const [what, text, words] of [
    ['too many rows', '1,2,3\n'.repeat(100_001), /at most 100000/],
    ['an empty table', ' \n\n', /empty/],
    ['a header alone', 'age,sex,chol', /no rows/],
    ['too few columns', '1,2', /Line 1 has 2 columns; expected are 3/],
    ['too many columns', '1,2,3,4,5', /Line 1 has 5 columns/],
    ['a ragged row', '1,2,3,0\n1,2,3\n', /Line 2 has 3 columns; expected are 4/],
    ['text in a number', '1,2,3,0\n1,high,3,0', /Line 2, column 2 \(sex\) is not a number/],
    ['text in a label', '1,2,3,0\n1,1,3,sick', /Line 2, column 4 \(label\) is not a number/],
    ['a hexadecimal number', '1,2,3,0\n1,0x10,3,0', /Line 2, column 2/],
    ['an infinite number', '1,2,3,0\n1,1e999,3,0', /Line 2, column 2/],
    ['a negative label', '1,2,3,-1', /column 4 \(label\) must be 0 or more/],
    ['columns in another order', 'sex,age,chol\n1,2,3', /column 1 is headed sex, which must be column 2/],
  ] as const) {
    it(`refuses ${what}`, () => expectError(() => readRows(text, features), 'ROWS_INVALID', words))
  }

  it('keeps cells out of the error', async () => {
    const error = await errorOf(() => readRows('1,2,3\n1,secret987,3', features))
    expect(error.message).not.to.include('987')
  })
})
