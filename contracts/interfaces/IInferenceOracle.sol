// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ModelVersion, Purpose, RequestId} from "../types/Types.sol";
import {IConsentRegistry} from "./IConsentRegistry.sol";
import {IRecordRegistry} from "./IRecordRegistry.sol";

/// @title Requests for inference, quorum-signed reports and clinicians' attestations
/// @notice A requester with consent asks for one model over one to eight records of one patient. Exactly one report lands
/// per request, and only while the records are active, the model is approved, the requester and the committee both
/// hold the patient's live consent, and the patient has not revoked everything since the request.
/// @custom:warning A report is a salted hash: it says that a quorum agreed on these bytes. It is not a diagnosis.
interface IInferenceOracle {
    enum RequestStatus {
        Unknown,
        Open,
        Reported
    }

    enum Verdict {
        None,
        Agreed,
        Overridden
    }

    /// @param secretHash keccak256 of the 32-byte request secret that salts the report.
    /// @param nonce Any number that the requester has not used with the same content.
    struct InferenceRequest {
        address requester;
        ModelVersion modelVersion;
        Purpose purpose;
        bytes32 secretHash;
        uint256 nonce;
        IRecordRegistry.RecordRef[] records;
    }

    /// @param requestedAt Block time of the request while it is open, else 0: {InferenceRequested} keeps it.
    /// @param generation The patient's consent generation at the request while it is open, else 0.
    struct RequestState {
        uint40 requestedAt;
        uint32 generation;
        RequestStatus status;
    }

    /// @param reasonCommitment Salted commitment to the reason, or zero.
    struct Attestation {
        Verdict verdict;
        uint40 attestedAt;
        bytes32 reasonCommitment;
    }

    /// @notice A request is open.
    event InferenceRequested(
        RequestId indexed requestId,
        address indexed patient,
        address indexed requester,
        ModelVersion modelVersion,
        Purpose purpose,
        bytes32 secretHash,
        uint256 nonce,
        bytes32[] recordIds
    );

    /// @notice The report of a request has landed.
    event ReportLanded(
        RequestId indexed requestId,
        ModelVersion indexed modelVersion,
        bytes32 outputHash,
        bytes32 configDigest
    );

    /// @notice A clinician agreed with a report, or overrode it.
    event ReportAttested(
        RequestId indexed requestId,
        address indexed clinician,
        Verdict verdict,
        bytes32 reasonCommitment
    );

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

    /// @notice The patient revoked everything after the request.
    error GenerationChanged(RequestId requestId, uint32 requested, uint32 current);

    /// @notice `grantee` may not use a record of the request now. Raised by {IConsentRegistry-requirePermitted}.
    error ConsentMissing(address patient, address grantee, IConsentRegistry.Decision decision);

    /// @notice `account` is not an accredited clinician now.
    error NotClinician(address account);

    /// @notice A verdict is agreed or overridden.
    error InvalidVerdict();

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

    /// @notice Records what the sender, a clinician with consent, makes of a report. Once per clinician.
    function attest(InferenceRequest calldata request_, Verdict verdict, bytes32 reasonCommitment) external;

    /// @notice keccak256(chain, this contract, requester, hash of the record ids, model version, purpose, secret hash,
    /// nonce). Reverts if a record is not active.
    function requestIdOf(InferenceRequest calldata request_) external view returns (RequestId);

    /// @notice What is recorded of a request.
    function requestOf(RequestId requestId) external view returns (RequestState memory);

    /// @notice keccak256(domain ‖ HKDF(request secret, requestId) ‖ keccak256(report)), or zero before it landed.
    function outputHashOf(RequestId requestId) external view returns (bytes32);

    /// @notice What `clinician` made of the report.
    function attestationOf(RequestId requestId, address clinician) external view returns (Attestation memory);
}
