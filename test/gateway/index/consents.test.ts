import { expect } from 'chai'
import fc from 'fast-check'
import type { IndexStore } from '../../../gateway/index/indexStore.ts'
import { openSqliteIndexStore } from '../../../gateway/index/sqliteIndexStore.ts'
import { createSync } from '../../../gateway/index/syncIndex.ts'
import { consentsOf, type Rule } from '../../../gateway/index/views/consents.ts'
import { anyConsentAct, type Cast, CONSENT_ACTS, type ConsentAct, castOf } from './consentActs.ts'
import { createIndexedChain, type IndexedChain } from './support.ts'

const RULES: readonly Rule[] = ['none', 'permit-account', 'permit-organisation', 'deny']

/** Each kind of act, where it has its effect: no chance decides whether all were tried. */
const EVERY_ACT = CONSENT_ACTS
  // A guardian can do nothing for who has opted out.
  .flatMap((kind) => (kind === 'signed opt-out' ? [kind, 'opt-in' as const] : [kind]))
  .map(
    (kind): ConsentAct => ({
      kind,
      patient: 0,
      // What the patient denied to one, a guardian cannot grant.
      grantee: kind.startsWith('guardian') || kind === 'recover' ? 2 : 0,
      isOrganisation: false,
      categories: ['cardiology'],
      purposes: ['TREAT'],
    }),
  )

describe('gateway/index/views/consents', function () {
  this.timeout(300_000)
  let indexed: IndexedChain
  let cast: Cast
  let store: IndexStore
  before(async () => {
    indexed = await createIndexedChain()
    cast = await castOf(indexed)
    store = openSqliteIndexStore(':memory:', indexed.deployment)
  })
  after(async () => {
    await store.close()
    await indexed.close()
  })

  /** What the contract stores of a patient, in the words of the index. */
  async function stored(patient: string) {
    const { consentRegistry } = indexed.contracts
    const header = await consentRegistry.headerOf(patient)
    const permits = new Map<string, object>()
    for (const grantee of cast.grantees) {
      const permit = await consentRegistry.permitOf(patient, grantee)
      const rule = RULES[Number(permit.rule)]
      permits.set(grantee, {
        grantee,
        rule,
        categories: Number(permit.categories),
        purposes: Number(permit.purposes),
        start: Number(permit.start),
        end: Number(permit.end),
        generation: Number(permit.generation),
        revision: Number(permit.revision),
        revocations: Number(permit.revocations),
        denials: Number(permit.denials),
        isRevoked: rule !== 'deny' && (rule === 'none' || permit.generation !== header.generation),
      })
    }
    return {
      header: {
        controller: header.controller,
        generation: Number(header.generation),
        revocations: Number(header.revocations),
        optOuts: Number(header.optOuts),
        isOptedOut: header.isOptedOut,
      },
      permits,
    }
  }

  it('agrees with what the contract stores, after any sequence of acts by anyone', async () => {
    const sync = createSync(indexed.contracts, store)
    const landed = new Map<string, number>()
    await fc.assert(
      fc.asyncProperty(fc.array(anyConsentAct, { minLength: 4, maxLength: 16 }), async (acts) => {
        for (const act of acts) {
          if (await cast.perform(act)) landed.set(act.kind, (landed.get(act.kind) ?? 0) + 1)
        }
        await sync()
        for (const patient of cast.patients) {
          const { header, permits } = await stored(patient)
          const folded = await consentsOf(store, patient)
          expect(folded.header).to.deep.equal(header)
          const named = folded.permits.map(({ grantee }) => grantee)
          expect(new Set(named).size).to.equal(named.length)
          for (const permit of folded.permits) expect(permit).to.deep.equal(permits.get(permit.grantee))
          // Whom the index does not name, the contract stores nothing of.
          for (const [grantee, permit] of permits) {
            if (!named.includes(grantee)) expect(permit).to.deep.include({ rule: 'none', revision: 0 })
          }
        }
      }),
      { numRuns: 60, endOnFailure: true, examples: [[EVERY_ACT]] },
    )
    // Every kind of act had its effect at least once, so that agreeing means something.
    expect([...landed.keys()]).to.have.members([...CONSENT_ACTS])
  })

  it('has nothing to say of somebody who has done nothing', async () => {
    expect(await consentsOf(store, indexed.chain.accounts.stranger.address)).to.deep.equal({
      header: {
        controller: `0x${'00'.repeat(20)}`,
        generation: 0,
        revocations: 0,
        optOuts: 0,
        isOptedOut: false,
      },
      permits: [],
    })
  })
})
