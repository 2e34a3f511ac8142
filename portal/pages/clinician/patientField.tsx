import { getAddress, isAddress } from 'ethers'
import { TextField } from '../../parts/field.tsx'
import { clinician } from '../../words/clinician.ts'

export interface PatientFieldProps {
  readonly value: string
  readonly onInput: (value: string) => void
  readonly onEnter?: () => void
}

/** Asks for a patient by the address of their account. */
export function PatientField({ value, onInput, onEnter }: PatientFieldProps) {
  const isWrong = value.trim() !== '' && patientIn(value) === null
  return (
    <TextField
      label={clinician.patient}
      help={clinician.patientHelp}
      value={value}
      isCode
      maxLength={100}
      error={isWrong ? clinician.patientInvalid : undefined}
      onInput={onInput}
      {...(onEnter && { onEnter })}
    />
  )
}

/** The address that was typed, or null. */
export const patientIn = (text: string): string | null =>
  isAddress(text.trim()) ? getAddress(text.trim()) : null
