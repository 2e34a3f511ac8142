import type { PinnedPackage } from '../gasPeers/fetchPackage.ts'

/** Microsoft's runtime with its native binaries for six platforms: 108 MB. None of its install scripts run. */
export const ONNX_RUNTIME: PinnedPackage = {
  name: 'onnxruntime-node',
  version: '1.30.0',
  integrity:
    'sha512-twhs1C2C/BFkz1yc5OY0KIU2GUq6DURO7hD4bx5Q2Qy3nAMJwRXW8xU3NVczE29VA9lolLOYepoD8fjTGOfIqw==',
}

/** What it depends on to run. */
export const ONNX_COMMON: PinnedPackage = {
  name: 'onnxruntime-common',
  version: '1.30.0',
  integrity:
    'sha512-7fdVWjAID1dVhH/G8qK3APARunV4VkBFoCQAP7qp4Wkab0mrorvmc+sqiT+mKXOzDqdjN5j+/Z9nb4gzNPWcyA==',
}
