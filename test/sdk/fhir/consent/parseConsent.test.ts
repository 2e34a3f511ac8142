import { expect } from 'chai'
import {
  ACT_CODE_SYSTEM,
  ACT_REASON_SYSTEM,
  PARTICIPATION_SYSTEM,
  SCOPE_SYSTEM,
} from '../../../../sdk/fhir/consent/codeSystems.ts'
import { checkConsent, parseConsent } from '../../../../sdk/fhir/consent/parseConsent.ts'
import { consentLimits } from '../../../../sdk/fhir/consent/schemas.ts'
import { expectError } from '../../../helpers/expectError.ts'
import {
  account,
  accountReference,
  classes,
  concept,
  consentJson,
  organisation,
  type ProvisionJson,
  purposes,
  recipient,
} from './consentResource.ts'

const address = (digit: string) => `0x${digit.repeat(40)}`
const [patient, doctor, hospital] = [address('1'), address('2'), address('3')]
const bytesOf = (value: unknown) =>
  new TextEncoder().encode(typeof value === 'string' ? value : JSON.stringify(value))

const permit: ProvisionJson = {
  type: 'permit',
  period: { start: '2026-01-01T00:00:00Z', end: '2026-12-31T23:59:59+01:00' },
  actor: [account(doctor), organisation(hospital)],
  purpose: purposes('TREAT'),
  class: classes('cardiology'),
}
const consent = consentJson(patient, { provision: [permit] })

/** A provision with another part, in a Consent. */
const withPart = (part: object) => ({ ...consent, provision: { provision: [{ ...permit, ...part }] } })

const refuse = (value: unknown, words: RegExp) =>
  expectError(() => parseConsent(bytesOf(value)), 'CONSENT_RESOURCE_INVALID', words)

