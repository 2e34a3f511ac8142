export { type ErrorCode, errorCodes } from './codes.ts'
export {
  FinalError,
  IntegrityError,
  InvalidInputError,
  RefusedError,
  SalusError,
  type SalusErrorOptions,
  UnavailableError,
} from './errors.ts'
