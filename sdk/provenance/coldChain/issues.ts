import { InvalidInputError } from '../../errors/index.ts'
import type { LogIssue, LogIssueCode } from './log.ts'

/** Counts what is wrong with a log, one entry a code. */
export interface IssueCounter {
  add(code: LogIssueCode, place: number): void
  list(): LogIssue[]
}

export function issueCounter(): IssueCounter {
  const found = new Map<LogIssueCode, { count: number; first: number }>()
  return {
    add(code, place) {
      const issue = found.get(code)
      if (issue) issue.count++
      else found.set(code, { count: 1, first: place })
    },
    list: () => [...found].map(([code, issue]) => ({ code, ...issue })),
  }
}

export function unreadable(message: string): InvalidInputError {
  return new InvalidInputError('READINGS_INVALID', message)
}
