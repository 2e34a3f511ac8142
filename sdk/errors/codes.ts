/** Stable error codes and what each means. Codes are never reused or renamed. */
export const errorCodes = {
  // input
  USAGE_INVALID: 'A command was called with an argument or option that is missing, unknown or malformed.',
  INPUT_NOT_FOUND: 'A file or folder named by the caller does not exist or cannot be read.',
  INPUT_TOO_LARGE: 'The input is larger than the limit for its kind.',
  ADDRESS_INVALID: 'The address of a server is not a URL of a kind that can be used.',
  // storage
  STORE_UNAVAILABLE: 'The content store did not answer.',
  STORE_FULL: 'The disk under the content store is full.',
  STORE_DENIED: 'The content store refused the caller: a missing or wrong token, or no permission.',
  BLOCK_NOT_FOUND: 'A block that the content needs is not in the store.',
  BLOCK_CORRUPT: 'The bytes of a stored block do not match its hash.',
  CID_INVALID: 'The text is not a content identifier.',
  CID_MISMATCH: 'A store answered with a different content identifier than the bytes have.',
  CONTENT_INVALID:
    'The content is not a plain UnixFS file, or its parts do not add up to the sizes it states.',
  RANGE_INVALID: 'The byte range asked for is not within 0 and the largest safe integer.',
  // cryptography
  PAYLOAD_INVALID: 'An encrypted payload was cut short, reordered, altered, or opened with the wrong key.',
  ENVELOPE_INVALID: 'An envelope does not open: another grantee, record, epoch or chain, or altered bytes.',
  KEY_INVALID: 'A key has the wrong length or form.',
  KEYSTORE_INVALID: 'A keystore file is malformed, or the passphrase does not open it.',
  SIGNER_UNAVAILABLE: 'A remote signer did not answer.',
  SIGNER_REFUSED: 'A remote signer refused to sign.',
  RECOVERY_CODE_INVALID: 'The recovery code is not 128 bits in its printed form, or was mistyped.',
  SIGNATURE_NOT_DETERMINISTIC: 'The wallet signed the same text twice with different results.',
  SIGNER_MISMATCH: 'The wallet signed with another account than the one that was named.',
  SIGNER_UNTRUE: 'A wallet sent something else than it was asked for.',
  BYTES_INVALID: 'A byte string has the wrong length or is not hexadecimal.',
  JSON_INVALID:
    'The value has no canonical JSON form (RFC 8785): not JSON, not finite, or not well-formed Unicode.',
  MERKLE_PROOF_INVALID: 'A Merkle proof does not lead to the root.',
  MERKLE_TREE_INVALID:
    'A Merkle tree cannot be built from what was given: no leaves, too many, or an index outside it.',
  // FHIR and model input
  BUNDLE_INVALID: 'The bytes are not a FHIR R4 Bundle in JSON that can be read.',
  SUBJECT_INVALID: 'A Bundle names no patient, or more than one.',
  OBSERVATION_INVALID: 'An Observation has a value or a time of the wrong kind for its feature.',
  FEATURE_UNIT_MISMATCH: 'A quantity is not in the unit that the model card states.',
  FEATURE_CONTRADICTORY: 'A Bundle gives two different values for one feature.',
  FEATURE_OUT_OF_RANGE: 'A value lies outside what is possible for its feature.',
  ROWS_INVALID: 'A table of rows is ragged, has another number of columns, or text where a number belongs.',
  SERIES_INVALID:
    'A table of demand over time is ragged, or has a date, a product or a quantity that cannot be used.',
  FORECAST_INVALID: 'A forecast was asked for that the series cannot answer: no or too little history.',
  CARE_PLAN_INVALID: 'A Bundle is not one version of a care plan, or says something impossible.',
  PATIENT_NOT_CONFIRMED: 'Nobody confirmed by two identifiers who the patient is.',
  // models
  MODEL_NOT_FOUND: 'No model of that name is shipped.',
  MODEL_INVALID: 'A model file is malformed or does not match the hash on its card.',
  RUNTIME_NOT_PINNED: 'The computing back-end is not the pinned one that signed results require.',
  RUNTIME_UNAVAILABLE: 'An optional computing back-end is not installed.',
  // pages and charts
  CHART_INVALID: 'A number given to a chart is not finite or lies outside its range.',
  REPORT_INVALID: 'A report or its evidence cannot be shown: a number is impossible or a list is too long.',
  // drug provenance
  GS1_INVALID: 'A GS1 key, element string, Digital Link or EPC URI is malformed or has a wrong check digit.',
  EPCIS_INVALID: 'A document or an event does not follow EPCIS 2.0 and CBV 2.0.',
  EPCIS_QUERY_INVALID:
    'A query of events has an unknown parameter, a malformed value, or a page token of another query.',
  EVENT_CHANGED:
    'An EPCIS event has another hash than it is named by, or tells something else than the chain.',
  EVENT_NOT_ON_CHAIN: 'The chain has no such transaction as an EPCIS event names.',
  EPCIS_NOT_FOUND: 'There is no such event, capture job or named query, or none that the caller may know of.',
  UNIT_INVALID: 'The text does not name a unit of a batch.',
  BATCH_EXISTS: 'The batch was commissioned already.',
  BATCH_NOT_FOUND: 'The chain holds no such batch.',
  BATCH_TERMS_INVALID:
    'The depth, expiry, range, level, receiver or deadline of what is to be done with a batch is not valid.',
  UNIT_NOT_CURRENT:
    'There is no such unit now: its parts or a greater one are the units, or the pack lies in another one.',
  UNIT_STATE_REFUSED: 'The state of a unit, or of a pack, does not allow what is asked.',
  NOT_ENTITLED: 'The account does not act for an organisation that may do this.',
  TRANSFER_REFUSED: 'A unit cannot be proposed or accepted so: another proposal is open, or none.',
  ALREADY_DISPENSED: 'The pack was dispensed already.',
  PRESCRIPTION_REFUSED: 'A prescription was filled with another pack.',
  PACK_REFUSED: 'A pack is not one of its batch, or must not be given out.',
  INVESTIGATION_REFUSED: 'There is no such investigation, or it is not in the state that this needs.',
  COLD_CHAIN_REFUSED: 'A logger, a profile or a log of temperatures is not one that the chain takes.',
  BATCH_BOOK_INVALID: 'A batch book is malformed, or is of another batch than the chain holds.',
  BATCH_REFUSED:
    'A batch book is not what the chain holds, is of another maker, or repeats serial numbers of another one.',
  PACK_NOT_FOUND: 'The gateway keeps no batch with such a pack.',
  READINGS_INVALID: 'A log of temperatures cannot be read, or nobody stated its unit or its clock.',
  COLD_CHAIN_PROFILE_INVALID:
    'A profile of what a product may be exposed to is malformed or contradicts itself.',
  // replenishment
  PLAN_INVALID:
    'A policy, a history of demand, a stock position or an order is malformed or contradicts itself.',
  PLAN_MISMATCH: 'What a site says of its policy, stock, demand or orders is not what the chain holds.',
  PLAN_REFUSED:
    'A policy is unknown, held or has not begun, or its position, forecast or cap forbids what is asked.',
  ORDER_REFUSED: 'An order, or the units that fill it, is not in the state that this needs.',
  PLAN_NOT_FOUND: 'The gateway keeps no such policy, position or order, or none that the caller may know of.',
  // chain
  HARDHAT_MISSING: 'A local chain needs Hardhat, a development dependency.',
  CHAIN_UNAVAILABLE: 'The chain did not answer.',
  CHAIN_REFUSED: 'A contract refused a call for a reason without a code of its own.',
  CHAIN_MISMATCH: 'The node serves another chain than the deployment is on.',
  TRANSACTION_OVERTAKEN:
    'Another transaction of the same account is in the way of this one, or took its place.',
  FUNDS_MISSING: 'The account cannot pay for the transaction.',
  DEPLOYMENT_INVALID: 'A deployment file is malformed.',
  DEPLOYMENT_NOT_FOUND: 'Salus is not deployed on this chain, as far as the deployments folder knows.',
  CHAIN_LOG_INVALID: 'A node answered with a block or a log that the chain cannot hold.',
  INDEX_INVALID: 'The index of the chain is damaged, or is of another deployment.',
  // consent
  CONSENT_MISSING: 'Nobody may use this record for this purpose without live consent.',
  CONSENT_UNCONFIRMED: 'A consent is in force, but not for as many blocks as the custodian waits for.',
  CONSENT_TERMS_INVALID: 'The categories, purposes, grantee or period of a consent are not valid.',
  ACCESS_REQUEST_INVALID: 'A text is not a request for access to the records of a patient.',
  ACCESS_REQUEST_MISDIRECTED: 'A request for access is for another patient than the one who reads it.',
  CONSENT_RESOURCE_INVALID: 'A FHIR Consent is malformed, or says what the chain cannot hold exactly.',
  GUARDIANSHIP_REFUSED: 'A guardian or a recovery cannot be made so.',
  EMERGENCY_REFUSED: 'The glass cannot be broken now: too often, or a review is overdue.',
  NOT_CONTROLLER: 'The account does not act for this patient.',
  SIGNATURE_INVALID: "A signature is not the named account's over this content, chain and contract.",
  SIGNATURE_EXPIRED: 'The deadline of a signature has passed.',
  SIGNATURE_STALE: 'A signed act was overtaken by a later one.',
  REPLAYED: 'A signed request was used before.',
  // accreditation and enrolment
  NOT_ACCREDITED: 'The account holds no live accreditation for this role.',
  NOT_AUTHORITY: 'The account is not the authority.',
  NOT_ENROLLED: 'The patient is not enrolled with this custodian.',
  // records
  ALREADY_ANCHORED: 'The record is anchored already.',
  RECORD_NOT_ANCHORED: 'There is no anchor of this record.',
  RECORD_NOT_ACTIVE: 'The record was entered in error or erased.',
  RECORD_NOT_FOUND: 'The gateway holds no such record.',
  RECORD_MISMATCH: 'What was received is not the record that was asked for.',
  MANIFEST_INVALID: 'A manifest is malformed.',
  LOCATOR_INVALID: 'A locator is malformed or not signed by the custodian.',
  EPOCH_STALE: 'A key epoch was revoked: the record has been or must be re-keyed.',
  // inference
  MODEL_NOT_APPROVED: 'The model version is not approved for this purpose now.',
  ALREADY_REQUESTED: 'The request exists already.',
  ALREADY_REPORTED: 'Another report of this request has landed.',
  ALREADY_ATTESTED: 'The clinician has attested to this report already.',
  IMPRESSION_MISSING: 'The clinician recorded no impression before the score was there.',
  COMMITMENT_MISMATCH: 'What someone is said to have written is not what the chain holds a commitment to.',
  REQUEST_EXPIRED: 'No report of the request landed in time.',
  REQUEST_NOT_OPEN: 'The request does not exist or is closed.',
  COMMITTEE_CHANGED: 'The committee configuration changed.',
  QUORUM_INVALID: 'The signatures are not those of a quorum.',
  QUORUM_MISSING: 'Too few nodes agree on a report.',
  REPORT_MISMATCH: 'A report does not hash to what landed on chain.',
  REPORT_DOUBTFUL: 'Since a report landed its model, a record of it or a signer of it was put in doubt.',
  AGREEMENT_INVALID: 'Counts of agreement are too few to be published, cannot be, or cover a period again.',
  // monitoring
  MONITORING_REFUSED:
    'The monitoring was not approved, is over, or an alert is not in the state that this needs.',
  // disclosures
  SEQUENCE_STALE: 'Another period of disclosures was anchored meanwhile.',
  // identity
  KEY_PUBLISHED: 'The account has published another encryption key, which would be replaced.',
  DID_KEY_MISSING: 'An account has published no encryption key, or its proof is not valid.',
  // audit
  AUDIT_BUNDLE_INVALID: 'An audit bundle is malformed.',
  // services
  SERVICE_FAILED: 'A process that the command started did not come up.',
  BROWSER_MISSING: 'A page is printed by Chromium, and none was found, or it failed.',
  // demo
  DEMO_FAILED: 'The demo found that something it claims does not hold.',
  // gateway
  RELAY_LIMIT:
    'The gateway has paid for as many acts as it does in this time; anyone may submit the act instead.',
  NOT_AUTHORISED: "The call needs an open session, or the token of the custodian's staff.",
  SIGN_IN_INVALID: 'A sign-in is not for this gateway, chain and time, or was used before.',
  MESSAGE_SLOW: 'A message did not arrive in the time that it may take.',
  RATE_LIMITED: 'One address or account asked more often than the gateway answers.',
  CONFIG_INVALID: 'A setting in the environment is missing or malformed.',
  GATEWAY_UNAVAILABLE: 'The gateway did not answer.',
  GATEWAY_REFUSED: 'The gateway refused for a reason without a code of its own.',
  MESSAGE_INVALID: 'A message from a peer is malformed.',
} as const

export type ErrorCode = keyof typeof errorCodes
