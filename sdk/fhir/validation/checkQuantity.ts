import { codeSystems } from '../featureSpec.ts'
import { modelQuantities } from '../modelQuantities.ts'
import { isCommensurable, parseUnit, type Unit } from '../ucum/parseUnit.ts'
import { type Json, refuse, type Walk } from './walk.ts'

/** A Quantity whose form is known to be valid: a code that claims to be UCUM must be. */
export function checkQuantity(quantity: Json, walk: Walk): void {
  if (quantity.system !== codeSystems.ucum || typeof quantity.code !== 'string') return
  if (unitOf(quantity.code, walk) !== null) return
  walk.path.push('code')
  refuse(
    walk.path,
    'is no UCUM code (case sensitive, as mm[Hg] or mg/dL); write one, or leave the system out for another unit.',
  )
}

/**
 * An Observation or a component of one, whose form is known to be valid: a quantity that a model reads must be in a UCUM
 * unit of the right dimension, since no model could use it otherwise.
 */
export function checkModelQuantity(part: Json, walk: Walk): void {
  const quantity = part.valueQuantity as Json | undefined
  if (quantity?.value === undefined) return
  const { coding = [] } = part.code as { coding?: readonly Json[] }
  for (const expected of modelQuantities) {
    if (!coding.some(({ system, code }) => system === expected.system && code === expected.code)) continue
    const unit = quantity.system === codeSystems.ucum ? unitOf(String(quantity.code), walk) : null
    const model = unitOf(expected.unit, walk)
    if (unit && model && isCommensurable(unit, model)) continue
    walk.path.push('valueQuantity')
    refuse(
      walk.path,
      `is read by a model in the UCUM unit ${expected.unit}; write it in that unit, or in a UCUM unit of the same dimension.`,
    )
  }
}

function unitOf(code: string, { units }: Walk): Unit | null {
  const known = units.get(code)
  if (known !== undefined) return known
  const unit = parseUnit(code)
  units.set(code, unit)
  return unit
}
