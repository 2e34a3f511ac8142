import { at, type Refusal, refusal } from './refusal.ts'

/** In the order of `IReplenishmentPlanner.Status`. */
const STATUS_WORDS = [
  'not known',
  'waiting for a person of the site',
  'waiting for the supplier',
  'accepted',
  'shipped',
  'received',
  'rejected',
  'cancelled, or lapsed',
]

/** Text of a second, which may lie beyond what a date can hold. */
function second(value: unknown): string {
  const date = new Date(Number(value) * 1000)
  return Number.isNaN(date.getTime()) ? `second ${String(value)}` : date.toISOString()
}

/** The custom errors of ReplenishmentPlanner. */
export const PLANNING_REFUSALS: Record<string, Refusal> = {
  AlreadySet: refusal('PLAN_REFUSED', (a) => `The policy ${at(a, 0)} is set already.`),
  UnknownPolicy: refusal('PLAN_REFUSED', (a) => `The chain holds no policy ${at(a, 0)}.`),
  InvalidTerms: refusal(
    'PLAN_REFUSED',
    () =>
      'The terms of the policy are out of range, start over a year from now, or name no supplier but the site.',
  ),
  SameAccount: refusal(
    'PLAN_REFUSED',
    () => 'This account recorded the newest stock position: another account of the site does this.',
  ),
  OnHold: refusal('PLAN_REFUSED', (a) => `The policy ${at(a, 0)} is held.`),
  NotStarted: refusal('PLAN_REFUSED', (a) => `The policy starts at ${second(a[0])}.`),
  PeriodMismatch: refusal('PLAN_REFUSED', (a) => `This is for period ${at(a, 1)}, and now is ${at(a, 0)}.`),
  PositionMismatch: refusal(
    'PLAN_REFUSED',
    () => 'The site has recorded another stock position since, or none. Start from the newest one.',
  ),
  PositionStale: refusal(
    'PLAN_REFUSED',
    (a) => `The stock position was to be used before ${second(a[1])}: the site records a new one first.`,
  ),
  ForecastMismatch: refusal(
    'PLAN_REFUSED',
    () => 'The forecast is not the one that the chain holds for the newest stock position.',
  ),
  AlreadyOrdered: refusal('PLAN_REFUSED', (a) => `An order was decided in period ${at(a, 1)} already.`),
  InvalidShare: refusal('PLAN_REFUSED', () => 'An order is 1 to 100 hundredths of the cap.'),
  OverCap: refusal(
    'PLAN_REFUSED',
    (a) =>
      `${at(a, 0)} hundredths of the cap were ordered within the window, so ${at(a, 1)} more are too many.`,
  ),
  NotInState: refusal(
    'ORDER_REFUSED',
    (a) => `The order is ${STATUS_WORDS[Number(a[1])] ?? 'not known'}, so this cannot be done with it.`,
  ),
  NotOffered: refusal(
    'ORDER_REFUSED',
    (a) =>
      `The supplier does not own unit ${at(a, 0)} of the list, or has not offered its ownership to the site, or it may not be sold now, or was dispensed.`,
  ),
  NotOwned: refusal('ORDER_REFUSED', (a) => `The site does not own unit ${at(a, 0)} of the list.`),
  InvalidUnits: refusal(
    'ORDER_REFUSED',
    () =>
      'Name 1 to 64 units, sorted by batch and first pack, each once; to receive, exactly those that were shipped.',
  ),
}
