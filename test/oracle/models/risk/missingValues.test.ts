import { expect } from 'chai'
import { modelFolder } from '../../../../oracle/models/modelFolder.ts'
import { assess } from '../../../../oracle/models/risk/assess.ts'
import { diagnoseRows } from '../../../../oracle/models/risk/diagnose.ts'
import { evaluateRows } from '../../../../oracle/models/risk/evaluateRows.ts'
import { loadRiskModel } from '../../../../oracle/models/risk/loadRiskModel.ts'
import type { RiskModel } from '../../../../oracle/models/risk/riskModel.ts'
import { rowReadings } from '../../../../oracle/models/risk/rowReadings.ts'
import { loadRuntime } from '../../../../oracle/runtime/tensorflow.ts'
import { rowToBundle } from '../../../../sdk/fhir/rowToBundle.ts'
import { expectError } from '../../../helpers/expectError.ts'

/** Pregnancies, glucose, diastolic, skinfold, insulin, mass index, pedigree, age. */
const person = [2, 165, 74, 32, 180, 36.5, 0.6, 45]
const names = ['pregnancies', 'glucose', 'diastolic', 'skinfold', 'insulin', 'bmi', 'pedigree', 'age']
const optional = ['diastolic', 'skinfold', 'insulin']
const asOf = new Date('2026-11-02T09:00:00Z')

