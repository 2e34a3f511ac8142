import fc from 'fast-check'
import { CATEGORIES, type Category, PURPOSES, type Purpose } from '../../../../sdk/consent/vocabulary.ts'
import { account, classes, organisation, type ProvisionJson, purposes } from './consentResource.ts'

/** Whom generated consents name. */
export interface Cast {
  readonly accounts: readonly string[]
  readonly organisations: readonly string[]
}

/** A provision whose times are relative: `at` gives each its time once the chain's is known. */
export type Timed = (at: number) => ProvisionJson

const shared = PURPOSES.filter((purpose) => purpose !== 'PATRQT' && purpose !== 'FAMRQT')
const someOf = <T>(items: readonly T[]) => fc.subarray([...items], { minLength: 1 })
const option = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined })

const categoriesArbitrary = option(someOf<Category>(CATEGORIES))
const purposesArbitrary = option(someOf<Purpose>(PURPOSES))

const instant = fc.record({
  seconds: fc.integer({ min: -2000, max: 3000 }),
  milliseconds: fc.constantFrom(0, 0, 0, 1, 500, 999),
  zone: fc.constantFrom(0, 0, 120, -570),
})

type Instant = { seconds: number; milliseconds: number; zone: number }

const millisecondsOf = ({ seconds, milliseconds }: Instant): number => seconds * 1000 + milliseconds

function writeInstant(instant: Instant, at: number): string {
  const { milliseconds, zone } = instant
  const local = new Date(millisecondsOf(instant) + at * 1000 + zone * 60_000).toISOString()
  const text = milliseconds === 0 ? local.slice(0, 19) : local.slice(0, 23)
  if (zone === 0) return `${text}Z`
  const minutes = Math.abs(zone)
  const pad = (value: number) => String(value).padStart(2, '0')
  return `${text}${zone > 0 ? '+' : '-'}${pad(Math.floor(minutes / 60))}:${pad(minutes % 60)}`
}

const periodArbitrary = option(
  fc
    .record({ one: instant, other: instant, keep: fc.constantFrom('both', 'start', 'end') })
    .map(({ one, other, keep }) => {
      const [start, end] = millisecondsOf(one) <= millisecondsOf(other) ? [one, other] : [other, one]
      return (at: number) => ({
        ...(keep !== 'end' && { start: writeInstant(start, at) }),
        ...(keep !== 'start' && { end: writeInstant(end, at) }),
      })
    }),
)

const actorArbitrary = ({ accounts, organisations }: Cast) =>
  fc.oneof(fc.constantFrom(...accounts).map(account), fc.constantFrom(...organisations).map(organisation))

interface Conditions {
  period?: ((at: number) => { start?: string; end?: string }) | undefined
  category?: Category[] | undefined
  purpose?: Purpose[] | undefined
}

const conditionsOf = ({ period, category, purpose }: Conditions, at: number): ProvisionJson => ({
  ...(period && { period: period(at) }),
  ...(category && { class: classes(...category) }),
  ...(purpose && { purpose: purposes(...purpose) }),
})

/** A narrowing of what is around it by one kind of condition, or the whole of one grantee. */
const denyArbitrary = (cast: Cast): fc.Arbitrary<Timed> =>
  fc.oneof(
    someOf<Category>(CATEGORIES).map((codes) => () => ({ type: 'deny' as const, class: classes(...codes) })),
    someOf<Purpose>(PURPOSES).map((codes) => () => ({ type: 'deny' as const, purpose: purposes(...codes) })),
    periodArbitrary.map((period) => (at: number) => ({
      type: 'deny' as const,
      ...conditionsOf({ period }, at),
    })),
    actorArbitrary(cast).map((actor) => () => ({ type: 'deny' as const, actor: [actor] })),
  )

const denialsArbitrary = (cast: Cast) =>
  fc.oneof(
    { weight: 2, arbitrary: fc.constant<Timed[]>([]) },
    { weight: 1, arbitrary: fc.array(denyArbitrary(cast), { maxLength: 2 }) },
  )

const permitArbitrary = (cast: Cast, address: string): fc.Arbitrary<Timed> => {
  const isOrganisation = cast.organisations.includes(address)
  return fc
    .record({
      period: periodArbitrary,
      category: categoriesArbitrary,
      purpose: isOrganisation ? someOf<Purpose>(shared) : purposesArbitrary,
      exceptions: denialsArbitrary(cast),
    })
    .map(({ exceptions, ...conditions }) => (at: number) => ({
      type: 'permit' as const,
      actor: [isOrganisation ? organisation(address) : account(address)],
      ...conditionsOf(conditions, at),
      ...(exceptions.length > 0 && { provision: exceptions.map((exception) => exception(at)) }),
    }))
}

/** Consents as people write them: a permit or deny for each of some grantees, narrowed by a few denials. */
export const usualProvision = (cast: Cast): fc.Arbitrary<Timed> =>
  fc
    .record({
      named: fc
        .subarray([...cast.accounts, ...cast.organisations], { minLength: 1, maxLength: 6 })
        .chain((addresses) =>
          fc.tuple(
            ...addresses.map((address) =>
              fc.oneof(
                { weight: 4, arbitrary: permitArbitrary(cast, address) },
                {
                  weight: 1,
                  arbitrary: fc.constant<Timed>(() => ({
                    type: 'deny',
                    actor: [cast.organisations.includes(address) ? organisation(address) : account(address)],
                  })),
                },
              ),
            ),
          ),
        ),
      denials: denialsArbitrary(cast),
      optOut: fc.integer({ min: 0, max: 19 }).map((number) => number === 0),
      root: fc.record({ period: periodArbitrary, category: categoriesArbitrary }),
    })
    .map(({ named, denials, optOut, root }) => (at: number) => ({
      ...conditionsOf(optOut ? {} : root, at),
      provision: [
        ...(optOut ? [{ type: 'deny' as const }] : []),
        ...[...named, ...denials].map((provision) => provision(at)),
      ],
    }))

/** Any tree of provisions: most of them say what no set of permits can hold. */
export const anyProvision = (cast: Cast): fc.Arbitrary<Timed> =>
  fc.letrec<{ rule: Timed }>((tie) => ({
    rule: fc
      .record({
        type: fc.constantFrom('permit' as const, 'deny' as const),
        actors: option(fc.array(actorArbitrary(cast), { minLength: 1, maxLength: 2 })),
        period: option(periodArbitrary),
        category: option(categoriesArbitrary),
        purpose: option(purposesArbitrary),
        nested: fc.oneof(
          { depthSize: 'small', withCrossShrink: true },
          fc.constant<Timed[]>([]),
          fc.array(tie('rule'), { minLength: 1, maxLength: 2 }),
        ),
      })
      .map(({ type, actors, nested, ...conditions }) => (at: number) => ({
        type,
        ...(actors && { actor: actors }),
        ...conditionsOf(conditions, at),
        ...(nested.length > 0 && { provision: nested.map((rule) => rule(at)) }),
      })),
  })).rule
