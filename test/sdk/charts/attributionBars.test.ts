import { expect } from 'chai'
import fc from 'fast-check'
import { type Attribution, attributionBars, sortAttributions } from '../../../sdk/charts/index.ts'
import { InvalidInputError } from '../../../sdk/errors/index.ts'

const attributions: readonly Attribution[] = [
  { label: 'Age', value: '58 years', contribution: 0.03 },
  { label: 'Vessels', value: '2', contribution: 0.92 },
  { label: 'Heart rate', value: '161 per minute', contribution: -0.48 },
  { label: 'Sex', value: 'male', contribution: 0.31 },
]

const draw = (given = attributions, maximumBars = 9) =>
  attributionBars({ id: 'bars', attributions: given, measure: 'log-odds', maximumBars })

describe('attributionBars', () => {
  it('sorts by size of the effect', () => {
    const labels = [...draw().matchAll(/class="chart-label"[^>]*>([^<]*)</g)].map((match) => match[1])
    expect(labels).to.deep.equal(['Vessels: 2', 'Heart rate: 161 per minute', 'Sex: male', 'Age: 58 years'])
  })

  it('shows direction by side and by sign, not by colour alone', () => {
    const svg = draw()
    expect(svg).to.match(/class="chart-raises" x="50%"/)
    expect(svg).to.match(/class="chart-lowers" x="31.22%" y="\d+" width="18.78%"/)
    expect(svg).to.contain('>+0.92<').and.to.contain('>−0.48<')
    expect(svg).to.contain('← lowers the estimate').and.to.contain('raises the estimate →')
  })

  it('says every bar in words', () => {
    expect(draw()).to.contain('Vessels: 2 raised the log-odds by +0.92.')
    expect(draw()).to.contain('Heart rate: 161 per minute lowered the log-odds by −0.48.')
    expect(draw([{ label: 'Sex', value: '', contribution: 0 }])).to.contain('Sex had no effect.')
  })

  it('sums the smallest into one last bar', () => {
    const svg = draw(attributions, 3)
    expect(svg).to.contain('>The other 2 values together<')
    expect(svg).to.contain('>+0.34<')
    expect(svg).not.to.contain('Sex')
  })

  it('keeps the order of equal effects', () => {
    const equal = ['c', 'a', 'b'].map((label) => ({ label, value: '', contribution: 0.1 }))
    expect(sortAttributions(equal).map(({ label }) => label)).to.deep.equal(['c', 'a', 'b'])
  })

  it('clips a long label in the picture and not in the words', () => {
    const label = 'x'.repeat(300)
    const svg = draw([{ label, value: '', contribution: 0.1 }])
    expect(svg)
      .to.contain(`>${'x'.repeat(45)}…<`)
      .and.to.contain(`${label} raised`)
  })

  it('escapes hostile labels', () => {
    const svg = draw([{ label: '</svg><script>', value: '\u202E', contribution: 0.1 }])
    expect(svg).not.to.contain('<script').and.not.to.contain('\u202E')
    expect(svg).to.contain('&lt;/svg&gt;&lt;script&gt;: ⟦U+202E⟧')
  })

  it('keeps every bar inside the chart, for any contributions', () => {
    const contribution = fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e6, max: 1e6 })
    fc.assert(
      fc.property(fc.array(contribution, { maxLength: 30 }), (contributions) => {
        const svg = draw(contributions.map((value) => ({ label: 'a', value: '', contribution: value })))
        for (const [, x, width] of svg.matchAll(
          /<rect class="chart-\w+" x="([^"]*)%" y="\d+" width="([^"]*)%"/g,
        )) {
          expect(Number(x)).to.be.at.least(13.99)
          expect(Number(x) + Number(width)).to.be.at.most(86.02)
        }
      }),
    )
  })

  it('draws a chart of nothing without failing', () => {
    expect(draw([])).to.match(/^<svg /)
  })

  it('refuses a contribution that is not finite', () => {
    expect(() => draw([{ label: 'Age', value: '', contribution: Number.NaN }])).to.throw(
      InvalidInputError,
      'A contribution is not a finite number.',
    )
  })
})
