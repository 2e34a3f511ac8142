import type { ComponentType } from 'preact'
import type { PageName, Role } from '../words/en.ts'

/** What must be there before a page can show anything. */
type Need = 'nothing' | 'wallet'

export interface Route {
  readonly path: PageName
  readonly role: Role
  readonly needs: Need
  /** A page is fetched when it is first opened. */
  readonly load: () => Promise<{ readonly default: ComponentType }>
}

export const ROUTES: readonly Route[] = [
  {
    path: 'patient/records',
    role: 'patient',
    needs: 'wallet',
    load: () => import('../pages/patient/records.tsx'),
  },
  {
    path: 'patient/sharing',
    role: 'patient',
    needs: 'wallet',
    load: () => import('../pages/patient/sharing.tsx'),
  },
  {
    path: 'patient/share',
    role: 'patient',
    needs: 'wallet',
    load: () => import('../pages/patient/share.tsx'),
  },
  {
    path: 'patient/requests',
    role: 'patient',
    needs: 'wallet',
    load: () => import('../pages/patient/requests.tsx'),
  },
  {
    path: 'patient/disclosures',
    role: 'patient',
    needs: 'wallet',
    load: () => import('../pages/patient/disclosures.tsx'),
  },
  {
    path: 'patient/notices',
    role: 'patient',
    needs: 'wallet',
    load: () => import('../pages/patient/notices.tsx'),
  },
  {
    path: 'patient/monitoring',
    role: 'patient',
    needs: 'wallet',
    load: () => import('../pages/patient/monitoring.tsx'),
  },
  {
    path: 'patient/emergencies',
    role: 'patient',
    needs: 'wallet',
    load: () => import('../pages/patient/emergencies.tsx'),
  },
  {
    path: 'patient/guardians',
    role: 'patient',
    needs: 'wallet',
    load: () => import('../pages/patient/guardians.tsx'),
  },
  {
    path: 'patient/key',
    role: 'patient',
    needs: 'wallet',
    load: () => import('../pages/patient/key.tsx'),
  },
  {
    path: 'patient/pack',
    role: 'patient',
    needs: 'nothing',
    load: () => import('../pages/patient/pack.tsx'),
  },
  {
    path: 'auditor/verify',
    role: 'auditor',
    needs: 'nothing',
    load: () => import('../pages/auditor/verify.tsx'),
  },
  {
    path: 'operator/network',
    role: 'operator',
    needs: 'nothing',
    load: () => import('../pages/operator/network.tsx'),
  },
  {
    path: 'clinician/records',
    role: 'clinician',
    needs: 'wallet',
    load: () => import('../pages/clinician/records.tsx'),
  },
  {
    path: 'clinician/reports',
    role: 'clinician',
    needs: 'wallet',
    load: () => import('../pages/clinician/reports.tsx'),
  },
  {
    path: 'clinician/plans',
    role: 'clinician',
    needs: 'wallet',
    load: () => import('../pages/clinician/plans.tsx'),
  },
  {
    path: 'clinician/emergency',
    role: 'clinician',
    needs: 'wallet',
    load: () => import('../pages/clinician/emergency.tsx'),
  },
  {
    path: 'pharmacy/pack',
    role: 'pharmacy',
    needs: 'wallet',
    load: () => import('../pages/pharmacy/pack.tsx'),
  },
  {
    path: 'pharmacy/receive',
    role: 'pharmacy',
    needs: 'wallet',
    load: () => import('../pages/pharmacy/receive.tsx'),
  },
  {
    path: 'pharmacy/medicines',
    role: 'pharmacy',
    needs: 'wallet',
    load: () => import('../pages/pharmacy/medicines.tsx'),
  },
  {
    path: 'pharmacy/stock',
    role: 'pharmacy',
    needs: 'wallet',
    load: () => import('../pages/pharmacy/stock.tsx'),
  },
]

export const routeOf = (path: string): Route | undefined => ROUTES.find((route) => route.path === path)

/** In the order of the menu. */
const ROLES: readonly Role[] = ['patient', 'clinician', 'pharmacy', 'auditor', 'operator']

/** Who there are pages for. */
export const rolesWithPages = (): readonly Role[] =>
  ROLES.filter((role) => ROUTES.some((route) => route.role === role))

export const routesOf = (role: Role): readonly Route[] => ROUTES.filter((route) => route.role === role)
