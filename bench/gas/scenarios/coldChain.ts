import type { HardhatEthersSigner } from '@nomicfoundation/hardhat-ethers/types'
import { AbiCoder, id, keccak256 } from 'ethers'
import type { Recorder } from '../recorder.ts'
import { signReport } from '../report.ts'
import { describeModel, FAR_FUTURE, type World } from '../world.ts'
import { accreditTraders, nonceOf, releaseBatch, type Unit } from './traders.ts'

const NAME = 'ColdChain'
const FAIL = 3
const HEALTHCARE_OPERATIONS = 4
const DAY = 86_400

/** 2 to 8 °C, excursions to 15 °C for a day at most. Hundredths of a degree. */
const PROFILE = {
  document: id('profile'),
  minimum: 0,
  maximum: 1500,
  meanKineticMaximum: 800,
  storageMinimum: 200,
  storageMaximum: 800,
  minutesOutsideMaximum: 1440,
  longestGapMaximum: 900,
}

const SUMMARY_FIELDS = [
  ['from', 'uint40'],
  ['to', 'uint40'],
  ['minimum', 'int16'],
  ['maximum', 'int16'],
  ['meanKinetic', 'int16'],
  ['minutesOutside', 'uint32'],
  ['longestGap', 'uint32'],
  ['readings', 'uint32'],
] as const

const CONSENT_TYPES = {
  LoggerConsent: [
    { name: 'organisation', type: 'address' },
    { name: 'until', type: 'uint40' },
  ],
}

const TYPES = {
  ColdChainLog: [
    { name: 'batchId', type: 'bytes32' },
    { name: 'level', type: 'uint8' },
    { name: 'position', type: 'uint32' },
    { name: 'eventHash', type: 'bytes32' },
    { name: 'modelHash', type: 'bytes32' },
    { name: 'summary', type: 'Summary' },
  ],
  Summary: SUMMARY_FIELDS.map(([name, type]) => ({ name, type })),
}

export async function coldChain(world: World, recorder: Recorder): Promise<void> {
  const traders = await accreditTraders(world)
  const { maker } = traders
  const logger = world.accounts.newcomer
  const contract = world.contracts[NAME]
  const whole = await releaseBatch(world, traders, 'cold', 20)
  const configDigest = await world.configure(4)
  const descriptor = { ...describeModel('cold chain'), purposes: 1 << HEALTHCARE_OPERATIONS }
  await world.send(world.accounts.authority, 'ModelRegistry', 'approve', [descriptor])
  const modelVersion = (await world.contracts.ModelRegistry.getFunction('modelVersionOf')(
    descriptor,
  )) as string

  const consent = await consentOf(world, logger, maker.organisation)
  await recorder.transaction(maker.account, NAME, 'registerLogger', [logger.address, FAR_FUTURE, consent])
  await recorder.call(NAME, 'consentDigestOf', [maker.organisation, FAR_FUTURE])
  await recorder.transaction(maker.account, NAME, 'attachLogger', [whole, logger.address])
  await recorder.call(NAME, 'attachedSince', [logger.address, whole.batchId, whole.level, whole.position])
  await recorder.call(NAME, 'organisationOfLogger', [logger.address])
  await recorder.call(NAME, 'registrationOf', [logger.address])
  await recorder.transaction(maker.account, NAME, 'assignProfile', [whole.batchId, nonceOf('cold'), PROFILE])
  await recorder.call(NAME, 'profileOf', [whole.batchId])
  await recorder.call(NAME, 'profileIdOf', [PROFILE])
  const from = world.clock.now()
  world.clock.advance(30 * DAY)
  await world.send(maker.account, 'DrugProvenance', 'disaggregate', [whole, 12])
  const part: Unit = { ...whole, level: 12, position: 3, parentLevel: whole.level }
  // What was touched is held by `extend` alone.
  await world.send(maker.account, 'DrugProvenance', 'disaggregate', [part, 8])

  const passed = logOf(whole, id('pass'), from, { maximum: 790 }, logger)
  await recorder.call(NAME, 'ruleVerdict', [passed.summary, PROFILE])
  await recorder.call(NAME, 'digestOf', [passed])
  await recorder.call(NAME, 'logIdOf', [whole.batchId, whole.level, whole.position, passed.eventHash])
  await recorder.transaction(
    world.accounts.relayer,
    NAME,
    'anchor',
    [passed, PROFILE, await sign(world, logger, passed)],
    'pass',
  )
  const logId = (await contract.getFunction('logIdOf')(
    whole.batchId,
    whole.level,
    whole.position,
    passed.eventHash,
  )) as string
  await recorder.call(NAME, 'verdictOf', [logId])
  await recorder.call(NAME, 'logOf', [logId])
  await world.undone(async () => {
    const failed = logOf(whole, id('fail'), from, { maximum: 2100 }, logger)
    const args = [failed, PROFILE, await sign(world, logger, failed)]
    await recorder.transaction(world.accounts.relayer, NAME, 'anchor', args, 'fail')
    await recorder.transaction(world.accounts.relayer, NAME, 'extend', [whole, failed.eventHash, part])
  })
  const assessmentHash = id('assessment')
  const outputHash = keccak256(
    AbiCoder.defaultAbiCoder().encode(['uint8', 'bytes32'], [FAIL, assessmentHash]),
  )
  const consumer = await contract.getAddress()
  const report = { consumer, configDigest, requestId: logId, modelVersion, outputHash }
  await recorder.transaction(
    world.accounts.relayer,
    NAME,
    'judge',
    [
      whole,
      passed.eventHash,
      modelVersion,
      FAIL,
      assessmentHash,
      configDigest,
      await signReport(world, report, 4),
    ],
    'fail, 3 signatures',
  )
  await recorder.transaction(maker.account, NAME, 'withdrawLogger', [logger.address])
}

interface Log {
  readonly unit: Unit
  readonly summary: Readonly<Record<(typeof SUMMARY_FIELDS)[number][0], number>>
  readonly eventHash: string
  readonly modelHash: string
  readonly logger: string
}

/** A log of 30 days at one reading a minute. */
function logOf(
  unit: Unit,
  eventHash: string,
  from: number,
  { maximum }: { maximum: number },
  logger: HardhatEthersSigner,
): Log {
  return {
    unit,
    summary: {
      from,
      to: from + 30 * DAY - 60,
      minimum: 310,
      maximum,
      meanKinetic: 520,
      minutesOutside: 0,
      longestGap: 60,
      readings: 30 * 24 * 60,
    },
    eventHash,
    modelHash: id('model'),
    logger: logger.address,
  }
}

async function domainOf(world: World) {
  const { name, version, chainId, verifyingContract } =
    await world.contracts[NAME].getFunction('eip712Domain')()
  return { name, version, chainId, verifyingContract }
}

const consentOf = async (world: World, logger: HardhatEthersSigner, organisation: string): Promise<string> =>
  logger.signTypedData(await domainOf(world), CONSENT_TYPES, { organisation, until: FAR_FUTURE })

async function sign(world: World, logger: HardhatEthersSigner, log: Log): Promise<string> {
  const { batchId, level, position } = log.unit
  const { eventHash, modelHash, summary } = log
  return logger.signTypedData(await domainOf(world), TYPES, {
    batchId,
    level,
    position,
    eventHash,
    modelHash,
    summary,
  })
}
