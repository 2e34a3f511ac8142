import type { Namespaces } from '../namespaces.ts'
import { type EpcisProblem, pathText } from '../problem.ts'

/** Where a check stands in a document, and what was found so far. */
export interface Walk {
  /** Steps to the value that is being checked; pushed and popped on the way. */
  readonly path: (string | number)[]
  readonly problems: EpcisProblem[]
  readonly maximumProblems: number
  namespaces: Namespaces
}

/** Looks at a value and tells what is wrong with it. */
export type Check = (value: unknown, walk: Walk) => void

/** Notes a problem of the value at the walk's path, while there is room. */
export function report(walk: Walk, rule: string, message: string): void {
  if (walk.problems.length >= walk.maximumProblems) return
  walk.problems.push({ path: pathText(walk.path), rule, message })
}

/** As {@link report}, of a member of the value. */
export function reportMember(walk: Walk, name: string | number, rule: string, message: string): void {
  walk.path.push(name)
  report(walk, rule, message)
  walk.path.pop()
}

export function checkMember(walk: Walk, name: string | number, value: unknown, check: Check): void {
  walk.path.push(name)
  check(value, walk)
  walk.path.pop()
}

export const isFull = ({ problems, maximumProblems }: Walk): boolean => problems.length >= maximumProblems

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
