import { id } from 'ethers'
import type { BatchBook } from '../../sdk/provenance/batchBook.ts'

/** A book of so many packs, with serial numbers of the length that makers print. */
export const madeUpBook = (packs: number): BatchBook => ({
  format: 'salus-batch/1',
  chainId: 31337,
  contract: '0x5FbDB2315678afecb367f032d93F642f64180aa3',
  batchId: id('batch'),
  maker: '0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266',
  nonce: id('nonce'),
  gtin: '09506000134352',
  lot: 'B42',
  expiry: '2028-06-30',
  secret: id('secret'),
  serials: Array.from(
    { length: packs },
    (_, index) => `S${index.toString(36).toUpperCase().padStart(11, '0')}`,
  ),
  units: [],
})
