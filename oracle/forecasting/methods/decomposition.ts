import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { AutoETS, initSync as initEts } from '@bsull/augurs/ets'
import { initSync as initMstl, MSTL } from '@bsull/augurs/mstl'
import type { Method } from './method.ts'

/** The package's own loader would fetch its binary, which lies beside its module. */
const binary = (name: string) =>
  readFileSync(fileURLToPath(import.meta.resolve(`@bsull/augurs/${name}`)).replace(/\.js$/, '_bg.wasm'))

initMstl({ module: binary('mstl') })
initEts({ module: binary('ets') })

/**
 * Seasonal-trend decomposition by loess (Bandara, Hyndman & Bergmeir 2021, MSTL) with exponential smoothing of the rest, its
 * form chosen by Akaike's criterion: augurs, in WebAssembly.
 */
export const decomposition: Method = {
  name: 'STL + ETS',
  minimumHistory: (season) => (season > 1 ? 2 * season + 1 : 10),
  forecast({ values, season }, horizon) {
    const model = season > 1 ? MSTL.ets([season], { impute: false }) : new AutoETS(1, 'ZZN')
    try {
      model.fit(Float64Array.from(values))
      return Array.from(model.predict(horizon).point)
    } finally {
      model.free()
    }
  },
}
