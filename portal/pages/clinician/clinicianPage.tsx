import type { ComponentChildren } from 'preact'
import { usePortal } from '../../app/portal.ts'
import { PatientPage, SignedIn } from '../../session/signedIn.tsx'
import { UnlockCard } from '../../session/unlockCard.tsx'
import type { ClinicalSetting } from './clinicalWork.ts'

/** Shows its children once the clinician has signed in and unlocked the own key. */
export function ClinicianPage({
  children,
}: {
  readonly children: (setting: ClinicalSetting) => ComponentChildren
}) {
  const { sessions } = usePortal()
  const identity = sessions.identity.value
  return (
    <PatientPage>
      {(setting) => (
        <SignedIn setting={setting}>
          {(signedIn) => (identity ? children({ ...signedIn, identity }) : <UnlockCard />)}
        </SignedIn>
      )}
    </PatientPage>
  )
}
