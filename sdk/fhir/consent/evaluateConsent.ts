import { type Category, categoryMask, type Purpose, purposeMask } from '../../consent/vocabulary.ts'
import { InvalidInputError } from '../../errors/index.ts'
import {
  type Accreditation,
  type ConsentRule,
  isConcerned,
  isSameAddress,
  type PatientConsent,
  PERSONAL_PURPOSES,
} from './patientConsent.ts'

/** May this grantee use this category of this patient's records for this purpose at this time? */
export interface ConsentQuestion {
  readonly patient: string
  readonly grantee: string
  /** What the grantee is accredited for at the time, if anything. */
  readonly accreditation?: Accreditation | undefined
  /** The account that acts for the patient at the time. Default: the patient's own. */
  readonly controller?: string | undefined
  readonly category: Category
  readonly purpose: Purpose
  /** Whole seconds since 1970. */
  readonly at: number
}

export type ConsentAnswer = 'permit' | 'deny'

/**
 * Answers by the resource alone, rule by rule. The base policy denies; a rule that the
 * question meets replaces the answer of the rule around it; of several that it meets side by side, a deny wins (R4
 * leaves that open). As everywhere in Salus, the patient's own controller may use everything, and anybody else needs
 * a live accreditation for what is not the patient's or the family's own request. Emergencies lie outside consent.
 *
 * @throws InvalidInputError CONSENT_TERMS_INVALID where an address of the question is none
 */
export function evaluateConsent(consent: PatientConsent, question: ConsentQuestion): ConsentAnswer {
  requireAddresses(question)
  const { patient, grantee, controller = patient } = question
  if (!isSameAddress(patient, consent.patient)) return 'deny'
  if (isSameAddress(grantee, controller)) return 'permit'
  const isPersonal = (purposeMask([question.purpose]) & PERSONAL_PURPOSES) !== 0
  if (!isPersonal && !question.accreditation) return 'deny'
  return (consent.rule && answerOf(consent.rule, question)) ?? 'deny'
}

/** Undefined where the question does not meet the rule. */
function answerOf(rule: ConsentRule, question: ConsentQuestion): ConsentAnswer | undefined {
  if (!isMet(rule, question)) return undefined
  const exceptions = rule.rules.map((nested) => answerOf(nested, question))
  if (exceptions.includes('deny')) return 'deny'
  return exceptions.includes('permit') ? 'permit' : rule.type
}

function isMet(
  rule: ConsentRule,
  { at, category, purpose, grantee, accreditation }: ConsentQuestion,
): boolean {
  if (!(at >= rule.start && at < rule.end)) return false
  if ((rule.categories & categoryMask([category])) === 0) return false
  if ((rule.purposes & purposeMask([purpose])) === 0) return false
  return rule.actors?.some((actor) => isConcerned(actor, rule.type, grantee, accreditation)) ?? true
}

/** A question about nobody must not slip past a denial. */
function requireAddresses({ patient, grantee, controller, accreditation }: ConsentQuestion): void {
  for (const address of [patient, grantee, controller ?? patient, accreditation?.organisation ?? patient]) {
    if (!/^0x[0-9a-f]{40}$/i.test(address)) {
      throw new InvalidInputError(
        'CONSENT_TERMS_INVALID',
        'An address of the question is not an Ethereum address: 0x and 40 hexadecimal digits.',
      )
    }
  }
}