describe('parseConsent', () => {
  it('puts the conditions in numbers', () => {
    const parsed = parseConsent(bytesOf(consent))
    expect(parsed.chainId).to.equal(31337n)
    expect(parsed.patient).to.equal(patient)
    expect(parsed.rule?.isStated).to.equal(false)
    expect(parsed.rule?.rules).to.deep.equal([
      {
        path: 'Consent.provision.provision[0]',
        type: 'permit',
        isStated: true,
        start: Date.UTC(2026, 0, 1) / 1000,
        end: Date.UTC(2026, 11, 31, 23) / 1000,
        actors: [
          { kind: 'account', address: doctor },
          { kind: 'organisation', address: hospital },
        ],
        categories: 1 << 9,
        purposes: 1,
        rules: [],
      },
    ])
  })

  it('reads past what only documents the consent', () => {
    const documented = { ...consent, id: 'c1', meta: { versionId: '1' }, dateTime: '2026', verification: [] }
    expect(checkConsent(documented)).to.deep.equal(checkConsent(consent))
  })

  it('refuses bytes that are not JSON', async () => {
    await refuse('{', /^Consent: is not JSON/)
    await expectError(
      () => parseConsent(Uint8Array.of(0xff)),
      'CONSENT_RESOURCE_INVALID',
      /not JSON in UTF-8/,
    )
  })

  it('refuses more bytes than the limit', () =>
    expectError(() => parseConsent(new Uint8Array(consentLimits.bytes + 1)), 'INPUT_TOO_LARGE', /262145/))

  const resources: [string, unknown, RegExp][] = [
    ['null', null, /^Consent: /],
    ['another resource', { ...consent, resourceType: 'Patient' }, /^Consent\.resourceType: is not 'Consent'/],
    ['a draft', { ...consent, status: 'draft' }, /^Consent\.status: is not 'active'/],
    [
      'another scope',
      { ...consent, scope: concept(SCOPE_SYSTEM, 'research') },
      /^Consent\.scope\.coding\[0\]\.code/,
    ],
    ['no base policy', { ...consent, policyRule: undefined }, /^Consent\.policyRule/],
    [
      'a base of permit',
      { ...consent, policyRule: concept(ACT_CODE_SYSTEM, 'OPTIN') },
      /^Consent\.policyRule\.coding\[0\]\.code: is not one of OPTOUT/,
    ],
    [
      'another policy',
      { ...consent, policy: [{ uri: 'urn:x' }] },
      /^Consent\.policy: a reference to another policy/,
    ],
    [
      'rules elsewhere',
      { ...consent, implicitRules: 'urn:x' },
      /^Consent\.implicitRules: rules that stand elsewhere/,
    ],
    ['a modifier', { ...consent, modifierExtension: [] }, /^Consent\.modifierExtension: an extension/],
    ['an unknown element', { ...consent, 'odd name': 1 }, /^Consent\.odd\?name: is not an element/],
    ['no patient', { ...consent, patient: undefined }, /^Consent\.patient/],
    [
      'a patient by reference only',
      { ...consent, patient: { reference: 'Patient/1' } },
      /^Consent\.patient\.identifier/,
    ],
    [
      'a patient without a chain',
      { ...consent, patient: { identifier: { system: 'urn:ietf:rfc:3986', value: `did:ethr:${patient}` } } },
      /^Consent\.patient\.identifier\.value: is not of the form/,
    ],
    ['a patient at zero', { ...consent, patient: accountReference(address('0')) }, /zero address/],
  ]
  for (const [what, value, words] of resources) it(`refuses ${what}`, () => refuse(value, words))

  const at = 'Consent\\.provision\\.provision\\[0\\]'
  const parts: [string, object, RegExp][] = [
    ['a nested provision without a type', { type: undefined }, new RegExp(`^${at}\\.type: a nested`)],
    ['an unknown type', { type: 'maybe' }, new RegExp(`^${at}\\.type: is neither`)],
    [
      'security labels',
      { securityLabel: [{ code: 'R' }] },
      new RegExp(`^${at}\\.securityLabel: the chain knows no`),
    ],
    ['rules about single resources', { data: [] }, new RegExp(`^${at}\\.data: a rule about single`)],
    ['rules about the age of data', { dataPeriod: {} }, new RegExp(`^${at}\\.dataPeriod: `)],
    ['actions', { action: [] }, new RegExp(`^${at}\\.action: the chain knows one`)],
    ['content codes', { code: [] }, new RegExp(`^${at}\\.code: `)],
    ['an empty list of actors, which is not everyone', { actor: [] }, new RegExp(`^${at}\\.actor: is empty`)],
    ['an empty list of purposes', { purpose: [] }, new RegExp(`^${at}\\.purpose: is empty`)],
    ['an empty period', { period: {} }, new RegExp(`^${at}\\.period: has neither`)],
    [
      'a period that ends before it starts',
      { period: { start: '2026-01-02T00:00:00Z', end: '2026-01-01T00:00:00Z' } },
      new RegExp(`^${at}\\.period: ends before`),
    ],
    [
      'a date without a zone',
      { period: { end: '2026-12-31' } },
      new RegExp(`^${at}\\.period\\.end: .*time zone`),
    ],
    [
      'a time without a zone',
      { period: { end: '2026-12-31T10:00:00' } },
      new RegExp(`^${at}\\.period\\.end: `),
    ],
    [
      'a time without seconds',
      { period: { end: '2026-12-31T10:00Z' } },
      new RegExp(`^${at}\\.period\\.end: is not an existing`),
    ],
    [
      'a day that does not exist',
      { period: { end: '2026-02-30T10:00:00Z' } },
      new RegExp(`^${at}\\.period\\.end: is not an existing`),
    ],
    [
      'an unknown purpose',
      { purpose: [{ system: ACT_REASON_SYSTEM, code: 'HMARKT' }] },
      new RegExp(`^${at}\\.purpose\\[0\\]\\.code: is not one of`),
    ],
    [
      'a purpose of another system',
      { purpose: [{ system: 'urn:x', code: 'TREAT' }] },
      new RegExp(`^${at}\\.purpose\\[0\\]\\.system: is not`),
    ],
    [
      'a class of another system',
      { class: [{ system: 'http://hl7.org/fhir/resource-types', code: 'Observation' }] },
      new RegExp(`^${at}\\.class\\[0\\]`),
    ],
    [
      'a custodian as actor',
      { actor: [{ ...account(doctor), role: concept(PARTICIPATION_SYSTEM, 'CST') }] },
      new RegExp(`^${at}\\.actor\\[0\\]\\.role\\.coding\\[0\\]\\.code: is not one of PRCP, IRCP`),
    ],
    [
      'an actor by reference only',
      { actor: [{ role: recipient, reference: { reference: 'Practitioner/1' } }] },
      new RegExp(`^${at}\\.actor\\[0\\]\\.reference\\.identifier`),
    ],
    [
      'an actor of an unknown system',
      { actor: [{ role: recipient, reference: { identifier: { system: 'urn:x', value: '1' } } }] },
      new RegExp(`^${at}\\.actor\\[0\\]\\.reference\\.identifier\\.system: has a system other`),
    ],
    [
      'an actor on another chain',
      { actor: [{ role: recipient, reference: accountReference(doctor, 1n) }] },
      new RegExp(`^${at}\\.actor\\[0\\]\\.reference\\.identifier\\.value: is on another chain`),
    ],
    [
      'the patient as actor',
      { actor: [account(patient)] },
      new RegExp(`^${at}\\.actor\\[0\\]\\.reference\\.identifier\\.value: is the patient`),
    ],
    [
      'a person called an organisation',
      { actor: [{ role: recipient, reference: { ...accountReference(doctor), type: 'Organization' } }] },
      new RegExp(`^${at}\\.actor\\[0\\]\\.reference\\.type: does not go`),
    ],
    [
      'an organisation called a person',
      {
        actor: [
          { role: recipient, reference: { ...organisation(hospital).reference, type: 'Practitioner' } },
        ],
      },
      new RegExp(`^${at}\\.actor\\[0\\]\\.reference\\.type: does not go`),
    ],
    [
      'a spoilt checksum',
      { actor: [organisation('0xAb5801a7D398351b8bE11C439e05C5B3259aeC9b')] },
      new RegExp(`^${at}\\.actor\\[0\\]\\.reference\\.identifier\\.value: is not an Ethereum address`),
    ],
  ]
  for (const [what, part, words] of parts) it(`refuses ${what}`, () => refuse(withPart(part), words))

  it('refuses provisions nested too deep, however deep', () => {
    const nest = (depth: number): string =>
      JSON.stringify(consentJson(patient, {})).replace(
        '"provision":{}',
        `"provision":${'{"type":"deny","provision":['.repeat(depth)}{"type":"deny"}${']}'.repeat(depth)}`,
      )
    return Promise.all([8, 5000].map((depth) => refuse(nest(depth), /nested more than 8 deep/)))
  })

  it('refuses more provisions than the limit', () => {
    const provision = Array.from({ length: consentLimits.rules }, () => permit)
    return refuse(consentJson(patient, { provision }), /^Consent\.provision: has 65 provisions/)
  })

  it('never repeats a value of the resource', async () => {
    const secret = 'Margaret Okafor'
    for (const value of [
      { ...consent, status: secret },
      withPart({ type: secret }),
      withPart({ period: { end: secret } }),
    ]) {
      await refuse(value, /^(?!.*Okafor)/)
    }
  })
})
