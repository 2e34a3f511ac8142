/** What a page sees of a wallet (https://eips.ethereum.org/EIPS/eip-1193). */
export interface WalletProvider {
  request(call: { readonly method: string; readonly params?: readonly unknown[] | object }): Promise<unknown>
  on?(event: string, listener: (value: unknown) => void): unknown
  removeListener?(event: string, listener: (value: unknown) => void): unknown
}

export interface FoundWallet {
  /** Of this page's life: wallets give themselves a new one at each load. */
  readonly id: string
  /** As the wallet calls itself: any text. */
  readonly name: string
  /** A data: URL of a picture. */
  readonly icon: string | null
  readonly provider: WalletProvider
}
