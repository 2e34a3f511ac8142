// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ModelVersion, Purpose, RequestId} from "../types/Types.sol";
import {IConsentRegistry} from "./IConsentRegistry.sol";
import {IRecordRegistry} from "./IRecordRegistry.sol";

/// @title Requests for inference, quorum-signed reports and clinicians' attestations
/// @notice A requester with consent asks for one model over one to eight records of one patient. Exactly one report lands
/// per request, and only while the records are active, the model is approved, the requester and the committee both
/// hold the patient's live consent, the patient has not revoked everything since the request, and the request is at most
/// {InferenceOracle-REQUEST_LIFETIME} old.
///
/// What a clinician thought before the score, makes of it, and learns later stays off chain: beside the patient's address it
/// would be health data. The chain holds salted commitments. The first is part of the request, so it was there before any
/// score was; a clinician who asked without one cannot attest.
/// @custom:warning A report is a salted hash: it says that a quorum agreed on these bytes. It is not a diagnosis.
interface IInferenceOracle {
    enum RequestStatus {
        Unknown,
        Open,
        Reported,
        Expired
    }

    /// @param secretHash keccak256 of the 32-byte request secret that salts the report.
    /// @param impression Salted commitment to what the requester thinks before there is a score, or zero. The secret hash
    /// makes every request its own.
    struct InferenceRequest {
        address requester;
        ModelVersion modelVersion;
        Purpose purpose;
        bytes32 secretHash;
        bytes32 impression;
        IRecordRegistry.RecordRef[] records;
    }

    /// @param requestedAt Block time of the request until there is a report, then 0: {InferenceRequested} keeps it.
    /// @param generation The patient's consent generation at the request until there is a report, then 0.
    struct RequestState {
        uint40 requestedAt;
        uint32 generation;
        RequestStatus status;
    }

    /// @param attestedAt Block time of the attestation, or 0.
    /// @param commitment Salted commitment to what the clinician made of the report, and why.
    struct Attestation {
        uint40 attestedAt;
        bytes32 commitment;
    }

    /// @notice A request is open.
    event InferenceRequested(
        RequestId indexed requestId,
        address indexed patient,
        address indexed requester,
        ModelVersion modelVersion,
        Purpose purpose,
        bytes32 secretHash,
        bytes32 impression,
        bytes32[] recordIds
    );

    /// @notice The report of a request has landed.
    event ReportLanded(
        RequestId indexed requestId,
        ModelVersion indexed modelVersion,
        bytes32 outputHash,
        bytes32 configDigest
    );

    /// @notice A clinician attested to a report: agreed with it or overrode it, as the commitment can show.
    event ReportAttested(RequestId indexed requestId, address indexed clinician, bytes32 commitment);

    /// @notice A clinician who attested knows more now. The latest of one clinician counts.
    event OutcomeRecorded(RequestId indexed requestId, address indexed clinician, bytes32 commitment);

    /// @notice The request must be sent by the requester that it names.
    error NotRequester(address requester, address account);

    /// @notice A request names 1 to 8 records.
    error InvalidRecordCount(uint256 count);

    /// @notice All records of a request must be of one patient.
    error SeveralPatients(address patient, address other);

    /// @notice The request exists already.
    error AlreadyRequested(RequestId requestId);

    /// @notice The request does not exist, or has no report yet.
    error NotInStatus(RequestId requestId, RequestStatus expected, RequestStatus status);

    /// @notice Another report of this request has landed.
    error AlreadyReported(RequestId requestId, bytes32 outputHash);

    /// @notice No report hashes to a value below 2^72.
    error InvalidOutput(RequestId requestId, bytes32 outputHash);

    /// @notice No report landed in time. The id is used up: ask again.
    error RequestExpired(RequestId requestId, uint40 requestedAt, uint40 expiredAt);

    /// @notice The patient revoked everything after the request.
    error GenerationChanged(RequestId requestId, uint32 requested, uint32 current);

    /// @notice `grantee` may not use a record of the request now. Raised by {IConsentRegistry-requirePermitted}.
    error ConsentMissing(address patient, address grantee, IConsentRegistry.Decision decision);

    /// @notice `account` is not an accredited clinician now.
    error NotClinician(address account);

    /// @notice An attestation and an outcome are commitments, and zero is none.
    error CommitmentMissing(RequestId requestId);

    /// @notice The requester recorded no impression before the score, and so cannot attest.
    error ImpressionMissing(RequestId requestId);

    /// @notice `clinician` has not attested to this report.
    error NotAttested(RequestId requestId, address clinician);

    /// @notice `clinician` has attested to this report already.
    error AlreadyAttested(RequestId requestId, address clinician);

    /// @notice Opens a request. Only its requester, with consent for the requester and the committee.
    function request(InferenceRequest calldata request_) external returns (RequestId);

    /// @notice Lands the report of a request. Anyone may transmit it. Does nothing if exactly this report has landed.
    function report(
        InferenceRequest calldata request_,
        bytes32 configDigest,
        bytes32 outputHash,
        bytes calldata signatures
    ) external;

    /// @notice Records that the sender, a clinician with consent, attests to a report. Once per clinician.
    function attest(InferenceRequest calldata request_, bytes32 commitment) external;

    /// @notice Records what the sender, a clinician who attested, learnt later. It reads nothing of the patient, so it needs
    /// neither consent nor a record that is active still.
    function recordOutcome(RequestId requestId, bytes32 commitment) external;

    /// @notice keccak256(chain, this contract, requester, hash of the record ids, model version, purpose, secret hash,
    /// impression). Reverts if a record is not active.
    function requestIdOf(InferenceRequest calldata request_) external view returns (RequestId);

    /// @notice What is recorded of a request.
    function requestOf(RequestId requestId) external view returns (RequestState memory);

    /// @notice keccak256(domain ‖ HKDF(request secret, requestId) ‖ keccak256(report)), or zero before it landed.
    function outputHashOf(RequestId requestId) external view returns (bytes32);

    /// @notice When `clinician` attested to the report, and to what commitment.
    function attestationOf(RequestId requestId, address clinician) external view returns (Attestation memory);
}
