import { expect } from 'chai'
import { summariseSignal } from '../../../sdk/charts/signalSummary.ts'
import type { Bundle, Resource } from '../../../sdk/fhir/bundle.ts'
import { ecgTracesOf } from '../../../sdk/fhir/ecgTraces.ts'
import { ecgBundle } from '../../../sdk/fhir/sampledDataBundle.ts'
import { expectError } from '../../helpers/expectError.ts'

const patient = { resourceType: 'Patient', id: 'one' } as const
const segment = {
  start: '2026-03-01T10:00:00Z',
  samplingHertz: 250,
  stepMillivolts: 0.5,
  counts: [1, 'E', -2, 'U', 'L'] as const,
}

/** A Bundle whose electrocardiogram is changed. */
function changed(change: object): Bundle {
  const bundle = ecgBundle(patient, [segment])
  const entry = bundle.entry.map(({ resource }) => ({
    resource: resource?.resourceType === 'Observation' ? ({ ...resource, ...change } as Resource) : resource,
  })) as Bundle['entry']
  return { ...bundle, entry }
}

describe('sdk/fhir/ecgTraces', () => {
  it('lists the leads in the order of the Bundle, and reads one when it is asked for', () => {
    const later = { ...segment, start: '2026-03-02' }
    const [one, other, none] = ecgTracesOf(ecgBundle(patient, [segment, later]))
    expect([one?.lead, one?.start]).to.deep.equal(['II', '2026-03-01T10:00:00Z'])
    expect(other?.start).to.equal('2026-03-02')
    expect(none).to.equal(undefined)
    const read = one?.read(5)
    expect(read?.samplingHertz).to.equal(250)
    expect([...(read?.values ?? [])]).to.deep.equal([0.5, Number.NaN, -1, Infinity, -Infinity])
    expect(summariseSignal(read?.values ?? new Float32Array())).to.deep.equal({
      least: -1,
      greatest: 0.5,
      measured: 0.4,
      missing: 0.2,
      saturated: 0.4,
    })
  })

  it('refuses more samples than are wanted, and what it does not understand, when it is read', async () => {
    const [long] = ecgTracesOf(ecgBundle(patient, [segment]))
    await expectError(() => long?.read(4), 'INPUT_TOO_LARGE', /5 samples/)
    const [turned] = ecgTracesOf(changed({ modifierExtension: [{ url: 'https://salus.example/x' }] }))
    expect([turned?.lead, turned?.start]).to.deep.equal([null, null])
    await expectError(() => turned?.read(10), 'OBSERVATION_INVALID', /modifierExtension/)
  })

  it('gives none of what is unfinished or entered in error, and no time where there is none that holds', () => {
    expect(ecgTracesOf(changed({ status: 'entered-in-error' }))).to.deep.equal([])
    expect(ecgTracesOf(changed({ status: 'preliminary' }))).to.deep.equal([])
    expect(ecgTracesOf(changed({ effectiveDateTime: '<b>today</b>' }))[0]?.start).to.equal(null)
    expect(ecgTracesOf(changed({ effectiveDateTime: undefined }))[0]?.start).to.equal(null)
  })

  it('says of a signal without a measured sample that it has none', () => {
    const nothing = { least: 0, greatest: 0, measured: 0, missing: 1, saturated: 0 }
    expect(summariseSignal(Float32Array.of(Number.NaN, Number.NaN))).to.deep.equal(nothing)
    expect(summariseSignal(new Float32Array()).measured).to.equal(0)
  })
})
