import { prefixes, type UnitAtom, unitAtoms } from './unitTable.ts'

/** What a UCUM code measures. */
export type Unit = Omit<UnitAtom, 'isMetric'>

/** The longest of LOINC's units has 30 characters. */
const MAXIMUM_CHARACTERS = 128

// The symbols of UCUM 2.1: '10*' and '10^' are atoms; otherwise digits make a factor or an exponent, unless in brackets.
const tenPower = /10[*^]/y
const symbol = /(?:[A-Za-z%'"_]|\[[^[\]{}\s]+\])+/y
const factor = /\d+/y
const exponent = /[+-]?\d+/y
const annotation = /\{[!-z|~]*\}/y

/**
 * Reads a case sensitive UCUM code (as `mL/min/{1.73_m2}`) by the grammar of UCUM 2.1. An annotation may also follow a
 * number or a bracket, as LOINC's `/100{WBCs}`. null when the text is none.
 */
export function parseUnit(code: string): Unit | null {
  if (code.length > MAXIMUM_CHARACTERS) return null
  const reader = new Reader(code)
  const unit = reader.mainTerm()
  return reader.isAtEnd() ? unit : null
}

/** Whether a value in one unit can be converted into the other by a factor or an offset. */
export function isCommensurable(one: Unit, other: Unit): boolean {
  return (
    !one.isArbitrary &&
    !other.isArbitrary &&
    one.dimension.every((power, index) => power === other.dimension[index])
  )
}

const one: Unit = { dimension: [0, 0, 0, 0, 0, 0, 0, 0], isArbitrary: false }

class Reader {
  readonly #code: string
  #index = 0

  constructor(code: string) {
    this.#code = code
  }

  isAtEnd(): boolean {
    return this.#index === this.#code.length
  }

  mainTerm(): Unit | null {
    return this.#takes('/') ? this.#term(one, -1) : this.#term(one, 1)
  }

  #term(start: Unit, power: 1 | -1): Unit | null {
    let unit: Unit = start
    for (let sign = power; ; ) {
      const component = this.#component()
      if (!component) return null
      unit = product(unit, component, sign)
      if (this.#takes('.')) sign = 1
      else if (this.#takes('/')) sign = -1
      else return unit
    }
  }

  #component(): Unit | null {
    const unit = this.#annotatable()
    const annotated = this.#match(annotation) !== null
    return unit === undefined && annotated ? one : (unit ?? null)
  }

  /** undefined when none begins here, null when what begins here is no unit. */
  #annotatable(): Unit | null | undefined {
    if (this.#takes('(')) {
      const unit = this.#term(one, 1)
      return this.#takes(')') ? unit : null
    }
    const name = this.#match(tenPower) ?? this.#match(symbol)
    if (name !== null) {
      const atom = atomOf(name)
      return atom && product(one, atom, Number(this.#match(exponent) ?? 1))
    }
    return this.#match(factor) === null ? undefined : one
  }

  #takes(character: string): boolean {
    if (this.#code[this.#index] !== character) return false
    this.#index++
    return true
  }

  #match(pattern: RegExp): string | null {
    pattern.lastIndex = this.#index
    const text = pattern.exec(this.#code)?.[0] ?? null
    this.#index += text?.length ?? 0
    return text
  }
}

/** The atom itself, or a metric atom after a prefix (`m[Hg]` in `mm[Hg]`). */
function atomOf(name: string): UnitAtom | null {
  const atom = unitAtoms.get(name)
  if (atom) return atom
  for (const length of [1, 2]) {
    const base = prefixes.has(name.slice(0, length)) ? unitAtoms.get(name.slice(length)) : undefined
    if (base?.isMetric) return base
  }
  return null
}

function product(left: Unit, right: Unit, power: number): Unit {
  return {
    dimension: left.dimension.map((value, index) => value + power * (right.dimension[index] ?? 0)),
    isArbitrary: left.isArbitrary || right.isArbitrary,
  }
}
