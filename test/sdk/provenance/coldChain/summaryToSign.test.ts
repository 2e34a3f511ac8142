import { expect } from 'chai'
import { type ColdChainLog, type LogIssueCode, logIssues } from '../../../../sdk/provenance/coldChain/log.ts'
import { parseProfile, profiles } from '../../../../sdk/provenance/coldChain/profile.ts'
import { summarise } from '../../../../sdk/provenance/coldChain/summary.ts'
import { summaryToSign } from '../../../../sdk/provenance/coldChain/summaryToSign.ts'
import { every, fridge, HOUR, logOf, MINUTE, START } from './logs.ts'

describe('summaryToSign', () => {
  const fine = logOf(every(MINUTE, fridge(2880)))
  const signs = (log: ColdChainLog) =>
    expect(summaryToSign(log, profiles.cold)).to.deep.equal(summarise(log, profiles.cold))
  const refuses = (log: ColdChainLog, message: RegExp, profile = parseProfile(profiles.cold)) =>
    expect(() => summaryToSign(log, profile))
      .to.throw(message)
      .with.property('code', 'COLD_CHAIN_REFUSED')

  it('is the summary where the rule of the chain finds what the assessment does', () => {
    signs(fine)
    signs(
      logOf(
        every(
          MINUTE,
          fridge(600, (minute) => (minute === 100 ? 16 : null)),
        ),
      ),
    )
    signs(logOf([...every(MINUTE, fridge(60)), ...every(MINUTE, fridge(60), START + 5 * HOUR)]))
    signs({ ...fine, issues: [{ code: 'OUT_OF_ORDER', count: 3, first: 4 }] })
  })

  for (const code of Object.keys(logIssues) as LogIssueCode[]) {
    if (logIssues[code].effect === 'noted') continue
    it(`is refused where ${code} would be a pass on chain`, () => {
      refuses({ ...fine, issues: [{ code, count: 3, first: 4 }] }, new RegExp(`unknown.*pass.*${code}`))
    })
  }

  it('is refused where the logger failed, or an alarm that only the profile knows was raised', () => {
    refuses(logOf(every(MINUTE, Array(2880).fill(5))), /unknown.*LOGGER_FLAT/)
    const freezing = parseProfile({
      ...profiles.cold,
      name: 'own',
      untimed: { minimum: -5, maximum: 8 },
      absolute: { minimum: -5, maximum: 15 },
    })
    const cold = every(
      MINUTE,
      fridge(2880, (minute) => (minute % 1440 < 70 ? -1 - (minute % 3) / 10 : null)),
    )
    refuses(logOf(cold), /fail.*pass.*FREEZE_DAMAGE/, freezing)
    const withGap = cold.filter(({ time }) => time < START + 600 * MINUTE || time > START + 700 * MINUTE)
    refuses(logOf(withGap), /fail.*unknown.*FREEZE_DAMAGE/, freezing)
  })
})
