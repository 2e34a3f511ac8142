import type { PolicyDocument, PolicyFile } from '../../../../sdk/planning/policy.ts'

export const GTIN = '09521234543213'
export const hash = (digit: string): string => `0x${digit.repeat(64)}`

/** A policy of another chain and of organisations that nobody is, which differs where it is told. */
export function policyDocument(change: Partial<PolicyDocument> = {}): PolicyDocument {
  return {
    format: 'salus-policy/1',
    chainId: 7,
    contract: `0x${'11'.repeat(20)}`,
    organisation: `0x${'22'.repeat(20)}`,
    supplier: `0x${'33'.repeat(20)}`,
    gtin: GTIN,
    start: 1_700_000_000,
    periodHours: 24,
    maximumAgeHours: 24,
    window: 4,
    confirmAbove: 50,
    frequency: 'daily',
    horizon: 30,
    rule: { kind: 'periodic' },
    serviceLevel: 950,
    leadTime: [
      { days: 1, weight: 3 },
      { days: 3, weight: 1 },
    ],
    shelfLifeDays: 300,
    minimumRemainingDays: 10,
    costs: { holding: 10, waste: 50_000, shortage: 0 },
    minimumOrder: 5,
    orderMultiple: 5,
    capacity: 400,
    cap: 200,
    ...change,
  }
}

export const policyFile = (change: Partial<PolicyDocument> = {}): PolicyFile => ({
  document: policyDocument(change),
  secret: hash('5'),
})
