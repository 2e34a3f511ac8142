// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {IAccreditationRegistry} from "./interfaces/IAccreditationRegistry.sol";
import {IConsentRegistry} from "./interfaces/IConsentRegistry.sol";
import {IModelRegistry} from "./interfaces/IModelRegistry.sol";
import {IMonitoring} from "./interfaces/IMonitoring.sol";
import {IOracleCommittee} from "./interfaces/IOracleCommittee.sol";
import {ConsentWords} from "./libraries/ConsentWords.sol";
import {SignatureCheck} from "./libraries/SignatureCheck.sol";
import {Categories} from "./types/Categories.sol";
import {Purposes} from "./types/Purposes.sol";
import {Roles} from "./types/Roles.sol";
import {AlertId, Category, Purpose, RequestId, StandingId} from "./types/Types.sol";

/// @title Monitoring
/// @dev Documented by {IMonitoring}.
contract Monitoring is IMonitoring, EIP712 {
    using Categories for Category;
    using Purposes for Purpose;

    /// @dev How long a critical alert may stay unacknowledged before it is escalated, and between escalations.
    uint40 public constant ESCALATION_TIME = 15 minutes;

    /// @dev Shortest heartbeat: block times are not exact, and every report costs a transaction.
    uint32 public constant MINIMUM_HEARTBEAT = 1 minutes;

    bytes32 private constant APPROVAL_TYPEHASH = keccak256(
        "ApproveMonitoring(string words,address patient,address requester,bytes32 modelVersion,uint8 purpose,uint8 category,bytes32 secretHash,uint40 start,uint40 end,uint32 heartbeat,uint256 nonce,uint32 generation,uint40 deadline)"
    );

    bytes32 private constant END_TYPEHASH = keccak256(
        "EndMonitoring(string words,address patient,bytes32 standingId,uint40 deadline)"
    );

    bytes32 private constant END_WORDS = keccak256("Stop this monitoring of my records");

    IAccreditationRegistry private immutable _accreditations;
    IConsentRegistry private immutable _consents;
    IModelRegistry private immutable _models;
    IOracleCommittee private immutable _committee;

    mapping(StandingId standingId => StandingState) private _standings;
    mapping(AlertId alertId => AlertState) private _alerts;

    constructor(
        IAccreditationRegistry accreditations,
        IConsentRegistry consents,
        IModelRegistry models,
        IOracleCommittee committee
    ) EIP712("Salus Monitoring", "1") {
        _accreditations = accreditations;
        _consents = consents;
        _models = models;
        _committee = committee;
    }

    /// @inheritdoc IMonitoring
    function approve(StandingRequest calldata standing) external override returns (StandingId standingId) {
        if (msg.sender != _consents.controllerOf(standing.patient)) {
            revert NotController(standing.patient, msg.sender);
        }
        standingId = standingIdOf(standing);
        uint32 generation = _consents.headerOf(standing.patient).generation;
        if (_isApproved(standingId, generation)) return standingId;
        _approve(standing, standingId, generation);
    }

    /// @inheritdoc IMonitoring
    function approveBySignature(SignedApproval calldata request, bytes calldata signature) external override {
        StandingRequest calldata standing = request.standing;
        StandingId standingId = standingIdOf(standing);
        uint32 generation = _consents.headerOf(standing.patient).generation;
        if (_isApproved(standingId, generation)) return;
        if (request.generation != generation) revert StaleApproval(request.generation, generation);
        _requireKnown(standing);
        bytes32 structHash = keccak256(abi.encode(APPROVAL_TYPEHASH, keccak256(_wordsOf(standing)), request));
        _requireSignature(standing.patient, structHash, request.deadline, signature);
        _approve(standing, standingId, generation);
    }

    /// @inheritdoc IMonitoring
    function end(StandingRequest calldata standing) external override {
        bool isParty =
            msg.sender == standing.requester || msg.sender == _consents.controllerOf(standing.patient);
        if (!isParty) revert NotController(standing.patient, msg.sender);
        _end(standingIdOf(standing), msg.sender);
    }

    /// @inheritdoc IMonitoring
    function endBySignature(
        StandingRequest calldata standing,
        uint40 deadline,
        bytes calldata signature
    ) external override {
        address patient = standing.patient;
        StandingId standingId = standingIdOf(standing);
        bytes32 structHash = keccak256(abi.encode(END_TYPEHASH, END_WORDS, patient, standingId, deadline));
        _requireSignature(patient, structHash, deadline, signature);
        _end(standingId, _consents.controllerOf(patient));
    }

    /// @inheritdoc IMonitoring
    function report(
        StandingRequest calldata standing,
        bytes32 eventHash,
        Severity severity,
        bytes32 reportHash,
        bytes32 configDigest,
        bytes calldata signatures
    ) external override {
        StandingId standingId = standingIdOf(standing);
        AlertId alertId = alertIdOf(standingId, eventHash);
        bytes32 outputHash = keccak256(abi.encode(severity, reportHash));
        if (_isRaised(alertId, bytes19(outputHash))) return;
        StandingState memory state = _requireWithinPeriod(standing, standingId);

        _models.requireApproved(standing.modelVersion, standing.purpose);
        uint32 generation = _requireConsent(standing);
        if (generation != state.generation) {
            revert GenerationChanged(standingId, state.generation, generation);
        }
        _committee.verify(
            IOracleCommittee.Report(
                address(this),
                configDigest,
                RequestId.wrap(AlertId.unwrap(alertId)),
                standing.modelVersion,
                outputHash
            ),
            signatures
        );

        _alerts[alertId] = AlertState(bytes19(outputHash), uint40(block.timestamp), 0, 0, severity);
        emit AlertRaised(alertId, standingId, severity, eventHash, reportHash, configDigest);
        if (state.declared != 0) emit MonitoringOn(standingId);
        (state.heardAt, state.declared) = (uint40(block.timestamp), 0);
        _standings[standingId] = state;
    }

    /// @inheritdoc IMonitoring
    function acknowledge(StandingRequest calldata standing, bytes32 eventHash) external override {
        StandingId standingId = standingIdOf(standing);
        AlertId alertId = alertIdOf(standingId, eventHash);
        AlertState storage alert = _alerts[alertId];
        if (alert.raisedAt == 0) revert UnknownAlert(alertId);
        if (msg.sender != standing.requester) _requireClinician(standing);
        if (alert.acknowledgedAt != 0) return;
        alert.acknowledgedAt = uint40(block.timestamp);
        emit AlertAcknowledged(alertId, standingId, msg.sender);
    }

    /// @inheritdoc IMonitoring
    function escalate(StandingId standingId, bytes32 eventHash) external override {
        AlertId alertId = alertIdOf(standingId, eventHash);
        AlertState storage alert = _alerts[alertId];
        if (alert.severity != Severity.Critical || alert.acknowledgedAt != 0) {
            revert NothingToEscalate(alertId);
        }
        (uint256 raisedAt, uint256 level) = (alert.raisedAt, alert.level);
        // The highest level is reached after 682 days.
        uint256 reached = Math.min((block.timestamp - raisedAt) / ESCALATION_TIME, type(uint16).max);
        if (reached <= level) revert EscalationNotDue(alertId, raisedAt + (level + 1) * ESCALATION_TIME);
        alert.level = uint16(reached);
        emit AlertEscalated(alertId, standingId, uint16(reached));
    }

    /// @inheritdoc IMonitoring
    function declareOff(StandingRequest calldata standing) external override {
        StandingId standingId = standingIdOf(standing);
        StandingState memory state = _requireStanding(standingId);
        OffReason reason = _reasonOf(standing, state);
        if (reason == OffReason.None) revert StillOn(standingId);
        uint8 bit = uint8(1 << uint8(reason));
        if (state.declared & bit != 0) return;
        _standings[standingId].declared = state.declared | bit;
        emit MonitoringOff(standingId, reason);
    }

    /// @inheritdoc IMonitoring
    function offReasonOf(StandingRequest calldata standing) external view override returns (OffReason) {
        return _reasonOf(standing, _requireStanding(standingIdOf(standing)));
    }

    /// @inheritdoc IMonitoring
    function standingOf(StandingId standingId) external view override returns (StandingState memory) {
        return _standings[standingId];
    }

    /// @inheritdoc IMonitoring
    function alertOf(AlertId alertId) external view override returns (AlertState memory) {
        return _alerts[alertId];
    }

    /// @inheritdoc IMonitoring
    function approvalWords(StandingRequest calldata standing) external pure override returns (string memory) {
        _requireKnown(standing);
        return string(_wordsOf(standing));
    }

    /// @inheritdoc IMonitoring
    function standingIdOf(StandingRequest calldata standing) public view override returns (StandingId) {
        return StandingId.wrap(keccak256(abi.encode(block.chainid, address(this), standing)));
    }

    /// @inheritdoc IMonitoring
    function alertIdOf(StandingId standingId, bytes32 eventHash) public pure override returns (AlertId) {
        return AlertId.wrap(keccak256(abi.encode(standingId, eventHash)));
    }

    function _approve(StandingRequest calldata standing, StandingId standingId, uint32 generation) private {
        if (standing.requester == address(0)) revert RequesterMissing();
        _requireKnown(standing);
        if (standing.end <= standing.start || standing.end <= block.timestamp) {
            revert InvalidPeriod(standing.start, standing.end);
        }
        if (standing.heartbeat < MINIMUM_HEARTBEAT) {
            revert InvalidHeartbeat(standing.heartbeat, MINIMUM_HEARTBEAT);
        }
        _standings[standingId] = StandingState(uint40(block.timestamp), 0, 0, generation, 0);
        emit MonitoringApproved(standingId, standing.patient, standing.requester, standing);
    }

    function _end(StandingId standingId, address account) private {
        StandingState storage state = _standings[standingId];
        if (state.endedAt != 0) return;
        state.endedAt = uint40(block.timestamp);
        emit MonitoringEnded(standingId, account);
    }

    /// @dev Whether it is approved. Reverts if it is ended, or approved before the patient ended all consents: neither is
    /// ever approved again, and a success would say that somebody watches.
    function _isApproved(StandingId standingId, uint32 generation) private view returns (bool) {
        StandingState memory state = _standings[standingId];
        if (state.endedAt != 0) revert StandingEnded(standingId, state.endedAt);
        if (state.approvedAt == 0) return false;
        if (state.generation != generation) revert StaleApproval(state.generation, generation);
        return true;
    }

    /// @dev Whether exactly this report of the event has landed. Reverts if another has.
    function _isRaised(AlertId alertId, bytes19 digest) private view returns (bool) {
        AlertState memory alert = _alerts[alertId];
        if (alert.raisedAt == 0) return false;
        if (alert.digest != digest) revert AlreadyRaised(alertId);
        return true;
    }

    /// @dev What is recorded of a standing request that is approved and not ended.
    function _requireStanding(StandingId standingId) private view returns (StandingState memory state) {
        state = _standings[standingId];
        if (state.endedAt != 0) revert StandingEnded(standingId, state.endedAt);
        if (state.approvedAt == 0) revert NotApproved(standingId);
    }

    function _requireWithinPeriod(
        StandingRequest calldata standing,
        StandingId standingId
    ) private view returns (StandingState memory state) {
        state = _requireStanding(standingId);
        if (block.timestamp < standing.start || block.timestamp >= standing.end) {
            revert OutsidePeriod(standingId, standing.start, standing.end);
        }
    }

    /// @dev The patient's generation; reverts unless requester and committee may both use the category now.
    function _requireConsent(StandingRequest calldata standing) private view returns (uint32) {
        address[] memory grantees = new address[](2);
        grantees[0] = standing.requester;
        grantees[1] = address(_committee);
        return
            _consents.requirePermitted(standing.patient, grantees, standing.category.bit(), standing.purpose);
    }

    /// @dev The sender is an accredited clinician with consent now.
    function _requireClinician(StandingRequest calldata standing) private view {
        if (_accreditations.organisationOf(msg.sender, Roles.CLINICIAN) == address(0)) {
            revert NotClinician(msg.sender);
        }
        IConsentRegistry.Decision decision = _decide(standing, msg.sender);
        if (decision != IConsentRegistry.Decision.Permitted) {
            revert ConsentMissing(standing.patient, msg.sender, decision);
        }
    }

    /// @dev The first reason that holds; before the period, none. Asked one by one, because a call that fails for want of gas must not pass for a
    /// consent that ended.
    function _reasonOf(
        StandingRequest calldata standing,
        StandingState memory state
    ) private view returns (OffReason) {
        if (block.timestamp < standing.start) return OffReason.None;
        if (block.timestamp >= standing.end) return OffReason.PeriodEnded;
        bool isPermitted =
            _decide(standing, standing.requester) == IConsentRegistry.Decision.Permitted &&
                _decide(standing, address(_committee)) == IConsentRegistry.Decision.Permitted &&
                _consents.headerOf(standing.patient).generation == state.generation;
        if (!isPermitted) return OffReason.ConsentEnded;
        uint256 since = Math.max(Math.max(state.approvedAt, state.heardAt), standing.start);
        return block.timestamp > since + standing.heartbeat ? OffReason.Silent : OffReason.None;
    }

    function _decide(
        StandingRequest calldata standing,
        address grantee
    ) private view returns (IConsentRegistry.Decision) {
        return _consents.decide(standing.patient, grantee, standing.category, standing.purpose);
    }

    function _requireSignature(
        address patient,
        bytes32 structHash,
        uint40 deadline,
        bytes calldata signature
    ) private view {
        SignatureCheck.requireValid(
            _consents.controllerOf(patient),
            _hashTypedDataV4(structHash),
            deadline,
            signature
        );
    }

    function _requireKnown(StandingRequest calldata standing) private pure {
        if (!standing.category.isKnown() || !standing.purpose.isKnown()) {
            revert UnknownQuestion(standing.category, standing.purpose);
        }
    }

    function _wordsOf(StandingRequest calldata standing) private pure returns (bytes memory) {
        return
            ConsentWords.describeMonitoring(
                standing.category,
                standing.purpose,
                standing.start,
                standing.end
            );
    }
}
