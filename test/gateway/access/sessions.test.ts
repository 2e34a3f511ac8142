import { expect } from 'chai'
import { createSessions } from '../../../gateway/access/sessions.ts'

const HOUR = 3_600_000
const account = '0x70997970C51812dc3A010C7d01b50e0d17dc79C8'
const scopes = ['patient/*.rs'] as const

describe('gateway/access/sessions', () => {
  const clock = () => {
    const state = { time: 1_800_000_000_000 }
    return { state, sessions: createSessions(() => state.time) }
  }

  it('knows a token for an hour, and no other', () => {
    const { state, sessions } = clock()
    const { token, expiresAt } = sessions.open(account, scopes)
    expect(expiresAt).to.equal(state.time + HOUR)
    expect(sessions.find(token)).to.deep.equal({ account, scopes, expiresAt })
    for (const other of ['', 'x', token.slice(1), `${token}=`, token.toLowerCase()]) {
      expect(sessions.find(other), other).to.equal(undefined)
    }
    state.time += HOUR
    expect(sessions.find(token)).to.equal(undefined)
    state.time -= HOUR
    expect(sessions.find(token)).to.equal(undefined)
  })

  it('does not live longer for being used', () => {
    const { state, sessions } = clock()
    const { token } = sessions.open(account, scopes)
    state.time += HOUR - 1
    expect(sessions.find(token)).to.not.equal(undefined)
    state.time += 1
    expect(sessions.find(token)).to.equal(undefined)
  })

  it('ends a session and leaves the others', () => {
    const { sessions } = clock()
    const [one, two] = [sessions.open(account, scopes), sessions.open(account, scopes)]
    sessions.close(one.token)
    sessions.close('never was')
    expect(sessions.find(one.token)).to.equal(undefined)
    expect(sessions.find(two.token)?.account).to.equal(account)
  })

  it('lets an account have ten, the ones used last', () => {
    const { sessions } = clock()
    const other = sessions.open('0x0000000000000000000000000000000000000001', scopes)
    const opened = Array.from({ length: 10 }, () => sessions.open(account, scopes))
    sessions.find(opened[0]?.token ?? '')
    sessions.open(account, scopes)
    expect(opened.map(({ token }) => sessions.find(token) !== undefined)).to.deep.equal([
      true,
      false,
      ...Array(8).fill(true),
    ])
    expect(sessions.find(other.token)).to.not.equal(undefined)
  })

  it('makes room where a stranger opens very many: those in use stay', () => {
    const { sessions } = clock()
    const mine = sessions.open(account, scopes)
    const idle = sessions.open('0x0000000000000000000000000000000000000001', scopes)
    for (let count = 0; count < 25_000; count++) {
      sessions.open(`0x${count.toString(16).padStart(40, 'f')}`, scopes)
      if (count % 1_000 === 0) sessions.find(mine.token)
    }
    expect(sessions.find(mine.token)?.account).to.equal(account)
    expect(sessions.find(idle.token)).to.equal(undefined)
  })
})
