import { expect } from 'chai'
import { z } from 'zod'
import { integerUpTo, parseEnvironment } from '../../../sdk/config/parseEnvironment.ts'
import { errorOf, expectError } from '../../helpers/expectError.ts'

const schema = z.object({
  SALUS_KEY: z.string().regex(/^0x[0-9a-f]{4}$/),
  SALUS_PORT: integerUpTo(65_535).default(8550),
})

describe('sdk/config/parseEnvironment', () => {
  it('gives the settings with their defaults', () => {
    expect(parseEnvironment(schema, { SALUS_KEY: '0xabcd', PATH: '/bin' })).to.deep.equal({
      SALUS_KEY: '0xabcd',
      SALUS_PORT: 8550,
    })
  })

  it('names a setting that is not set', () =>
    expectError(() => parseEnvironment(schema, {}), 'CONFIG_INVALID', /SALUS_KEY is not set/))

  it('names a setting that is not valid and never shows what it was', async () => {
    const error = await errorOf(() => parseEnvironment(schema, { SALUS_KEY: '0xSECRET' }))
    expect(error.message).to.match(/SALUS_KEY is not valid/)
    expect(error.message).to.not.contain('SECRET')
  })

  it('takes an empty line of .env for a setting that is not set', () => {
    expect(parseEnvironment(schema, { SALUS_KEY: '0xabcd', SALUS_PORT: '' }).SALUS_PORT).to.equal(8550)
    expect(integerUpTo(1).safeParse('').success).to.equal(false)
  })

  it('does not take anything but a whole number in range for a number', async () => {
    for (const port of [' ', '1.5', '-1', '65536', '1e3', '0x10']) {
      await expectError(
        () => parseEnvironment(schema, { SALUS_KEY: '0xabcd', SALUS_PORT: port }),
        'CONFIG_INVALID',
        /SALUS_PORT is not valid/,
      )
    }
  })
})
