import { createHash } from 'node:crypto'
import { expect } from 'chai'
import { type ReportEvidence, renderReportPage } from '../../../portal/report/page.ts'
import { timeText } from '../../../portal/report/timeText.ts'
import { unitText } from '../../../portal/report/unitText.ts'
import { InvalidInputError } from '../../../sdk/errors/index.ts'
import type { ClinicalReport, RiskOutcome } from '../../../sdk/inference/clinicalReport.ts'
import type { StandingFlag } from '../../../sdk/inference/reportStanding.ts'
import {
  hostileAbstention,
  hostileEvidence,
  hostileReports,
  hostileText,
  impossibleReports,
} from './hostileReport.ts'
import { abstainedReport, answeredReport, landedEvidence } from './sampleReport.ts'
import { abstainedReportOf, answeredReports, modelKinds } from './samples/index.ts'

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

  it('answers with the probability, its interval and the share in training', () => {
    expect(answered).to.contain('88<span class="figure-sign"> %</span>')
    expect(answered).to.contain('interval 80–93\u00a0%')
    expect(answered).to.contain(
      'Higher than the share of 44\u00a0% among the patients it was trained on, by 44 percentage points.',
    )
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
    expect(abstained).to.contain('It knew 11 of the 13 values below')
    expect(abstained).to.contain('judged from 11 of 13 values')
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
    expect(page({ ...first, received: null, status: 'missing' }))
      .to.contain('58 <span class="unit">years</span> (filled in)')
      .and.to.contain('<bdi>filled in (not in the record)</bdi>')
  })

  it('never passes a value that is too old off as the one used', () => {
    const features = answeredReport.features.map((feature) =>
      feature.name === 'trestbps' ? { ...feature, used: 130, status: 'stale' as const } : feature,
    )
    const page = renderReportPage({ ...answeredReport, features }, landedEvidence)
    expect(page).to.contain(
      '<bdi>filled in (record: 138 mmHg, too old or undated)</bdi></th><td class="number">+0.09',
    )
    expect(page).to.contain('In the record, but too old or undated to be used:')
    expect(page).to.contain('<bdi>138 mmHg</bdi> in the record; the model filled in 130 mmHg')
    expect(page).to.contain('<bdi>138 mmHg</bdi> (too old or undated)')
    expect(page).to.contain('130 <span class="unit">mmHg</span> (filled in)')
    expect(page).to.contain('It knew 12 of the 13 values below')
    expect(page).not.to.contain('Every value that the model asks for was in the record')
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
    const [one, two] = landedEvidence.landed.signers
    const signers = [one, two, { ...two, address: two.address.toLowerCase() }]
    const landed = { ...landedEvidence.landed, signers }
    const page = renderReportPage(answeredReport, { ...landedEvidence, landed })
    expect(page.match(/Do not rely on this report: 2 of 4 nodes signed/g)).to.have.length(2)
    expect(page).to.contain('role="alert"')
  })

  it('shows an attestation only as far as it was opened', () => {
    expect(answered).to.contain('A clinician read this report and <strong>agreed with</strong> it.')
    const page = (attestations: ReportEvidence['attestations']) =>
      renderReportPage(answeredReport, { ...landedEvidence, attestations: attestations ?? [] })
    expect(page([])).to.contain('No clinician has attested to this report yet.')
    const closed = page([{ clinician: '0xc1', transactionHash: '0xabc', opened: null }])
    expect(closed).to.contain('A clinician attested; the content is not shown here.')
    expect(closed).not.to.match(/agreed with|overrode/)
    const opened = { verdict: 'overridden', reasonCode: 'known-diagnosis', note: 'Seen today.' } as const
    const overridden = page([{ clinician: '0xc1', transactionHash: '0xabc', opened }])
    expect(overridden)
      .to.contain('<strong>overrode</strong>')
      .and.to.contain('The diagnosis is known already.')
  })

  it('names the patient by two identifiers at the top and above the attestation', () => {
    const places = [...answered.matchAll(/Test Patient \(synthetic\)/g)].map(({ index }) => index)
    expect(places).to.have.length(2)
    expect(answered.match(/12 March 1968/g)).to.have.length(2)
    expect(places[1]).to.be.lessThan(answered.indexOf('agreed with'))
    const { patient: _, ...anonymous } = landedEvidence
    expect(renderReportPage(answeredReport, anonymous)).to.contain('Check two identifiers of your own')
  })

  it('shows what the requester thought before, inside the answer', () => {
    const [, rest = ''] = answered.split('<h2>Answer</h2>')
    expect(rest.indexOf('who asked held it for <bdi>likely</bdi>')).to.be.within(
      0,
      rest.indexOf('figure-number'),
    )
  })

  it('shows the counterfactual as the model’s, not as a cause', () => {
    expect(answered).to.contain('How the model would answer otherwise')
    expect(answered).to.contain('it is no cause, and no promise that a treatment has this effect')
    expect(answered).to.contain('ST depression on exercise')
  })

  it('shades the calibration bin that holds the answer, and says it in words', () => {
    expect(answered).to.contain('class="chart-region"')
    expect(answered).to.contain('26 had an estimate between 80\u00a0% and 90\u00a0%; 22 of them')
    expect(answered).to.contain('The model had said 86\u00a0% on average, which the interval holds.')
    const calibration = answeredReport.model.calibration.map((bin) =>
      bin.from === 0.8 ? { ...bin, observed: 0.2 } : bin,
    )
    const off = { ...answeredReport, model: { ...answeredReport.model, calibration } }
    expect(renderReportPage(off, landedEvidence)).to.contain('Here the model is off')
  })

  it('says that other categories were not visible, and which were', () => {
    expect(answered).to.contain('Records of other categories may exist and were not visible to the model.')
    expect(answered).to.contain('It saw: <bdi>cardiology</bdi>.')
  })

  it('prints the request at the foot of every page, and only an id that is one', () => {
    const { requestId } = answeredReport.request
    expect(answered).to.contain(`@bottom-left { content: "Salus report, request ${requestId}"`)
    const sheet = /<style>([\s\S]*?)<\/style>/.exec(
      renderReportPage(hostileReports.risk, hostileEvidence),
    )?.[1]
    expect(sheet).to.contain('@bottom-left { content: "Salus report, request"').and.not.to.contain('owned')
  })

  for (const kind of modelKinds) {
    it(`renders hostile text inert in every place that takes text: ${kind}`, () => {
      const page = renderReportPage(hostileReports[kind], hostileEvidence)
      expect(page).not.to.match(/<script|<img|\u202e/i)
      expect(page.split('⟦U+202E⟧').length).to.be.greaterThan(20)
      expect(page.match(/<\/style>/g)).to.have.length(1)
      expect(page.split('<style>')[1]?.split('</style>')[0]).not.to.contain('owned')
    })
  }

  it('says how soon to look at the patient where an abstention calls for it', () => {
    const report = abstainedReportOf('score')
    const outcome = { ...report.outcome, urgency: 'critical' } as typeof report.outcome
    const said = 'Look at the patient all the same: <bdi>critical</bdi>.'
    expect(renderReportPage({ ...report, outcome }, landedEvidence)).to.contain(said)
    expect(renderReportPage(report, landedEvidence)).not.to.contain('all the same')
  })

  it('renders hostile text inert in an abstention', () => {
    expect(renderReportPage(hostileAbstention, hostileEvidence)).not.to.match(/<script|<img|\u202e/i)
    expect(hostileText).to.contain('\u202e')
  })
})

