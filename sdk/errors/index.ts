export { type ErrorCode, errorCodes } from './codes.ts'
export {
  FinalError,
  IntegrityError,
  InvalidInputError,
  RefusedError,
  SalusError,
  UnavailableError,
} from './errors.ts'
