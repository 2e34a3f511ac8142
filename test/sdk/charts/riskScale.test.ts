import { expect } from 'chai'
import { type RiskScaleInput, riskScale } from '../../../sdk/charts/index.ts'
import { InvalidInputError } from '../../../sdk/errors/index.ts'

const input: RiskScaleInput = {
  id: 'scale',
  probability: 0.88,
  interval: [0.8, 0.93],
  prevalence: 0.44,
  uncertainBetween: [0.4, 0.6],
}

describe('riskScale', () => {
  it('puts estimate, interval, share in training and abstention band at their places', () => {
    const svg = riskScale(input)
    expect(svg).to.match(/<circle class="chart-estimate" cx="88%"/)
    expect(svg).to.match(/<rect class="chart-interval" x="80%" y="34" width="13%"/)
    expect(svg).to.match(/<line class="chart-baseline" x1="44%" x2="44%"/)
    expect(svg).to.match(/<rect class="chart-abstention" x="40%" y="34" width="20%"/)
  })

  it('says the same in words', () => {
    expect(riskScale(input)).to.contain(
      '<desc id="scale-description">The estimate is 88\u00a0%, with an interval of 80–93\u00a0%. ' +
        'Of the patients it was trained on, 44\u00a0% had the condition. The model abstains between 40\u00a0% and 60\u00a0%.</desc>',
    )
  })

  it('is one named image', () => {
    expect(riskScale(input)).to.match(
      /^<svg [^>]*role="img" aria-labelledby="scale-title" aria-describedby="scale-description"/,
    )
    expect(riskScale(input)).to.contain('<title id="scale-title">')
  })

  it('draws no abstention band where the rule has none', () => {
    const svg = riskScale({ ...input, uncertainBetween: [0.5, 0.5] })
    expect(svg).not.to.contain('abstain')
  })

  it('gives equal bytes for equal input', () => {
    expect(riskScale(input)).to.equal(riskScale(structuredClone(input)))
  })

  it('carries no style attribute, which the page’s policy would block', () => {
    expect(riskScale(input)).not.to.contain('style=')
  })

  for (const probability of [Number.NaN, Number.POSITIVE_INFINITY, -0.01, 1.01]) {
    it(`refuses a probability of ${probability}`, () => {
      expect(() => riskScale({ ...input, probability }))
        .to.throw(InvalidInputError, 'The probability')
        .with.property('code', 'CHART_INVALID')
    })
  }

  it('refuses text where a number belongs', () => {
    const hostile = '0"/><script>' as unknown as number
    expect(() => riskScale({ ...input, prevalence: hostile })).to.throw(InvalidInputError, 'The prevalence')
  })
})
