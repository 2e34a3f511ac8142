/** UCUM codes whose printed form differs from the code (UCUM, tables of units; print symbols). */
const printed: Readonly<Record<string, string>> = {
  '1': '',
  a: 'years',
  '/min': 'per minute',
  Cel: '°C',
  '{beats}/min': 'beats per minute',
  'mm[Hg]': 'mmHg',
}

/** A UCUM code as a clinician writes it; a code not known here stands as it is. */
export function unitText(unit: string): string {
  return Object.hasOwn(printed, unit) ? (printed[unit] ?? unit) : unit
}
