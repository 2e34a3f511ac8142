// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AlertId, Category, ModelVersion, Purpose, StandingId} from "../types/Types.sol";
import {IConsentRegistry} from "./IConsentRegistry.sol";

/// @title Standing requests that a patient approved, and the alerts that come of them
/// @notice A patient approves that one model watches one category of records for one requester over a period. The committee
/// then reports events without being asked again, each once, by a quorum and with a severity. What is worse is another
/// event. Low events may be grouped by their reporters into one; a critical one is escalated until a clinician
/// acknowledges it. Silence and an ended consent are events too: anyone may declare that the monitoring is off.
///
/// Every report needs, when it lands: the approval, its period, an approved model, live consent for the requester and the
/// committee, and that the patient has not revoked everything since the approval.
/// @custom:warning Not for life-critical monitoring. Nothing here acts by itself: reports, escalations and declarations land
/// when somebody sends them, and a chain may be slow, dear or forked. The first line of care must not wait for it.
/// @custom:warning That there is an alert, when, and how severe, is public beside the patient's address, as is who
/// acknowledged it. The words that a patient signs say so.
interface IMonitoring {
    enum Severity {
        Low,
        Medium,
        Critical
    }

    /// @notice Why monitoring is off.
    enum OffReason {
        None,
        PeriodEnded,
        ConsentEnded,
        Silent
    }

    /// @param requester Account that is alerted.
    /// @param secretHash keccak256 of the 32-byte secret that salts the reports.
    /// @param start First second of the period; 0 for at once.
    /// @param end First second after the period.
    /// @param heartbeat Seconds without a report after which the silence itself is an event.
    /// @param nonce Any number that makes this request another than one that ended.
    struct StandingRequest {
        address patient;
        address requester;
        ModelVersion modelVersion;
        Purpose purpose;
        Category category;
        bytes32 secretHash;
        uint40 start;
        uint40 end;
        uint32 heartbeat;
        uint256 nonce;
    }

    /// @notice An approval to be signed. The signed EIP-712 struct starts with {approvalWords}, then has every member of
    /// the standing request.
    /// @param generation The patient's generation in {IConsentRegistry}: whatever ends all consents voids it.
    struct SignedApproval {
        StandingRequest standing;
        uint32 generation;
        uint40 deadline;
    }

    /// @notice What is stored of a standing request, in one slot.
    /// @param approvedAt Block time of the approval, or 0.
    /// @param heardAt Block time of the last report, or 0.
    /// @param endedAt Block time at which the patient or the requester ended it, or 0.
    /// @param generation The patient's consent generation at the approval.
    /// @param declared Mask of the reasons, bit `1 << reason`, declared since the last report.
    struct StandingState {
        uint40 approvedAt;
        uint40 heardAt;
        uint40 endedAt;
        uint32 generation;
        uint8 declared;
    }

    /// @notice What is stored of an alert, in one slot.
    /// @param digest The first 19 bytes of the output hash: enough to know an exact repeat.
    /// @param raisedAt Block time of the report, or 0.
    /// @param acknowledgedAt Block time of the acknowledgement, or 0.
    /// @param level Escalation times that had passed unacknowledged when it was escalated last.
    struct AlertState {
        bytes19 digest;
        uint40 raisedAt;
        uint40 acknowledgedAt;
        uint16 level;
        Severity severity;
    }

    /// @notice `patient` approved a standing request.
    event MonitoringApproved(
        StandingId indexed standingId,
        address indexed patient,
        address indexed requester,
        StandingRequest standing
    );

    /// @notice The patient or the requester, `account`, ended a standing request for good.
    event MonitoringEnded(StandingId indexed standingId, address indexed account);

    /// @notice The committee reported an event.
    /// @param reportHash Salted hash of the report.
    event AlertRaised(
        AlertId indexed alertId,
        StandingId indexed standingId,
        Severity severity,
        bytes32 eventHash,
        bytes32 reportHash,
        bytes32 configDigest
    );

    /// @notice `clinician` has seen the alert.
    event AlertAcknowledged(
        AlertId indexed alertId,
        StandingId indexed standingId,
        address indexed clinician
    );

    /// @notice A critical alert is unacknowledged for `level` escalation times.
    event AlertEscalated(AlertId indexed alertId, StandingId indexed standingId, uint16 level);

    /// @notice Nobody watches, or nobody may. Declared once per reason until the next report.
    event MonitoringOff(StandingId indexed standingId, OffReason reason);

    /// @notice A report came after the monitoring was declared off.
    event MonitoringOn(StandingId indexed standingId);

    /// @notice `account` does not control `patient`.
    error NotController(address patient, address account);

    /// @notice A requester must be named.
    error RequesterMissing();