describe('a model that some values may be missing for (diabetes)', () => {
  let model: RiskModel

  before(async () => {
    model = await loadRiskModel(await modelFolder('diabetes'), await loadRuntime())
  })

  const withValues = (changes: { readonly [name: string]: number | null }) =>
    person.map((value, index) => {
      const change = changes[names[index] as string]
      return change === undefined ? value : change
    })
  const assessRow = (row: readonly (number | null)[]) => assess(model, rowReadings(model.card.features, row))
  const bundleOf = (row: readonly (number | null)[], effective = asOf.toISOString()) =>
    rowToBundle(row, model.card.features, { patientDid: 'did:ethr:0x01', patientId: 'p', effective })

  it('fills in the median, shows what was received and what was used, and still adds up', () => {
    const { outcome, features } = assessRow(withValues({ insulin: null, skinfold: null }))
    if (outcome.status !== 'answered') throw new Error('The model abstained.')
    for (const feature of features) {
      const index = names.indexOf(feature.name)
      const missing = feature.name === 'insulin' || feature.name === 'skinfold'
      expect(feature.received?.value ?? null, feature.name).to.equal(missing ? null : person[index])
      expect(feature.used, feature.name).to.equal(
        missing ? model.preprocessing.medians[index] : person[index],
      )
    }
    const logOdds = (probability: number) => Math.log(probability / (1 - probability))
    const total = features.reduce((sum, { contribution }) => sum + contribution, logOdds(outcome.baseline))
    expect(1 / (1 + Math.exp(-total))).to.be.closeTo(outcome.probability, 5e-4)
  })

  for (const name of names) {
    it(`${optional.includes(name) ? 'answers' : 'abstains'} without ${name}`, () => {
      const { outcome } = assessRow(withValues({ [name]: null }))
      if (optional.includes(name)) return expect(outcome.status).to.equal('answered')
      if (outcome.status !== 'abstained') throw new Error('The model answered.')
      expect(outcome.reasons.map(({ code, feature }) => [code, feature])).to.deep.equal([
        ['missing-feature', name],
      ])
    })
  }

  it('takes a stale value for missing where it may be, and shows it as received', () => {
    const { entry } = bundleOf(person)
    const bundle = {
      ...bundleOf(person),
      entry: entry.map((one) =>
        one.resource?.id === 'p-diastolic'
          ? { ...one, resource: { ...one.resource, effectiveDateTime: '2020-01-01T09:00:00Z' } }
          : one,
      ),
    }
    const { outcome, features } = model.assess(bundle, asOf)
    expect(outcome.status).to.equal('answered')
    const diastolic = features.find(({ name }) => name === 'diastolic')
    expect(diastolic?.received?.value).to.equal(74)
    expect(diastolic?.used).to.equal(model.preprocessing.medians[2])
    expect(diastolic?.status).to.equal('stale')
  })

  it('abstains on a stale value that it needs', () => {
    const { outcome } = model.assess(bundleOf(person, '2020-01-01T09:00:00Z'), asOf)
    if (outcome.status !== 'abstained') throw new Error('The model answered.')
    expect(outcome.reasons.map(({ code }) => code)).to.include('stale')
  })

  it("reads Pima's zeros, ? and -9 in a table as missing, and a zero that can be one as a zero", () => {
    const lines = [
      '2,165,74,32,180,36.5,0.6,45,1',
      '2,165,74,0,0,36.5,0.6,45,1',
      '2,165,74,?,-9,36.5,0.6,45,1',
      '2,0,74,32,180,36.5,0.6,45,1',
      '2,165,74,32,180,0,0.6,45,1',
      '0,165,74,32,180,36.5,0.6,45,1',
    ]
    const diagnoses = diagnoseRows(model, lines.join('\n'))
    const outcomes = diagnoses.map(({ assessment }) => assessment.outcome)
    expect(outcomes.map(({ status }) => status)).to.deep.equal([
      'answered',
      'answered',
      'answered',
      'abstained',
      'abstained',
      'answered',
    ])
    expect(outcomes[1]).to.deep.equal(outcomes[2])
    expect(diagnoses[5]?.assessment.features[0]?.received?.value).to.equal(0)
  })

  it('refuses a zero in a record, where nothing says that it means missing', async () => {
    for (const name of ['glucose', 'bmi', 'insulin']) {
      await expectError(
        () => model.assess(bundleOf(withValues({ [name]: 0 })), asOf),
        'FEATURE_OUT_OF_RANGE',
        new RegExp(name),
      )
    }
  })

  it('is not for a patient whom the record calls male', () => {
    const withGender = (gender: string) => {
      const bundle = bundleOf(person)
      const entry = bundle.entry.map((one) =>
        one.resource?.resourceType === 'Patient' ? { ...one, resource: { ...one.resource, gender } } : one,
      )
      return model.assess({ ...bundle, entry }, asOf).outcome
    }
    expect(withGender('female').status).to.equal('answered')
    expect(withGender('unknown').status).to.equal('answered')
    for (const gender of ['male', 'other']) {
      const outcome = withGender(gender)
      if (outcome.status !== 'abstained') throw new Error('The model answered.')
      expect(outcome.reasons.map(({ code }) => code)).to.deep.equal(['out-of-population'])
    }
  })

  it('is not for a pregnancy that the record states, undated too, and whatever "unknown" follows', () => {
    const stated = (...statements: [code: string, effectiveDateTime?: string][]) => {
      const bundle = bundleOf(person)
      const subject = bundle.entry.find(({ resource }) => resource?.resourceType === 'Observation')?.resource
        ?.subject
      const entry = statements.map(([code, effectiveDateTime]) => ({
        resource: {
          resourceType: 'Observation',
          status: 'final',
          subject,
          code: { coding: [{ system: 'http://loinc.org', code: '82810-3' }] },
          valueCodeableConcept: { coding: [{ system: 'http://loinc.org', code }] },
          ...(effectiveDateTime ? { effectiveDateTime } : {}),
        },
      }))
      return model.assess({ ...bundle, entry: [...bundle.entry, ...entry] }, asOf).outcome
    }
    const daysAgo = (days: number) => new Date(asOf.getTime() - days * 86_400_000).toISOString()
    for (const outcome of [
      stated(['LA15173-0']),
      stated(['LA15173-0', daysAgo(12)], ['LA4489-6', daysAgo(1)]),
    ]) {
      if (outcome.status !== 'abstained') throw new Error('The model answered.')
      expect(outcome.reasons.map(({ code }) => code)).to.deep.equal(['out-of-population'])
    }
    expect(stated(['LA15173-0', daysAgo(12)], ['LA26683-5', daysAgo(1)]).status).to.equal('answered')
    expect(stated(['LA15173-0', daysAgo(301)]).status).to.equal('answered')
    expect(stated(['LA26683-5']).status).to.equal('answered')
  })

  it('refuses two different values and another unit', async () => {
    const twice = bundleOf(person)
    const doubled = {
      ...twice,
      entry: [
        ...twice.entry,
        ...bundleOf(withValues({ glucose: 90 })).entry.filter(({ resource }) => resource?.id === 'p-glucose'),
      ],
    }
    await expectError(() => model.assess(doubled, asOf), 'FEATURE_CONTRADICTORY', /glucose/)
    const molar = {
      ...twice,
      entry: twice.entry.map((one) =>
        one.resource?.id === 'p-glucose'
          ? {
              ...one,
              resource: {
                ...one.resource,
                valueQuantity: { value: 9.2, system: 'http://unitsofmeasure.org', code: 'mmol/L' },
              },
            }
          : one,
      ),
    }
    await expectError(() => model.assess(molar, asOf), 'FEATURE_UNIT_MISMATCH', /mg\/dL/)
  })

  it('finds its training rows again whichever mark stands for missing', async () => {
    const { readFile } = await import('node:fs/promises')
    const csv = await readFile(new URL('../../../../data/diabetes/diabetes.csv', import.meta.url), 'utf8')
    const marked = csv
      .trim()
      .split('\n')
      .map((line, index) =>
        line
          .split(',')
          .map((cell, column) => (index > 0 && column >= 1 && column <= 5 && cell === '0' ? '?' : cell))
          .join(','),
      )
      .join('\n')
    const result = evaluateRows(model, csv)
    expect(result.rows).to.equal(768)
    expect(result.droppedAsTraining).to.equal(614)
    expect(result.shareAbstained).to.be.closeTo(model.card.metrics.heldOut.abstained, 1e-4)
    expect(evaluateRows(model, marked)).to.deep.equal(result)
  })
})
