import type { ToldStanding } from '../../sdk/planning/checkStanding.ts'
import type { OrderStatus } from '../../sdk/planning/listOrders.ts'
import type { Obstacle } from '../../sdk/planning/obstacles.ts'
import { formatHours, formatNumber, formatPercent, formatTenths, formatTime } from './format.ts'

const packs = (count: number): string => (count === 1 ? '1 pack' : `${formatNumber(count)} packs`)

/** What the page of stock and orders says. */
export const stock = {
  title: 'Stock and orders',
  lead: 'What is ordered of medicines by itself: from the stock that the chain shows, by a forecast on which independent nodes agree. A person can hold it at any time.',
  packs,
  policies: {
    own: 'Policies under which you order',
    supplied: 'Policies under which others order from you',
    none: 'Your organisation orders under no policy, and supplies under none.',
    noneTodo:
      'A policy is made on a terminal and handed to your own server: salus replenish policy create, then policy set.',
    policy: 'Policy',
    supplier: 'From',
    site: 'For',
    state: 'State',
    held: 'held',
    on: 'on',
    counted: 'Stock counted',
    never: 'never',
    waiting: 'Orders that wait for you',
    actions: 'Actions',
    open: 'Open',
    openLabel: (policy: string) => `Open policy ${policy}`,
  },
  policy: {
    title: (policy: string) => `Policy ${policy}`,
    close: 'Close',
    site: 'Who orders',
    supplier: 'Who supplies',
    state: 'State',
    period: 'At most one order',
    periodText: (hours: number, from: string) => `every ${formatHours(hours)}, from ${from} on`,
    window: 'Limit',
    windowText: (periods: number, used: number) =>
      periods === 1
        ? `for each period; ${formatPercent(used / 100)} of it is used`
        : `over ${formatNumber(periods)} periods together; ${formatPercent(used / 100)} of it is used`,
    confirm: 'Confirmed by a person',
    confirmText: (above: number) =>
      above === 0
        ? 'each order'
        : above === 100
          ? 'no order'
          : `orders above ${formatPercent(above / 100)} of the limit`,
    counted: 'Stock counted',
    countedText: (at: string, freshUntil: string, isFresh: boolean) =>
      isFresh ? `${at}; counts until ${freshUntil}` : `${at}; too old since ${freshUntil}`,
    notCounted: 'not yet',
    forecast: 'Forecast from it',
    noForecast: 'not yet',
    nothingOrdered: 'Nothing can be ordered now:',
    obstacles: {
      held: () => 'The policy is held.',
      'not-begun': (start: number) => `Its first period begins on ${formatTime(start * 1000)}.`,
      'no-position': () => 'The stock was never counted. The server of the pharmacy does that by itself.',
      stale: () =>
        'The stock was counted too long ago, or in an earlier period. The server of the pharmacy counts it anew by itself; see why it does not.',
      cap: () => 'The limit is used up until a period ends.',
    } satisfies Record<Obstacle, (start: number) => string>,
    product: 'Product (GTIN)',
    service: 'Demand to be met',
    serviceText: (thousandths: number) => `with a chance of ${formatPercent(thousandths / 1000)}`,
    least: 'Least days left',
    leastText: (days: number) => `a pack with ${formatNumber(days)} days left, or fewer, is no stock`,
    capacity: 'Most in stock and on order',
    cap: 'The limit in packs',
  },
  hold: {
    button: 'Hold it',
    title: 'Hold this policy?',
    text: 'Nothing is forecast, ordered, confirmed or accepted under it until you let it go on. What was accepted already can still arrive.',
    done: 'Held.',
  },
  resume: {
    button: 'Let it go on',
    title: 'Let this policy go on?',
    text: 'Orders may be placed under it again at once, without asking you where they are below the limit for confirmation.',
    done: 'It goes on.',
  },
  fourEyes:
    'Your account counted the stock last. Another account of your organisation has to confirm orders and let the policy go on.',
  session: {
    lead: 'Stock, forecast and quantities are on no chain: this server keeps them. It shows them to those who trade for the pharmacy, and to a supplier what was ordered from it, once you sign a message with your wallet. Signing costs nothing; it is good for an hour.',
    none: 'The settings of this page name no server of this pharmacy: stock, forecast and quantities cannot be shown.',
  },
  count: {
    title: 'Stock',
    none: 'The server has no count that is the newest on the chain.',
    asOf: (block: number, day: string) =>
      `Counted from the chain as of block ${formatNumber(block)}, ${day}. Nobody typed it in.`,
    usable: 'Can be given out',
    onTheWay: 'On the way to you',
    onTheWayHelp: 'yours, not yet in your hands',
    onOrder: 'On order',
    unusable: 'Does not count',
    unusableHelp: 'held, recalled, expired, returned, offered away or kept by another',
    lots: 'What can be given out, first expiring first',
    noLots: 'Nothing can be given out.',
    lot: 'Batch',
    lastDay: 'Last day of use',
    daysLeft: 'Days left',
    packs: 'Packs',
    onlyShown:
      'Only batches count whose maker has shown that they are of this product: publish the proof of a new batch before its packs arrive.',
    again: 'Count anew',
    againTitle: 'Count the stock anew?',
    againText:
      'The server records it on the chain and pays for that. The nodes then need a new forecast, and what they have signed since the last count is void.',
    againDone: 'Counted.',
  },
  forecast: {
    title: 'Forecast of the demand',
    none: 'No forecast has landed on the chain yet.',
    older: 'This forecast is of an earlier count of the stock. No order follows from it any more.',
    subject: (gtin: string) => `product ${gtin}`,
    figure: (intervals: string) =>
      `Line: demand so far, and the median of the forecast. Bands: meant to hold ${intervals} of what comes. Grey: too little in stock, so that more may have been asked for.`,
    caption:
      'Packs asked for in each period: the median, and the intervals meant to hold so much of what comes',
    period: 'From',
    middle: 'Median',
    packs: (thousandths: number) => formatTenths(thousandths / 1000),
    range: (from: number, to: number) => `${formatTenths(from / 1000)} – ${formatTenths(to / 1000)}`,
    limits:
      'It knows nothing but the history. Read an interval as the mean over many years: in a single year it may hold less.',
  },
  reckoning: {
    title: 'What the figures call for',
    lead: 'Computed in this page by the rule that the nodes use, from the policy, the count and the forecast above.',
    upTo: 'Ordering pays up to',
    there: 'In stock and to come',
    called: 'So the demand calls for',
    order: 'The order',
    nothing: 'nothing',
    shortage: 'Chance of a shortage until the next delivery',
    waste: 'Expected to expire',
    packs: (thousandths: number) => `${formatTenths(thousandths / 1000)} packs`,
  },
  file: {
    label: 'Policy file, to check this',
    help: 'So far all this is the word of the server. Your policy file has the secret by which the page can hold it against the chain. The file stays in this page.',
    caption: 'Held against the chain',
    parts: {
      document: 'The policy',
      position: 'The count of the stock',
      history: 'The demand so far',
      forecast: 'The forecast',
    } satisfies Record<keyof ToldStanding, string>,
    what: 'What was shown',
    result: 'Result',
    holds: '✓ is what the chain has a commitment to',
    fails: '✗ is not what the chain has: look again, and do not rely on it',
    untold: 'was not shown',
  },
  orders: {
    title: 'Orders',
    none: 'Nothing was ordered under this policy.',
    caption: 'Orders, the newest first',
    period: 'For the period from',
    packs: 'Packs',
    closed: 'not opened',
    share: 'Of the limit',
    shareText: (hundredths: number) => formatPercent(hundredths / 100),
    state: 'State',
    states: {
      none: 'unknown',
      awaiting: 'waits for a person to confirm it',
      placed: 'waits for the supplier',
      accepted: 'accepted by the supplier',
      shipped: 'shipped',
      received: 'received',
      rejected: 'refused by the supplier',
      cancelled: 'cancelled or lapsed',
    } satisfies Record<OrderStatus, string>,
    units: (count: number) => (count === 1 ? '1 unit shipped' : `${formatNumber(count)} units shipped`),
    leastDays: (days: number) => `more than ${formatNumber(days)} days left`,
    actions: 'Actions',
    unseen: 'Nothing is agreed to unseen: the server of the pharmacy has to show first what it is.',
    checked: 'Packs are shown where what the server opens is what the chain has a commitment to.',
    waits: (why: string) => `The server waits: ${why}`,
    whys: {
      unopened: 'it was not shown what was ordered.',
      batch: 'it was not shown of which product a batch is.',
      packs: 'more was shipped than was ordered.',
      short: 'less was shipped than was ordered.',
      expiry: 'a unit has too few days left.',
      named: 'a unit is named on another order too.',
      offer: 'a unit is not offered with its custody, or is barred.',
    } as Readonly<Record<string, string>>,
    what: (count: number, gtin: string) => `${packs(count)} of product ${gtin}`,
    acts: {
      confirm: {
        button: 'Confirm',
        label: (order: string) => `Confirm order ${order}`,
        title: 'Confirm this order?',
        text: (what: string, other: string) => `${what} are ordered from ${other}, who can then accept.`,
        done: 'Confirmed.',
      },
      cancel: {
        button: 'Cancel',
        label: (order: string) => `Cancel order ${order}`,
        title: 'Cancel this order?',
        text: (what: string, other: string) =>
          `${what} from ${other}: given up. The period has had its order all the same.`,
        done: 'Cancelled.',
      },
      accept: {
        button: 'Accept',
        label: (order: string) => `Accept order ${order}`,
        title: 'Accept this order?',
        text: (what: string, other: string) =>
          `You say to ${other} that you will ship ${what}. Your server ships by itself where it is set up to; else do it on a terminal.`,
        done: 'Accepted.',
      },
      reject: {
        button: 'Refuse',
        label: (order: string) => `Refuse order ${order}`,
        title: 'Refuse this order?',
        text: (what: string, other: string) =>
          `${what} for ${other}: refused for good. The period has had its order all the same.`,
        done: 'Refused.',
      },
    },
    unopened: 'An order that was not opened',
  },
} as const
