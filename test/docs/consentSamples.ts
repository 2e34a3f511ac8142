import type { Contracts } from '../../sdk/chain/contracts.ts'
import { chainTime } from '../../sdk/chain/time.ts'
import { decide } from '../../sdk/consent/decide.ts'
import { InvalidInputError } from '../../sdk/errors/index.ts'
import { applyConsent } from '../../sdk/fhir/consent/applyConsent.ts'
import { compileConsent } from '../../sdk/fhir/consent/compileConsent.ts'
import { consentActs } from '../../sdk/fhir/consent/consentActs.ts'
import { readConsentState } from '../../sdk/fhir/consent/consentState.ts'
import { evaluateConsent } from '../../sdk/fhir/consent/evaluateConsent.ts'
import { exportConsent } from '../../sdk/fhir/consent/exportConsent.ts'
import { parseConsent } from '../../sdk/fhir/consent/parseConsent.ts'

export async function preview(contracts: Contracts, bytes: Uint8Array): Promise<string[]> {
  const consent = parseConsent(bytes)
  const plan = compileConsent(consent, await chainTime(contracts))
  const acts = consentActs(plan, await readConsentState(contracts, plan.patient))
  return acts.map((act) => ('grantee' in act ? `${act.act} ${act.grantee}` : act.act))
}

export async function putOnChain(contracts: Contracts, bytes: Uint8Array): Promise<void> {
  const plan = compileConsent(parseConsent(bytes), await chainTime(contracts))
  await applyConsent(contracts, plan)
}

export function problemOf(bytes: Uint8Array, from: number): string | undefined {
  try {
    compileConsent(parseConsent(bytes), from)
    return undefined
  } catch (error) {
    if (error instanceof InvalidInputError) return error.message
    throw error
  }
}

export async function agrees(contracts: Contracts, bytes: Uint8Array, clinician: string, hospital: string) {
  const consent = parseConsent(bytes)
  const asked = { patient: consent.patient, grantee: clinician, purpose: 'TREAT' } as const
  const accreditation = { organisation: hospital, isClinician: true }
  const at = await chainTime(contracts)
  const answers = []
  for (const category of ['cardiology', 'psychotherapy'] as const) {
    const onChain = await decide(contracts, { ...asked, category })
    const inResource = evaluateConsent(consent, { ...asked, category, accreditation, at })
    answers.push((onChain === 'permitted') === (inResource === 'permit'))
  }
  return answers.every((isSame) => isSame)
}

export async function readBack(contracts: Contracts, patient: string): Promise<string> {
  const resource = exportConsent(await readConsentState(contracts, patient))
  return JSON.stringify(resource, null, 2)
}
