import { expect } from 'chai'
import { concat, id, keccak256, toUtf8Bytes } from 'ethers'
import fc from 'fast-check'
import { bytesToHex } from '../../../sdk/crypto/bytes.ts'
import {
  type Attestation,
  OVERRIDE_REASONS,
  openAttestation,
  stateAttestation,
} from '../../../sdk/inference/attestation.ts'
import { LIKELIHOODS, openImpression, stateImpression } from '../../../sdk/inference/impression.ts'
import { OUTCOMES, openOutcome, stateOutcome } from '../../../sdk/inference/outcome.ts'
import { anyAddress, anyHash } from '../../helpers/arbitraries.ts'
import { expectError } from '../../helpers/expectError.ts'

const clinician = '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed'
const other = '0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359'
const hash = (byte: string) => `0x${byte.repeat(32)}`
const attestation: Omit<Attestation, 'format'> = {
  requestId: hash('11'),
  outputHash: hash('22'),
  clinician,
  verdict: 'agreed',
  patientCheckedBy: ['name', 'birth-date'],
}
const about = { requestId: hash('11'), outputHash: hash('22'), clinician }

describe('sdk/inference, what clinicians commit to', () => {
  it('commits to keccak256(domain ‖ salt ‖ keccak256(canonical JSON))', () => {
    const salt = new Uint8Array(32).fill(7)
    const stated = stateImpression(clinician, { likelihood: 'likely' }, salt)
    const json = `{"clinician":"${clinician}","format":"salus-impression/1","likelihood":"likely"}`
    expect(stated).to.deep.equal({
      content: { format: 'salus-impression/1', clinician, likelihood: 'likely' },
      salt: bytesToHex(salt),
      commitment: keccak256(
        concat([id('salus.inference.impression.v1'), salt, keccak256(toUtf8Bytes(json))]),
      ),
    })
  })

  it('hides what can be guessed: the same impression twice has two commitments', () => {
    const commitments = LIKELIHOODS.flatMap((likelihood) =>
      [1, 2].map(() => stateImpression(clinician, { likelihood }).commitment),
    )
    expect(new Set(commitments).size).to.equal(2 * LIKELIHOODS.length)
  })

  it('opens what was stated, and nothing that differs in any part', async () => {
    await fc.assert(
      fc.asyncProperty(
        anyAddress,
        fc.constantFrom(...LIKELIHOODS),
        fc.option(fc.string({ unit: 'grapheme', maxLength: 100 }), { nil: undefined }),
        anyHash,
        async (requester, likelihood, note, salt) => {
          const said = note === undefined ? { likelihood } : { likelihood, note }
          const stated = stateImpression(requester, said)
          const request = { requester, impression: stated.commitment }
          expect(openImpression(JSON.parse(JSON.stringify(stated)), request)).to.deep.equal(stated.content)
          for (const [statement, expected] of [
            [{ ...stated, salt }, request],
            [{ ...stated, content: { ...stated.content, note: `${note ?? ''}.` } }, request],
            [stated, { ...request, impression: salt }],
          ] as const) {
            await expectError(() => openImpression(statement, expected), 'COMMITMENT_MISMATCH', /not the one/)
          }
        },
      ),
      { numRuns: 50 },
    )
  })

  it('takes no impression of somebody else for the requester’s', async () => {
    const stated = stateImpression(other, { likelihood: 'uncertain' })
    const request = { requester: clinician, impression: stated.commitment }
    await expectError(() => openImpression(stated, request), 'COMMITMENT_MISMATCH', /another clinician/)
  })

  it('wants a reason with every override, and only there', async () => {
    for (const reasonCode of Object.keys(OVERRIDE_REASONS) as (keyof typeof OVERRIDE_REASONS)[]) {
      const override = {
        ...attestation,
        verdict: 'overridden' as const,
        reasonCode,
        note: 'seen at the bedside',
      }
      const stated = stateAttestation(override)
      const opened = openAttestation(stated, { ...about, commitment: stated.commitment })
      expect(opened).to.deep.equal({ format: 'salus-attestation/1', ...override })
    }
    const refused = (change: object, place: RegExp) =>
      expectError(
        () => stateAttestation({ ...attestation, ...change } as Attestation),
        'MESSAGE_INVALID',
        place,
      )
    await refused({ verdict: 'overridden' }, /'reasonCode'/)
    await refused({ reasonCode: 'other', note: 'why not' }, /'reasonCode'/)
    await refused({ verdict: 'overridden', reasonCode: 'other' }, /'note'/)
    await refused({ verdict: 'overridden', reasonCode: 'other', note: ' ' }, /'note'/)
    await refused({ verdict: 'overridden', reasonCode: 'a hunch' }, /'reasonCode'/)
    await refused({ verdict: 'none' }, /'verdict'/)
    await refused({ note: 'x'.repeat(2001) }, /'note'/)
  })

  it('wants two different identifiers of the patient, by their names', async () => {
    for (const patientCheckedBy of [
      [],
      ['name'],
      ['name', 'name'],
      ['name', 'Ada Lovelace'],
      ['name', 'account', 'address'],
    ]) {
      await expectError(
        () => stateAttestation({ ...attestation, patientCheckedBy } as unknown as Attestation),
        'MESSAGE_INVALID',
        /'patientCheckedBy/,
      )
    }
  })

  it('takes no attestation for another report or by another clinician', async () => {
    const stated = stateAttestation(attestation)
    const expected = { ...about, commitment: stated.commitment }
    expect(openAttestation(stated, expected).verdict).to.equal('agreed')
    for (const [change, words] of [
      [{ requestId: hash('33') }, /another requestId/],
      [{ outputHash: hash('33') }, /another outputHash/],
      [{ clinician: other }, /another clinician/],
      [{ commitment: hash('33') }, /not the one/],
    ] as const) {
      await expectError(
        () => openAttestation(stated, { ...expected, ...change }),
        'COMMITMENT_MISMATCH',
        words,
      )
    }
  })

  it('takes a later outcome likewise, and no statement of one kind for another', async () => {
    for (const outcome of OUTCOMES) {
      const stated = stateOutcome({ ...about, outcome })
      const expected = { ...about, commitment: stated.commitment }
      expect(openOutcome(stated, expected).outcome).to.equal(outcome)
      await expectError(
        () => openOutcome(stated, { ...expected, clinician: other }),
        'COMMITMENT_MISMATCH',
        /another clinician/,
      )
      await expectError(() => openAttestation(stated, expected), 'MESSAGE_INVALID', /not valid/)
    }
  })

  it('says what is malformed, and never what was written', async () => {
    const note = 'she has leukaemia'
    const stated = stateOutcome({ ...about, outcome: 'refuted', note })
    for (const statement of [
      { ...stated, content: { ...stated.content, extra: note } },
      { ...stated, content: { ...stated.content, outcome: note } },
      { ...stated, content: null },
      { ...stated, salt: '0x00' },
    ]) {
      const error = await Promise.resolve()
        .then(() => openOutcome(statement, { ...about, commitment: stated.commitment }))
        .then(
          () => expect.fail('it was taken'),
          (thrown: Error) => thrown,
        )
      expect(error.message).to.not.include('leukaemia')
    }
  })
})
