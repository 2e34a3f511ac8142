import type { Category, Purpose } from '../../../sdk/consent/vocabulary.ts'
import type { Settings } from '../../app/settings.ts'
import type { words } from '../../words/en.ts'

/** A ready-made consent. */
interface Preset {
  readonly name: keyof typeof words.share.preset
  /** An address of the directory, or `other`. */
  readonly who: string
  readonly isOrganisation: boolean
  readonly categories: readonly Category[]
  readonly purposes: readonly Purpose[]
  readonly days: number
}

const CARE: readonly Category[] = [
  'demographics',
  'encounters',
  'conditions',
  'allergies',
  'medications',
  'immunisations',
  'vital-signs',
  'laboratory',
  'imaging',
  'cardiology',
  'procedures',
  'documents',
  'care-plans',
  'risk-reports',
]

/** Those for which there is somebody. */
export function presetsOf({ directory, gateways, deployment }: Settings): readonly Preset[] {
  const cardiologist = directory.find(({ kind, role = '' }) => kind === 'person' && /cardiolog/i.test(role))
  const hospital = gateways.find(({ serves }) => serves.includes('records'))
  const treat = { purposes: ['TREAT'], isOrganisation: false } as const
  return [
    ...(cardiologist
      ? [
          {
            ...treat,
            name: 'cardiologist',
            who: cardiologist.address,
            categories: [
              'medications',
              'vital-signs',
              'laboratory',
              'cardiology',
              'care-plans',
              'risk-reports',
            ],
            days: 90,
          } as const,
        ]
      : []),
    ...(hospital
      ? [
          {
            ...treat,
            name: 'hospital',
            who: hospital.organisation,
            isOrganisation: true,
            categories: CARE,
            days: 365,
          } as const,
        ]
      : []),
    {
      ...treat,
      name: 'oracle',
      who: deployment.contracts.oracleCommittee,
      categories: ['cardiology'],
      days: 90,
    },
    {
      name: 'research',
      who: 'other',
      isOrganisation: true,
      categories: ['laboratory'],
      purposes: ['HRESCH'],
      days: 180,
    },
  ]
}
