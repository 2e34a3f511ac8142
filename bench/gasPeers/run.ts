import { compilerSettings } from '../gas/measure.ts'
import { createRecorder } from '../gas/recorder.ts'
import { consent } from '../gas/scenarios/consent.ts'
import { inference } from '../gas/scenarios/inference.ts'
import { records } from '../gas/scenarios/records.ts'
import { prepareWorld } from '../gas/world.ts'
import { installedVersion, machine } from '../report/machine.ts'
import { grouped, renderTable } from '../report/table.ts'
import { measureEas } from './eas.ts'
import { measureErc1056 } from './erc1056.ts'
import { measureOcr2 } from './ocr2.ts'
import { CHAINLINK, EAS } from './packages.ts'

export interface Comparison {
  /** What is done, in words that fit both. */
  readonly task: string
  readonly peer: string
  readonly peerGas: number
  readonly ours: string
  readonly oursGas: number
}

/** What the table does not say by itself. */
const NOTES = [
  'An EAS attestation stores all its data; a grant stores one slot that decide reads. EAS multiAttest has one signer, relay has ten patients.',
  'ERC-1056 and EAS timestamp keep a value for anyone who sends it. anchor checks the accreditation of the custodian and the enrolment of the patient.',
  'OCR2 transmit checks the quorum and stores 32 bytes. report checks the quorum, that the model is approved, that the record is active, and the consent of requester and committee.',
  'A batch of 1,000 is one root: whoever uses one of its records brings a proof, which costs gas then.',
] as const

/** EAS, ERC-1056 and Chainlink OCR2 beside ours, in one run on one chain. */
export async function runGasPeers() {
  const settings = compilerSettings()
  const world = await prepareWorld()
  try {
    const recorder = createRecorder(world)
    for (const scenario of [consent, records, inference]) {
      await world.undone(() => scenario(world, recorder))
    }
    const eas = await world.undone(() => measureEas(world))
    const erc1056 = await world.undone(() => measureErc1056(world))
    const ocr2 = await world.undone(() => measureOcr2(world, [4, 7, 10]))

    const ours = (contract: 'ConsentRegistry' | 'RecordRegistry' | 'InferenceOracle', scenario: string) => {
      const gas = recorder.figures[contract].transactions[scenario]
      if (gas === undefined) throw new Error(`There is no scenario '${scenario}' of ${contract}.`)
      return gas
    }
    const compare =
      (task: string, peer: string, peerGas: number) =>
      (contract: Parameters<typeof ours>[0], scenario: string, items = 1): Comparison => ({
        task,
        peer,
        peerGas,
        ours: items === 1 ? scenario : `${scenario}, each`,
        oursGas: Math.ceil(ours(contract, scenario) / items),
      })
    const rows: Comparison[] = [
      compare('permit, first', 'EAS attest, 64 bytes', eas.attest)('ConsentRegistry', 'grant, first'),
      compare(
        'permit, first',
        'ERC-1056 addDelegate',
        erc1056.addDelegateFirst,
      )('ConsentRegistry', 'grant, first'),
      compare(
        'permit, later',
        'ERC-1056 addDelegate',
        erc1056.addDelegateLater,
      )('ConsentRegistry', 'grant, later'),
      compare(
        'permit by signature, first',
        'EAS attestByDelegation',
        eas.attestByDelegation,
      )('ConsentRegistry', 'grantBySignature, first'),
      compare(
        'permit by signature, first',
        'ERC-1056 addDelegateSigned',
        erc1056.addDelegateSignedFirst,
      )('ConsentRegistry', 'grantBySignature, first'),
      compare('10 permits at once, each', 'EAS multiAttest (one signer)', eas.multiAttestEach)(
        'ConsentRegistry',
        'relay, 10 signed grants, first',
        10,
      ),
      compare('take back', 'EAS revoke', eas.revoke)('ConsentRegistry', 'revoke, first'),
      compare(
        'take back',
        'ERC-1056 revokeDelegate',
        erc1056.revokeDelegate,
      )('ConsentRegistry', 'revoke, first'),
      compare(
        'take back by signature',
        'EAS revokeByDelegation',
        eas.revokeByDelegation,
      )('ConsentRegistry', 'restrictBySignature, revoke, first'),
      compare('anchor a hash', 'EAS timestamp', eas.timestamp)('RecordRegistry', 'anchor'),
      compare(
        'anchor a hash',
        'ERC-1056 setAttribute, first',
        erc1056.setAttributeFirst,
      )('RecordRegistry', 'anchor'),
      compare(
        'anchor a hash',
        'ERC-1056 setAttribute, later',
        erc1056.setAttributeLater,
      )('RecordRegistry', 'anchor'),
      compare('anchor many, each', 'EAS multiTimestamp, 100', eas.multiTimestampEach)(
        'RecordRegistry',
        'anchorBatch, 1,000 records',
        1000,
      ),
      ...ocr2.map(({ size, signatures, later }) => {
        const scenario = size === 4 ? '1 record' : `1 record, n=${size}`
        return compare(
          `report, n=${size}, ${signatures} signatures`,
          'OCR2 transmit, 32 bytes stored again',
          later,
        )('InferenceOracle', `report, ${scenario}, ${signatures} signatures`)
      }),
    ]
    return {
      benchmark: 'gas-peers',
      date: new Date().toISOString().slice(0, 10),
      machine: machine(),
      settings,
      versions: {
        hardhat: await installedVersion('hardhat'),
        [EAS.name]: `${EAS.version}, bytecode of the package`,
        'ethr-did-registry': `${await installedVersion('ethr-did-registry')}, bytecode of the package`,
        [CHAINLINK.name]: `${CHAINLINK.version}, shared/ocr2 compiled here with the settings above`,
      },
      notes: NOTES,
      ocr2First: ocr2.map(({ size, first }) => ({ size, gas: first })),
      rows,
    }
  } finally {
    await world.close()
  }
}

export function renderGasPeers({
  rows,
  notes,
}: {
  readonly rows: readonly Comparison[]
  readonly notes: readonly string[]
}): string {
  const table = renderTable(
    ['task', 'peer', 'gas', 'Salus', 'gas', 'Salus / peer'],
    rows.map(({ task, peer, peerGas, ours, oursGas }) => [
      task,
      peer,
      grouped(peerGas),
      ours,
      grouped(oursGas),
      (oursGas / peerGas).toPrecision(2),
    ]),
  )
  return `${table}\n\n${notes.join('\n')}`
}
