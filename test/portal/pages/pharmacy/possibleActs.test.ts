import { expect } from 'chai'
import {
  isReleasable,
  possibleActs,
  shipping,
  type UnitStanding,
} from '../../../../portal/pages/pharmacy/possibleActs.ts'

const OURS = `0x${'11'.repeat(20)}`
const THEIRS = `0x${'22'.repeat(20)}`
const keeper = { organisation: OURS, isKeeper: true, isQuality: false }
const quality = { organisation: OURS, isKeeper: false, isQuality: true }
const unit = (more: Partial<UnitStanding> = {}): UnitStanding => ({
  custodian: OURS,
  owner: OURS,
  lifecycle: 'available',
  holds: [],
  ...more,
})

describe('what is offered to be said of a unit', () => {
  it('nothing of units that somebody else has, or that are no more', () => {
    expect(possibleActs(unit({ custodian: THEIRS, owner: THEIRS }), keeper)).to.deep.equal([])
    for (const lifecycle of ['destroyed', 'stolen', 'sampled'] as const) {
      expect(possibleActs(unit({ lifecycle }), keeper), lifecycle).to.deep.equal([])
      expect(shipping(unit({ lifecycle })), lifecycle).to.equal('nowhere')
    }
  })

  it('what needs custody and ownership only where both are there', () => {
    const own = ['sample', 'destroy']
    expect(possibleActs(unit(), keeper)).to.include.members(own)
    expect(possibleActs(unit({ owner: THEIRS }), keeper)).to.deep.equal(['suspect', 'quarantine', 'stolen'])
    expect(possibleActs(unit({ custodian: THEIRS }), keeper)).to.not.include.members(own)
  })

  it('restocking where it came back and nothing holds it', () => {
    expect(possibleActs(unit({ lifecycle: 'returned' }), keeper)).to.include('restock')
    expect(possibleActs(unit({ lifecycle: 'returned', holds: ['quarantined'] }), keeper)).to.not.include(
      'restock',
    )
    expect(possibleActs(unit(), keeper)).to.not.include('restock')
  })

  it('destroying what is illegitimate, though somebody else owns it, and nothing that is under investigation', () => {
    expect(possibleActs(unit({ owner: THEIRS, holds: ['illegitimate'] }), keeper)).to.include('destroy')
    expect(possibleActs(unit({ holds: ['suspect'] }), keeper)).to.not.include.members(['destroy', 'suspect'])
  })

  it('nothing but quarantine to quality assurance alone', () => {
    expect(possibleActs(unit(), quality)).to.deep.equal(['quarantine'])
    expect(possibleActs(unit({ holds: ['quarantined'] }), quality)).to.deep.equal([])
  })

  it('release only to quality assurance that has no part in it', () => {
    const held = unit({ custodian: THEIRS, owner: THEIRS, holds: ['quarantined'] })
    expect(isReleasable(held, quality)).to.equal(true)
    expect(isReleasable(held, keeper)).to.equal(false)
    expect(isReleasable({ ...held, owner: OURS }, quality)).to.equal(false)
    expect(isReleasable({ ...held, holds: ['recalled'] }, quality)).to.equal(false)
  })

  it('shipping back of what is held or returned, and not at all of what is evidence', () => {
    expect(shipping(unit())).to.equal('anywhere')
    expect(shipping(unit({ holds: ['recalled'] }))).to.equal('back')
    expect(shipping(unit({ lifecycle: 'returned' }))).to.equal('back')
    expect(shipping(unit({ holds: ['quarantined', 'suspect'] }))).to.equal('nowhere')
    expect(shipping(unit({ lifecycle: 'commissioned' }))).to.equal('nowhere')
  })
})