    /// @notice The category or the purpose does not exist.
    error UnknownQuestion(Category category, Purpose purpose);

    /// @notice The period is empty or already over.
    error InvalidPeriod(uint40 start, uint40 end);

    /// @notice A heartbeat is at least {Monitoring-MINIMUM_HEARTBEAT}.
    error InvalidHeartbeat(uint32 heartbeat, uint32 minimum);

    /// @notice The approval was given or signed in another generation than the present one. A standing request that was
    /// approved before the patient ended all consents needs a new nonce.
    error StaleApproval(uint32 generation, uint32 currentGeneration);

    /// @notice The patient has not approved the standing request.
    error NotApproved(StandingId standingId);

    /// @notice The standing request was ended.
    error StandingEnded(StandingId standingId, uint40 endedAt);

    /// @notice Now is not within the period of the standing request.
    error OutsidePeriod(StandingId standingId, uint40 start, uint40 end);

    /// @notice The patient revoked everything after the approval.
    error GenerationChanged(StandingId standingId, uint32 approved, uint32 current);

    /// @notice `grantee` may not use the category now. Raised by {IConsentRegistry-requirePermitted}.
    error ConsentMissing(address patient, address grantee, IConsentRegistry.Decision decision);

    /// @notice Another report of this event has landed.
    error AlreadyRaised(AlertId alertId);

    /// @notice There is no such alert.
    error UnknownAlert(AlertId alertId);

    /// @notice `account` is neither the requester nor an accredited clinician.
    error NotClinician(address account);

    /// @notice Only a critical, unacknowledged alert is escalated.
    error NothingToEscalate(AlertId alertId);

    /// @notice The alert was escalated to this level, and the next is due only at `nextAt`.
    error EscalationNotDue(AlertId alertId, uint256 nextAt);

    /// @notice As far as the chain can tell, the monitoring is on.
    error StillOn(StandingId standingId);

    /// @notice Approves a standing request. Only the patient's controller. Does nothing if it is approved and not ended.
    function approve(StandingRequest calldata standing) external returns (StandingId);

    /// @notice {approve} by a signature of the patient's controller.
    function approveBySignature(SignedApproval calldata request, bytes calldata signature) external;

    /// @notice Ends a standing request for good, and voids an approval of it that is signed and not submitted. Only the
    /// patient's controller or the requester. Does nothing if it is ended.
    function end(StandingRequest calldata standing) external;

    /// @notice {end} by a signature of the patient's controller over EndMonitoring(words, patient, standingId, deadline).
    function endBySignature(
        StandingRequest calldata standing,
        uint40 deadline,
        bytes calldata signature
    ) external;

    /// @notice Reports an event. Anyone may transmit it. The committee signs {IOracleCommittee-Report} with this contract as
    /// the consumer, the alert's id as the request's id, and keccak256(abi.encode(severity, reportHash)) as the output's
    /// hash. Does nothing if exactly this report has landed.
    /// @param eventHash Names the event within the standing request. Another event, such as a worsening, has another.
    function report(
        StandingRequest calldata standing,
        bytes32 eventHash,
        Severity severity,
        bytes32 reportHash,
        bytes32 configDigest,
        bytes calldata signatures
    ) external;

    /// @notice Says that the sender has seen an alert, which stops its escalation. Only the requester, or an accredited
    /// clinician with live consent. Does nothing if it is acknowledged.
    function acknowledge(StandingRequest calldata standing, bytes32 eventHash) external;

    /// @notice Escalates a critical alert that is unacknowledged for {Monitoring-ESCALATION_TIME}, and again for each that
    /// passes. Anyone.
    function escalate(StandingId standingId, bytes32 eventHash) external;

    /// @notice Declares that the monitoring is off: its period or a consent has ended, or no report came for the heartbeat.
    /// Anyone. Does nothing if that reason is declared.
    function declareOff(StandingRequest calldata standing) external;

    /// @notice Why the monitoring is off now, or `None`, as it is before the period. Reverts if it is not approved, or ended.
    function offReasonOf(StandingRequest calldata standing) external view returns (OffReason);

    /// @notice What is recorded of a standing request.
    function standingOf(StandingId standingId) external view returns (StandingState memory);

    /// @notice What is recorded of an alert.
    function alertOf(AlertId alertId) external view returns (AlertState memory);

    /// @notice keccak256(chain, this contract, standing request).
    function standingIdOf(StandingRequest calldata standing) external view returns (StandingId);

    /// @notice keccak256(standing id, event hash).
    function alertIdOf(StandingId standingId, bytes32 eventHash) external pure returns (AlertId);

    /// @notice The plain words that a patient signs for this standing request.
    function approvalWords(StandingRequest calldata standing) external pure returns (string memory);
}
