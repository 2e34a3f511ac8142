import { createHash } from 'node:crypto'
import { expect } from 'chai'
import { renderReportPage } from '../../../portal/report/page.ts'
import { timeText } from '../../../portal/report/timeText.ts'
import { unitText } from '../../../portal/report/unitText.ts'
import { InvalidInputError } from '../../../sdk/errors/index.ts'
import type { AnsweredOutcome, RiskReport } from '../../../sdk/inference/riskReport.ts'
import { hostileEvidence, hostileReport, hostileText } from './hostileReport.ts'
import { abstainedReport, answeredReport, landedEvidence } from './sampleReport.ts'

const answered = renderReportPage(answeredReport, landedEvidence)
const abstained = renderReportPage(abstainedReport, landedEvidence)

describe('renderReportPage', () => {
  it('gives equal bytes for equal input', () => {
    expect(renderReportPage(structuredClone(answeredReport), structuredClone(landedEvidence))).to.equal(
      answered,
    )
  })

  it('allows its own style sheet by hash, and nothing else', () => {
    const sheet = /<style>([\s\S]*)<\/style>/.exec(answered)?.[1] ?? ''
    const hash = createHash('sha256').update(sheet).digest('base64')
    expect(answered).to.contain(
      `content="default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'"`,
    )
  })

  it('has no script, no style attribute and no address to fetch from', () => {
    const withoutNamespace = answered.replaceAll('http://www.w3.org/2000/svg', '')
    expect(withoutNamespace).not.to.match(/<script|\sstyle=|\ssrc=|\shref=|https?:|url\(|@import/i)
  })

  it('answers with the probability, its interval and the average', () => {
    expect(answered).to.contain('88<span class="figure-sign"> %</span>')
    expect(answered).to.contain('interval 80–93\u00a0%')
    expect(answered).to.contain('Higher than the average of 44\u00a0%, by 44 percentage points.')
    expect(answered).to.contain('>this patient 88\u00a0%<')
    expect(answered).to.contain('It did not abstain here.')
  })

  it('gives the reasons of an abstention, no probability and no bars', () => {
    expect(abstained).to.contain('No probability given')
    expect(abstained).to.contain('The serum cholesterol is older than the model accepts.')
    expect(abstained).to.contain('It abstained here.')
    expect(abstained).not.to.contain('id="risk-scale-title"')
    expect(abstained).not.to.contain('id="attribution-bars-title"')
    expect(abstained).not.to.contain('>this patient ')
  })

  it('names what was missing, and how many values the model knew', () => {
    expect(abstained).to.contain('<bdi>Major vessels coloured by fluoroscopy</bdi>: the model used no value')
    expect(abstained).to.contain('It knew 12 of the 13 values below')
    expect(answered).to.contain('Every value that the model asks for was in the record.')
  })

  it('says when the used value is not the received one', () => {
    const [first, ...rest] = answeredReport.features
    if (first === undefined) {
      throw new Error('The sample report has no feature.')
    }
    const page = (changed: typeof first) =>
      renderReportPage({ ...answeredReport, features: [changed, ...rest] }, landedEvidence)
    expect(page({ ...first, used: 60 })).to.contain('60 <span class="unit">years</span> (changed)')
    expect(page({ ...first, received: null })).to.contain('58 <span class="unit">years</span> (filled in)')
  })

  it('has a data table beside every picture', () => {
    for (const figure of answered.match(/<figure[\s\S]*?<\/figure>/g) ?? []) {
      expect(figure)
        .to.contain('<svg')
        .and.to.match(/<table[ >]/)
    }
    expect(answered.match(/<figure/g)).to.have.length(3)
    expect(answered.match(/<table[ >]/g)?.length).to.equal(answered.match(/<caption>/g)?.length)
  })

  it('says what a quorum proves and that it is no medical device', () => {
    for (const page of [answered, abstained]) {
      expect(page).to.contain(
        'The signatures prove that several nodes agree on the computation, never that a diagnosis is true.',
      )
      expect(page).to.contain('not a medical device')
    }
    expect(answered).to.contain(answeredReport.limits[0])
  })

  it('counts each signing account once, and warns below the quorum', () => {
    expect(answered).to.contain('3 of 4 nodes signed this same result; 3 were needed.')
    const [one, two] = landedEvidence.signers
    const signers = one && two ? [one, two, { ...two, address: two.address.toLowerCase() }] : []
    const page = renderReportPage(answeredReport, { ...landedEvidence, signers })
    expect(page).to.contain('Do not rely on this report: 2 of 4 nodes signed')
  })

  it('shows the attestation, or that there is none', () => {
    expect(answered).to.contain('A clinician read this report and <strong>agreed with</strong> it.')
    expect(renderReportPage(answeredReport, { ...landedEvidence, attestation: null })).to.contain(
      'No clinician has attested to this report yet.',
    )
  })

  it('renders hostile text inert in every place that takes text', () => {
    const page = renderReportPage(hostileReport, hostileEvidence)
    expect(page).not.to.match(/<script|<img|\u202e/i)
    expect(page.split('⟦U+202E⟧').length).to.be.greaterThan(20)
    expect(page.match(/<\/style>/g)).to.have.length(1)
    expect(hostileText).to.contain('\u202e')
  })
})

describe('renderReportPage refuses', () => {
  const outcome = answeredReport.outcome as AnsweredOutcome
  const [feature] = answeredReport.features
  const cases: readonly (readonly [name: string, report: RiskReport, message: string])[] = [
    [
      'a probability above 1',
      { ...answeredReport, outcome: { ...outcome, probability: 1.2, interval: [1, 1.3] } },
      'does not lie between 0 and 1',
    ],
    [
      'an interval that does not hold its estimate',
      { ...answeredReport, outcome: { ...outcome, interval: [0.9, 0.95] } },
      'does not hold its estimate',
    ],
    [
      'a contribution that is not finite',
      { ...answeredReport, features: feature ? [{ ...feature, contribution: Number.NaN }] : [] },
      "The contribution of feature 'age' is not a finite number.",
    ],
    [
      'more features than a page can show',
      { ...answeredReport, features: feature ? Array.from({ length: 257 }, () => feature) : [] },
      'The report lists more than 256 features.',
    ],
    [
      'a metric that is text',
      {
        ...answeredReport,
        model: { ...answeredReport.model, metrics: { auc: '<b>' as unknown as number, brier: 0, ece: 0 } },
      },
      'The AUC is not a finite number.',
    ],
  ]
  for (const [name, report, message] of cases) {
    it(name, () => {
      expect(() => renderReportPage(report, landedEvidence))
        .to.throw(InvalidInputError, message)
        .with.property('code', 'REPORT_INVALID')
    })
  }

  it('a quorum of nobody', () => {
    expect(() => renderReportPage(answeredReport, { ...landedEvidence, quorum: 0 })).to.throw(
      InvalidInputError,
      'The quorum in the evidence is not a whole number above zero.',
    )
  })
})

describe('texts of the report page', () => {
  it('writes a time in UTC, and leaves what is no time as it is', () => {
    expect(timeText('2026-11-12T14:03:21Z')).to.equal('12 November 2026, 14:03 UTC')
    expect(timeText('2026-01-01T00:30:00+02:00')).to.equal('31 December 2025, 22:30 UTC')
    expect(timeText('yesterday')).to.equal('yesterday')
  })

  it('writes units as clinicians do, and leaves unknown codes as they are', () => {
    expect(unitText('mm[Hg]')).to.equal('mmHg')
    expect(unitText('1')).to.equal('')
    expect(unitText('mg/dL')).to.equal('mg/dL')
    expect(unitText('constructor')).to.equal('constructor')
  })
})
