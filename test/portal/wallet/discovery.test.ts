import { expect } from 'chai'
import { discoverWallets } from '../../../portal/wallet/discovery.ts'

const ICON = 'data:image/svg+xml,%3Csvg/%3E'
const provider = { request: async () => null }

describe('the wallets of a browser', () => {
  function open() {
    const page = new EventTarget()
    const announce = (detail: unknown) =>
      page.dispatchEvent(new CustomEvent('eip6963:announceProvider', { detail }))
    return { page, announce, wallets: discoverWallets(page) }
  }
  const infoOf = (uuid: string, name = 'A wallet', icon: unknown = ICON) => ({
    uuid,
    name,
    icon,
    rdns: 'example',
  })

  it('are asked for, and found whenever they say so, each once', () => {
    const page = new EventTarget()
    page.addEventListener('eip6963:requestProvider', () =>
      page.dispatchEvent(
        new CustomEvent('eip6963:announceProvider', { detail: { info: infoOf('1'), provider } }),
      ),
    )
    const wallets = discoverWallets(page)
    for (const uuid of ['1', '2']) {
      page.dispatchEvent(
        new CustomEvent('eip6963:announceProvider', {
          detail: { info: infoOf(uuid, 'Another'), provider },
        }),
      )
    }
    expect(wallets.value.map(({ id, name }) => [id, name])).to.deep.equal([
      ['1', 'A wallet'],
      ['2', 'Another'],
    ])
  })

  it('do not stand in the way of others, whatever they announce', () => {
    const { announce, wallets } = open()
    const trap = {
      get info(): never {
        throw new Error('a trap')
      },
      provider,
    }
    const broken = [undefined, null, {}, { info: null, provider }, { info: {}, provider }, trap]
    for (const detail of [...broken, { info: infoOf('0'), provider: {} }, { info: infoOf('0') }]) {
      announce(detail)
    }
    announce({ info: infoOf('1'), provider })
    expect(wallets.value.map(({ id }) => id)).to.deep.equal(['1'])
  })

  it('have names that are short and read as they are written, and pictures that load nothing', () => {
    const { announce, wallets } = open()
    announce({ info: infoOf('1', `\u202e${'x'.repeat(1000)}`), provider })
    for (const [index, icon] of ['https://evil.example/x.png', 'javascript:alert(1)', 7].entries()) {
      announce({ info: infoOf(`icon ${index}`, 'A wallet', icon), provider })
    }
    expect(wallets.value[0]?.name).to.match(/^⟦U\+202E⟧x{59}$/)
    expect(wallets.value.slice(1).map(({ icon }) => icon)).to.deep.equal([null, null, null])
  })
})
