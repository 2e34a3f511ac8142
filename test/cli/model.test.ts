import { existsSync, readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { listModels } from '../../oracle/models/modelFolder.ts'
import type { ModelEvaluation } from '../../oracle/models/recipe.ts'
import type { CardHead, GoldenVectors } from '../../oracle/models/shippedModel.ts'
import type { ClinicalReport } from '../../sdk/inference/clinicalReport.ts'
import { heartBundle, type MutableBundle, observationOf } from '../helpers/heartModel.ts'
import { expectFailure, expectJson, fixture, itFails, runSalus, temporaryFolder } from './support/runSalus.ts'

const AS_OF = ['--as-of', '2026-11-02T09:00:00Z']
/** A number that stands for a health value: it may be in no message. */
const TELLING = 987654
const HALF_A_GIGABYTE = 500 * 1024 * 1024

interface Diagnosis {
  readonly model: string
  readonly modelVersion: string
  readonly outcome: ClinicalReport['outcome']
  readonly features: ClinicalReport['features']
  readonly limits: readonly string[]
}

describe('salus model', () => {
  const folder = temporaryFolder()

  it('lists the shipped models of every kind, with their figures', async () => {
    const { models } = await expectJson<{ models: { name: string; kind: string; modelVersion: string }[] }>([
      'model',
      'list',
    ])
    expect(models.map(({ name }) => name)).to.deep.equal(await listModels())
    const { stdout } = await runSalus(['model', 'list'])
    for (const { name, modelVersion } of models) {
      expect(modelVersion).to.match(/^0x[0-9a-f]{64}$/)
      expect(stdout).to.match(new RegExp(`^${name} +\\w+ .*${modelVersion}$`, 'm'))
    }
  })

  it('prints every card, for people and machines', async () => {
    for (const name of await listModels()) {
      const { card, hashes } = await expectJson<{ card: CardHead; hashes: object }>(['model', 'card', name])
      expect(hashes).to.include.keys('weightsHash', 'cardHash', 'preprocessingHash', 'runtimeHash')
      const { stdout } = await runSalus(['model', 'card', name])
      const said = [card.title, card.condition, card.intendedUse, ...card.notFor, ...card.limits]
      for (const sentence of said) expect(stdout).to.include(sentence)
      for (const feature of card.features) expect(stdout).to.include(feature.label)
      for (const hash of Object.values(hashes)) expect(stdout).to.include(hash)
    }
  })

  it('cross-validates the heart model: AUC at least .91, Brier score at most .117', async () => {
    const found = await expectJson<ModelEvaluation>(['model', 'evaluate', 'heart'])
    const figure = (name: string) => found.figures.find((one) => one.name === name)?.value
    expect(figure('auc')).to.be.at.least(0.91)
    expect(figure('brier')).to.be.at.most(0.117)
    expect(found.method).to.include('5 folds, 3 repeats')
  })

  it('evaluates a table: figures, abstentions and why, rows known from training', async () => {
    const path = fixture('rows.csv')
    const found = await expectJson<Record<string, number>>(['model', 'evaluate', 'heart', '--input', path])
    expect(found.rows).to.equal(54)
    expect(found.droppedAsTraining).to.equal(0)
    expect((found.answered ?? 0) + (found.abstained ?? 0)).to.equal(54)
    for (const name of ['auc', 'brier', 'ece', 'accuracy', 'shareAbstained']) {
      expect(found[name], name).to.be.within(0, 1)
    }
    expect(found).to.have.property('reasons')
    const { stdout } = await runSalus(['model', 'evaluate', 'heart', '--input', path])
    expect(stdout).to.match(/AUC +0\.\d{4}/)
  })

  it('evaluates nothing without labels', async () => {
    const path = join(folder, 'unlabelled.csv')
    writeFileSync(path, '61,1,1,134,234,0,0,145,0,2.6,2,2,3\n')
    const args = ['model', 'evaluate', 'heart', '--input', path]
    expect(await expectFailure(args, 2, 'ROWS_INVALID')).to.include('label')
  })
})

describe('salus diagnose', () => {
  const folder = temporaryFolder()
  const diagnose = (input: string, ...more: string[]) => [
    'diagnose',
    '--model',
    'heart',
    '--input',
    input,
    ...AS_OF,
    ...more,
  ]

  /** Writes the fixture with a change, and gives its path. */
  async function changed(name: string, change: (bundle: MutableBundle) => void): Promise<string> {
    const bundle = await heartBundle()
    change(bundle)
    const path = join(folder, `${name}.json`)
    writeFileSync(path, JSON.stringify(bundle))
    return path
  }

  it('answers for a Bundle', async () => {
    const found = await expectJson<Diagnosis>(diagnose(fixture('bundle.json')))
    expect(found.outcome.status).to.equal('answered')
    if (found.outcome.status !== 'answered' || found.outcome.kind !== 'risk') return
    const [low, high] = found.outcome.interval
    expect(found.outcome.probability).to.be.within(low, high)
    expect(found.features).to.have.length(13)

    const { code, stdout } = await runSalus(diagnose(fixture('bundle.json')))
    expect(code).to.equal(0)
    expect(stdout).to.include(`${(found.outcome.probability * 100).toFixed(1)} %`)
    expect(stdout).to.include('What drove it').and.include('Limits: Not a medical device')
  })

  it('exits with 1 where the model abstains, and says why', async () => {
    const path = await changed('missing', (bundle) => {
      bundle.entry = bundle.entry.filter(({ resource }) => !resource.id.endsWith('-chol'))
    })
    const found = await expectJson<Diagnosis>(diagnose(path), {}, 1)
    expect(found.outcome.status === 'abstained' && found.outcome.reasons).to.deep.include({
      code: 'missing-feature',
      feature: 'chol',
      text: 'Serum total cholesterol is missing from the record.',
    })
    const { code, stdout } = await runSalus(diagnose(path))
    expect(code).to.equal(1)
    expect(stdout).to.include('abstains').and.include('Serum total cholesterol is missing')
  })

  it('abstains on what is stale at the time of the assessment', async () => {
    const args = ['diagnose', '--model', 'heart', '--input', fixture('bundle.json'), '--as-of', '2036-01-01']
    const found = await expectJson<Diagnosis>(args, {}, 1)
    expect(found.outcome.status === 'abstained' && found.outcome.reasons[0]?.code).to.equal('stale')
  })

  it('answers the golden cases of every model, and writes the page of each', async () => {
    for (const name of await listModels()) {
      const golden = JSON.parse(readFileSync(`models/${name}/golden.json`, 'utf8')) as GoldenVectors
      const [{ bundle, asOf } = { bundle: {}, asOf: '' }] = golden.cases
      const input = join(folder, `${name}.json`)
      const page = join(folder, `${name}.html`)
      writeFileSync(input, JSON.stringify(bundle))
      const args = ['diagnose', '--model', name, '--input', input, '--as-of', asOf]
      const { code, stdout } = await runSalus([...args, '--page', page, '--json'])
      const { outcome } = JSON.parse(stdout) as Diagnosis
      expect(code).to.equal(outcome.status === 'answered' ? 0 : 1)
      const html = readFileSync(page, 'utf8')
      expect(html).to.include('Computed on this machine, signed by nobody.').and.include('role="alert"')
      const text = await runSalus(args)
      expect(text.stdout).to.include(outcome.condition)
    }
  })

  it('names the patient of the Bundle on the page', async () => {
    const path = await changed('named', (bundle) => {
      const patient = bundle.entry.find(({ resource }) => resource.resourceType === 'Patient')
      Object.assign(patient?.resource ?? {}, { name: [{ text: 'Ada <Example>' }], birthDate: '1965-04-01' })
    })
    const page = join(folder, 'named.html')
    await expectJson(diagnose(path, '--page', page))
    expect(readFileSync(page, 'utf8')).to.include('Ada &lt;Example&gt;').and.include('1 April 1965')
  })

  it('prints the page on A4, or says what is missing', async () => {
    const pdf = join(folder, 'page.pdf')
    const args = diagnose(fixture('bundle.json'), '--pdf', pdf)
    const sentence = await expectFailure(args, 2, 'BROWSER_MISSING', { SALUS_CHROMIUM: join(folder, 'none') })
    expect(sentence).to.include('SALUS_CHROMIUM')
    expect(existsSync(pdf)).to.equal(false)
    if (!existsSync('/usr/bin/chromium')) return
    await expectJson(args, { SALUS_CHROMIUM: '/usr/bin/chromium' })
    const bytes = readFileSync(pdf, 'latin1')
    expect(bytes).to.match(/^%PDF-/)
    const [, width, height] = /\/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]/.exec(bytes) ?? []
    // Points: 210 mm by 297 mm.
    expect([Number(width), Number(height)].map(Math.round)).to.deep.equal([595, 842])
  })

  it('writes no page of a table', async () => {
    const args = diagnose(fixture('rows.csv'), '--page', join(folder, 'rows.html'))
    await expectFailure(args, 2, 'USAGE_INVALID')
  })

  it('answers a table row by row, with 0', async () => {
    const found = await expectJson<{ answered: number; abstained: number; rows: { line: number }[] }>(
      diagnose(fixture('rows.csv')),
    )
    expect(found.rows).to.have.length(54)
    expect(found.rows[0]?.line).to.equal(2)
    expect(found.answered + found.abstained).to.equal(54)
    expect(found.abstained).to.be.greaterThan(0)
    const { code, stdout } = await runSalus(diagnose(fixture('rows.csv')))
    expect(code).to.equal(0)
    expect(stdout.split('\n').filter((line) => /^\d+ +[01] /.test(line))).to.have.length(54)
  })

  const files: [what: string, name: string, content: string | Uint8Array, code: string, named: string][] = [
    ['what is not JSON', 'text.json', `${TELLING}, {`, 'BUNDLE_INVALID', 'JSON'],
    ['what is not UTF-8', 'bytes.json', Uint8Array.of(0x7b, 0xff, 0xfe), 'BUNDLE_INVALID', 'UTF-8'],
    [
      'what is not a Bundle',
      'patient.json',
      '{"resourceType":"Patient"}',
      'BUNDLE_INVALID',
      'not a FHIR Bundle',
    ],
    ['an empty file', 'empty.json', '', 'BUNDLE_INVALID', 'JSON'],
    ['a ragged table', 'ragged.csv', '1,2,3\n', 'ROWS_INVALID', 'Line 1'],
    ['a table with text', 'words.csv', `${'1,'.repeat(12)}x${TELLING}\n`, 'ROWS_INVALID', 'column 13'],
    ['a table that is not text', 'bytes.csv', Uint8Array.of(0x31, 0x2c, 0xff), 'ROWS_INVALID', 'UTF-8'],
  ]
  itFails(
    files.map(([what, name, content, code, named]) => ({
      what: `refuses ${what}`,
      args: async () => {
        const path = join(folder, name)
        writeFileSync(path, content)
        return diagnose(path)
      },
      exitCode: 2,
      code,
      check: (sentence) => expect(sentence).to.include(named).and.not.include(String(TELLING)),
    })),
  )

  const changes: [what: string, name: string, change: (bundle: MutableBundle) => void, code: string][] = [
    [
      'a value out of range',
      'range',
      (bundle) => setQuantity(bundle, { value: TELLING }),
      'FEATURE_OUT_OF_RANGE',
    ],
    [
      'a value in another unit',
      'unit',
      (bundle) => setQuantity(bundle, { value: TELLING, unit: 'mmol/L', code: 'mmol/L' }),
      'FEATURE_UNIT_MISMATCH',
    ],
    [
      'two different values',
      'contradiction',
      (bundle) => {
        const first = bundle.entry.find(({ resource }) => resource.id.endsWith('-chol'))
        if (!first) throw new Error('The fixture has no cholesterol.')
        bundle.entry.push(structuredClone(first))
        setQuantity(bundle, { value: TELLING / 1000 })
      },
      'FEATURE_CONTRADICTORY',
    ],
    [
      'text where a number belongs',
      'typed',
      (bundle) => setQuantity(bundle, { value: `${TELLING}` }),
      'OBSERVATION_INVALID',
    ],
  ]
  itFails(
    changes.map(([what, name, change, code]) => ({
      what: `refuses ${what}, names the feature and never the value`,
      args: async () => diagnose(await changed(name, change)),
      exitCode: 2,
      code,
      check: (sentence) => {
        expect(sentence).to.include('Serum total cholesterol')
        expect(sentence)
          .to.not.include(String(TELLING))
          .and.not.include(String(TELLING / 1000))
      },
    })),
  )

  it('refuses a Bundle about two patients', async () => {
    const path = await changed('patients', (bundle) => {
      observationOf(bundle, 'chol').subject = { reference: 'Patient/somebody-else' }
    })
    expect(await expectFailure(diagnose(path), 2, 'SUBJECT_INVALID')).to.include('several patients')
  })

  it('refuses a file of 500 MB by its size', async () => {
    const path = join(folder, 'huge.json')
    writeFileSync(path, '')
    truncateSync(path, HALF_A_GIGABYTE)
    const sentence = await expectFailure(diagnose(path), 2, 'INPUT_TOO_LARGE')
    expect(sentence).to.include(path).and.include(String(HALF_A_GIGABYTE))
  })

  it('refuses a file that is not there, and a folder', async () => {
    expect(await expectFailure(diagnose(join(folder, 'none.json')), 2, 'INPUT_NOT_FOUND')).to.include(
      'none.json',
    )
    await expectFailure(diagnose(folder), 2, 'INPUT_NOT_FOUND')
  })

  it('refuses a model and a back-end that there are not', async () => {
    const input = ['--input', fixture('bundle.json')]
    await expectFailure(['diagnose', '--model', '../heart', ...input], 2, 'MODEL_NOT_FOUND')
    await expectFailure(diagnose(fixture('bundle.json'), '--backend', 'gpu'), 2, 'USAGE_INVALID')
  })
})

function setQuantity(bundle: MutableBundle, change: Record<string, unknown>): void {
  const observation = observationOf(bundle, 'chol')
  observation.valueQuantity = { ...(observation.valueQuantity as object), ...change }
}