describe('the page of each kind', () => {
  for (const kind of modelKinds) {
    const page = renderReportPage(answeredReports[kind], landedEvidence)

    it(`${kind}: has a data table beside every picture, and a caption on every table`, () => {
      const figures = page.match(/<figure[\s\S]*?<\/figure>/g) ?? []
      expect(figures.length).to.be.greaterThan(0)
      for (const figure of figures) {
        expect(figure)
          .to.contain('<svg')
          .and.to.match(/<table[ >]/)
      }
      expect(page.match(/<table[ >]/g)?.length).to.equal(page.match(/<caption>/g)?.length)
      expect(page.match(/<title id=/g)?.length).to.equal(page.match(/<desc id=/g)?.length)
    })

    it(`${kind}: has no script, no style attribute, no address to fetch from, no id twice`, () => {
      const withoutNamespace = page.replaceAll('http://www.w3.org/2000/svg', '')
      expect(withoutNamespace).not.to.match(/<script|\sstyle=|\ssrc=|\shref=|https?:|url\(|@import/i)
      expect(page).not.to.match(/NaN|undefined|Infinity/)
      const ids = [...page.matchAll(/\sid="([^"]*)"/g)].map(([, id]) => id)
      expect(new Set(ids).size).to.equal(ids.length)
    })

    it(`${kind}: gives no answer where the model abstains`, () => {
      const abstaining = renderReportPage(abstainedReportOf(kind), landedEvidence)
      expect(abstaining).to.contain('The model abstained, because:').and.to.contain('It abstained here.')
      expect(abstaining).not.to.contain('class="figure-number"')
    })
  }

  it('survival: in numbers of patients, beside the average, with the curve', () => {
    const page = renderReportPage(answeredReports.survival, landedEvidence)
    expect(page).to.contain('Expected course:')
    expect(page).to.contain(
      'Of 100 patients with these values, the model expects about 59 to be free of the event after 5 years',
    )
    expect(page).to.contain('for a patient with average values the model expects 73\u00a0%.')
    expect(page).to.contain('1.7 times that of a patient with average values')
    expect(page).to.contain('log of the relative hazard')
    expect(page).to.contain('estimated by Kaplan–Meier').and.to.contain('event within 5 years, %')
    expect(page).not.to.match(/Wilson|95 %|had the condition|average p|class="chart-error"/)
  })

  it('score: the number, the band, what is due, points that add up, the trend, the choices', () => {
    const page = renderReportPage(answeredReports.score, landedEvidence)
    expect(page).to.contain('>9<span class="figure-sign"> of 20</span>').and.to.contain('high band')
    expect(page).to.contain('call the team with critical care skills now')
    expect(page).to.contain('Probability 62\u00a0% within 6 hours.')
    expect(page).to.contain('SpO2 scale 1 was used')
    expect(page).not.to.contain('What drove the answer')
    expect(page).to.contain('417 forecasts for made-up patients')
    expect(page).not.to.match(/Wilson|95 %|had the condition|class="chart-error"/)
  })

  it('rhythm: the screen in words, what could not be read, the trace on its paper, the variability', () => {
    const page = renderReportPage(answeredReports.rhythm, landedEvidence)
    expect(page).to.contain('>Regular<span').and.to.contain('3\u00a0% of it was noisy, missing or flat')
    expect(page).to.contain('Recorded from 12 November 2026, 08:30 UTC to 12 November 2026, 08:35 UTC.')
    expect(page).to.contain('The longest readable time between two beats was 1.02')
    expect(page).to.contain('25 mm per second and 10 mm per millivolt')
    expect(page).to.contain('38.2 ms').and.to.contain('From 358 of 370 intervals')
    expect(page).not.to.contain('Values received and used')
  })
})

describe('what happened since, on the page', () => {
  const since = 1_790_000_000
  const pageWith = (...flags: readonly StandingFlag[]) =>
    renderReportPage(answeredReport, { ...landedEvidence, standing: { block: 60, flags } })

  const doubts: readonly (readonly [flag: StandingFlag, words: string])[] = [
    [{ kind: 'model-suspended', since }, 'The model version was suspended on 21 September 2026'],
    [{ kind: 'record-entered-in-error', recordId: '0x12', since }, 'was entered in error'],
    [{ kind: 'record-amended', recordId: '0x12', since }, 'was amended on'],
    [{ kind: 'record-erased', recordId: '0x12', since }, 'was erased on'],
    [{ kind: 'signer-excluded', signer: '0xaa', organisation: '0xbb' }, '0xaa of 0xbb'],
  ]
  for (const [flag, words] of doubts) {
    it(`alerts above the title: ${flag.kind}`, () => {
      const page = pageWith(flag)
      expect(page).to.contain(words)
      expect(page.indexOf('role="alert"')).to.be.within(0, page.indexOf('<h1'))
    })
  }

  it('informs without an alert: consent ended, model retired', () => {
    const page = pageWith(
      { kind: 'consent-ended', holder: 'requester', decision: 'revoked' },
      { kind: 'model-retired', since },
    )
    expect(page).to.contain('who asked had a consent that the patient revoked').and.to.contain('was retired')
    expect(page).to.contain('role="note"').and.not.to.contain('role="alert"')
  })

  it('says up to which block nothing speaks against it, and nothing where the chain was not asked', () => {
    expect(answered).to.contain('Up to block 57 nothing on the chain speaks against it')
    expect(answered).not.to.match(/role="(alert|note)"/)
    const { standing: _, ...unasked } = landedEvidence
    expect(renderReportPage(answeredReport, unasked)).not.to.contain('speaks against it')
  })

  it('marks a page that nobody signed', () => {
    const page = renderReportPage(answeredReport, { landed: null })
    expect(page).to.contain('Computed on this machine, signed by nobody.').and.to.contain('role="alert"')
    expect(page).not.to.match(/oracle nodes|Hash of this report on the chain|nodes signed/)
  })
})

describe('renderReportPage refuses', () => {
  const outcome = answeredReport.outcome as RiskOutcome
  const [feature] = answeredReport.features
  const cases: readonly (readonly [name: string, report: ClinicalReport, message: string])[] = [
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
        model: {
          ...answeredReport.model,
          figures: [{ name: 'AUC', meaning: '', value: '<b>' as unknown as number }],
        },
      },
      "The figure 'AUC' is not a finite number.",
    ],
  ]
  for (const [name, report, message] of [...cases, ...impossibleReports]) {
    it(name, () => {
      expect(() => renderReportPage(report, landedEvidence))
        .to.throw(InvalidInputError, message)
        .with.property('code', 'REPORT_INVALID')
    })
  }

  it('a quorum of nobody', () => {
    expect(() =>
      renderReportPage(answeredReport, { landed: { ...landedEvidence.landed, quorum: 0 } }),
    ).to.throw(InvalidInputError, 'The quorum in the evidence is not a whole number above zero.')
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
