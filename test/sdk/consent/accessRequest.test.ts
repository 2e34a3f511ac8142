import { expect } from 'chai'
import { ZeroAddress } from 'ethers'
import type { Contracts } from '../../../sdk/chain/contracts.ts'
import {
  type AccessRequest,
  accessRequestText,
  LONGEST_ACCESS_REQUEST,
  parseAccessRequest,
} from '../../../sdk/consent/accessRequest.ts'
import { CATEGORIES, PURPOSES } from '../../../sdk/consent/vocabulary.ts'
import { expectError } from '../../helpers/expectError.ts'

const PATIENT = '0x90F79bf6EB2c4f870365E785982E1f101E93b906'
const CLINICIAN = '0x70997970C51812dc3A010C7d01b50e0d17dc79C8'
const contractsOf = (chainId: number) =>
  ({ deployment: { chainId, contracts: { consentRegistry: ZeroAddress } } }) as Contracts
const contracts = contractsOf(31_337)

const request: AccessRequest = {
  patient: PATIENT,
  grantee: CLINICIAN,
  categories: ['cardiology', 'laboratory'],
  purposes: ['TREAT'],
  days: 90,
}
const text = accessRequestText(contracts, request)
const read = (changed: object) =>
  parseAccessRequest(JSON.stringify({ ...JSON.parse(text), ...changed }), contracts, PATIENT)

describe('a request for access', () => {
  it('says the same to the patient as who asks wrote down', () => {
    expect(parseAccessRequest(`${text}\n`, contracts, PATIENT)).to.deep.equal(request)
  })

  it('fits its limit whatever is asked for', () => {
    const all = { ...request, categories: [...CATEGORIES], purposes: [...PURPOSES], days: 366 }
    expect(accessRequestText(contracts, all).length).to.be.lessThan(LONGEST_ACCESS_REQUEST / 2)
  })

  it('is refused where it is malformed', async () => {
    const malformed = [
      { format: 'salus-access-request/2' },
      { grantee: '0x12' },
      { grantee: '<script>' },
      { categories: [] },
      { categories: ['everything'] },
      { categories: ['laboratory', 'laboratory'] },
      { purposes: ['TREAT', 'WHATEVER'] },
      { days: 0 },
      { days: 367 },
      { days: 1.5 },
      { days: 1e300 },
      { note: 'more' },
    ]
    for (const changed of malformed) {
      await expectError(() => read(changed), 'ACCESS_REQUEST_INVALID', /not a request for access/)
    }
    for (const junk of ['', 'null', '[]', '{', '<b>', '['.repeat(4000)]) {
      await expectError(() => parseAccessRequest(junk, contracts, PATIENT), 'ACCESS_REQUEST_INVALID', /./)
    }
    const long = text + ' '.repeat(LONGEST_ACCESS_REQUEST)
    await expectError(() => parseAccessRequest(long, contracts, PATIENT), 'INPUT_TOO_LARGE', /too long/)
  })

  it('is refused on another chain, by another patient, and of the patient themselves', async () => {
    await expectError(() => parseAccessRequest(text, contractsOf(1), PATIENT), 'CHAIN_MISMATCH', /network/)
    await expectError(() => read({ consentRegistry: CLINICIAN }), 'CHAIN_MISMATCH', /network/)
    await expectError(
      () => parseAccessRequest(text, contracts, CLINICIAN),
      'ACCESS_REQUEST_MISDIRECTED',
      /for the account 0x90F7/,
    )
    await expectError(() => read({ grantee: PATIENT }), 'ACCESS_REQUEST_MISDIRECTED', /./)
  })
})
