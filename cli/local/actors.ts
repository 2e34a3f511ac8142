import { getAddress, HDNodeWallet, id, Mnemonic } from 'ethers'

/** The mnemonic of Hardhat's own accounts: public, for local chains only. */
const MNEMONIC = 'test test test test test test test test test test test junk'

/** Operators of the local committee: n = 4 of four organisations, f = 1 of them may be faulty. */
export const COMMITTEE_SIZE = 4
export const COMMITTEE_FAULTS = 1

export interface Actor {
  readonly name: string
  readonly organisation: string
  readonly address: string
  readonly privateKey: string
  /** 32 bytes as hexadecimal: the actor's encryption key comes from it. */
  readonly seed: string
}

/** Someone who belongs to no organisation. */
type Individual = Pick<Actor, 'name' | 'address' | 'privateKey'>

export interface Actors {
  readonly authority: Actor
  readonly hospital: Actor
  readonly clinician: Actor
  readonly responder: Actor
  readonly oracles: readonly Actor[]
  readonly manufacturer: Actor
  /** Account of the manufacturer's gateway, which fills orders by itself: two who send as one account get in each other's way. */
  readonly manufacturerMachine: Actor
  /** Quality assurance of the manufacturer: releases its batches. */
  readonly manufacturerQuality: Actor
  readonly distributor: Actor
  /** Keeps medicines on the way and never owns them. */
  readonly carrier: Actor
  readonly pharmacy: Actor
  /** Account of the pharmacy's gateway, which records stock and receives what was ordered. */
  readonly pharmacyMachine: Actor
  /** Quality assurance of a laboratory that trades with nobody: releases from quarantine. */
  readonly laboratory: Actor
  /** Whom `salus up --example` has records of. */
  readonly patient: Individual
  /** Whom that patient lets act for them. */
  readonly guardian: Individual
}

/** An organisation is named by an address of its own, which never signs. */
const organisationOf = (name: string): string =>
  getAddress(id(`salus.local.organisation.${name}`).slice(0, 42))

/** The people and organisations of a local chain, each with one of Hardhat's funded accounts. */
export function localActors(): Actors {
  const root = HDNodeWallet.fromMnemonic(Mnemonic.fromPhrase(MNEMONIC), "m/44'/60'/0'/0")
  const actor = (index: number, name: string, organisation: string): Actor => {
    const { address, privateKey } = root.deriveChild(index)
    return {
      name,
      organisation: organisationOf(organisation),
      address,
      privateKey,
      seed: id(`salus.local.seed.${name}`),
    }
  }
  const individual = (index: number, name: string): Individual => {
    const { address, privateKey } = root.deriveChild(index)
    return { name, address, privateKey }
  }
  return {
    authority: actor(0, 'authority', 'authority'),
    hospital: actor(1, 'hospital', 'hospital'),
    clinician: actor(2, 'clinician', 'hospital'),
    responder: actor(3, 'responder', 'ambulance'),
    oracles: Array.from({ length: COMMITTEE_SIZE }, (_, index) =>
      actor(4 + index, `oracle ${index + 1}`, `oracle operator ${index + 1}`),
    ),
    manufacturer: actor(8, 'manufacturer', 'manufacturer'),
    manufacturerMachine: actor(14, "manufacturer's gateway", 'manufacturer'),
    manufacturerQuality: actor(9, "manufacturer's quality assurance", 'manufacturer'),
    distributor: actor(10, 'distributor', 'distributor'),
    carrier: actor(11, 'carrier', 'carrier'),
    pharmacy: actor(12, 'pharmacy', 'pharmacy'),
    pharmacyMachine: actor(15, "pharmacy's gateway", 'pharmacy'),
    laboratory: actor(13, 'laboratory', 'laboratory'),
    patient: individual(16, 'patient'),
    guardian: individual(17, 'guardian'),
  }
}
