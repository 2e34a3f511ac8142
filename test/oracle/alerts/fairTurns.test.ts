import { expect } from 'chai'
import { createFairTurns } from '../../../oracle/alerts/fairTurns.ts'
import type { Entry } from '../../../oracle/network/memory.ts'

const entryOf = (patient: string) => ({ request: { patient } }) as Entry
const patientsOf = (entries: readonly Entry[]) => entries.map(({ request: { patient } }) => patient)

describe('oracle/alerts: fair turns', () => {
  it('serves a patient with one event right after those who came first, however many they have', () => {
    const turns = createFairTurns()
    const flood = ['a', 'b', 'c', 'd', 'e'].flatMap((patient) =>
      Array.from({ length: 100 }, () => entryOf(patient)),
    )
    expect(patientsOf(turns.choose(flood, 4))).to.deep.equal(['a', 'b', 'c', 'd'])
    const withOne = [...flood, entryOf('one')]
    expect(patientsOf(turns.choose(withOne, 2))).to.deep.equal(['e', 'one'])
    expect(patientsOf(turns.choose(withOne, 4))).to.deep.equal(['a', 'b', 'c', 'd'])
  })

  it('leaves nothing idle where one patient alone has events due, and takes each once', () => {
    const due = [entryOf('a'), entryOf('a'), entryOf('a')]
    expect(createFairTurns().choose(due, 2)).to.deep.equal(due.slice(0, 2))
    expect(createFairTurns().choose(due, 9)).to.deep.equal(due)
    expect(new Set(createFairTurns().choose(due, 9)).size).to.equal(3)
    expect(createFairTurns().choose([], 4)).to.deep.equal([])
  })
})
