// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {IAccreditationRegistry} from "./interfaces/IAccreditationRegistry.sol";
import {IColdChain} from "./interfaces/IColdChain.sol";
import {IDrugProvenance} from "./interfaces/IDrugProvenance.sol";
import {IModelRegistry} from "./interfaces/IModelRegistry.sol";
import {IOracleCommittee} from "./interfaces/IOracleCommittee.sol";
import {IPackRegistry} from "./interfaces/IPackRegistry.sol";
import {SignatureCheck} from "./libraries/SignatureCheck.sol";
import {Transitions} from "./libraries/Transitions.sol";
import {Holds} from "./types/Holds.sol";
import {Purposes} from "./types/Purposes.sol";
import {Roles} from "./types/Roles.sol";
import {BatchId, LogId, ModelVersion, RequestId} from "./types/Types.sol";

/// @title ColdChain
/// @dev Documented by {IColdChain}. Made by the constructor of {DrugProvenance}, so that neither can be exchanged.
contract ColdChain is IColdChain, EIP712 {
    bytes32 private constant SUMMARY_TYPEHASH = keccak256(
        "Summary(uint40 from,uint40 to,int16 minimum,int16 maximum,int16 meanKinetic,uint32 minutesOutside,uint32 longestGap,uint32 readings)"
    );

    bytes32 private constant LOG_TYPEHASH = keccak256(
        "ColdChainLog(bytes32 batchId,uint8 level,uint32 position,bytes32 eventHash,bytes32 modelHash,Summary summary)Summary(uint40 from,uint40 to,int16 minimum,int16 maximum,int16 meanKinetic,uint32 minutesOutside,uint32 longestGap,uint32 readings)"
    );

    bytes32 private constant CONSENT_TYPEHASH = keccak256("LoggerConsent(address organisation,uint40 until)");

    uint16 private constant LOGGER_OWNERS = Roles.KEEPERS | Roles.QUALITY_ASSURANCE;

    IAccreditationRegistry private immutable _accreditations;
    IOracleCommittee private immutable _committee;
    IModelRegistry private immutable _models;
    IDrugProvenance private immutable _provenance;

    mapping(address logger => Registration) private _registrations;
    mapping(BatchId batchId => bytes32 profileId) private _profiles;
    mapping(BatchId batchId => mapping(bytes32 profileId => Period)) private _periods;

    /// @dev Second in which a logger was attached to a unit: see {_attachmentOf}.
    mapping(bytes32 attachment => uint40 from) private _attachments;
    mapping(LogId logId => LogState) private _logs;

    /// @dev What a log has held: see {_holdingOf}.
    mapping(bytes32 holding => bool) private _holdings;

    constructor(
        IAccreditationRegistry accreditations,
        IOracleCommittee committee,
        IModelRegistry models,
        IDrugProvenance provenance
    ) EIP712("Salus Cold Chain", "1") {
        _accreditations = accreditations;
        _committee = committee;
        _models = models;
        _provenance = provenance;
    }

    /// @inheritdoc IColdChain
    function registerLogger(address logger, uint40 until, bytes calldata signature) external override {
        address organisation = _accreditations.organisationOf(msg.sender, LOGGER_OWNERS);
        if (organisation == address(0)) revert NotEntitled(msg.sender, organisation);
        if (until <= block.timestamp) revert InvalidPeriod(until);
        Registration memory current = _registrations[logger];
        if (current.organisation == address(0)) current.from = uint40(block.timestamp);
        else if (current.organisation != organisation) revert LoggerTaken(logger, current.organisation);
        SignatureCheck.requireValid(logger, consentDigestOf(organisation, until), block.timestamp, signature);
        _registrations[logger] = Registration(organisation, current.from, until);
        emit LoggerRegistered(logger, organisation, until);
    }

    /// @inheritdoc IColdChain
    function withdrawLogger(address logger) external override {
        Registration storage registration = _registrations[logger];
        address organisation = registration.organisation;
        bool isAuthority = msg.sender == _accreditations.authority();
        bool isEntitled =
            isAuthority || _accreditations.organisationOf(msg.sender, LOGGER_OWNERS) == organisation;
        if (organisation == address(0) || !isEntitled) revert NotEntitled(msg.sender, organisation);
        if (isAuthority) delete _registrations[logger];
        else if (registration.until > block.timestamp) registration.until = uint40(block.timestamp);
        emit LoggerWithdrawn(logger, organisation, isAuthority);
    }

    /// @inheritdoc IColdChain
    function attachLogger(IPackRegistry.UnitRef calldata unit, address logger) external override {
        IDrugProvenance.Unit memory state = _provenance.unitOf(unit);
        if (state.isDisaggregated) revert UnitDivided(unit.level, unit.position);
        address organisation = _accreditations.organisationOf(msg.sender, LOGGER_OWNERS);
        bool isParty = organisation == state.custodian || organisation == state.owner;
        if (organisation == address(0) || !isParty) revert NotEntitled(msg.sender, organisation);
        if (organisationOfLogger(logger) != organisation) revert LoggerNotRegistered(logger);
        if (attachedSince(logger, unit.batchId, unit.level, unit.position) != 0) return;
        _attachments[_attachmentOf(logger, unit.batchId, unit.level, unit.position)] = uint40(
            block.timestamp
        );
        emit LoggerAttached(unit.batchId, logger, organisation, unit.level, unit.position);
    }

    /// @inheritdoc IColdChain
    function assignProfile(BatchId batchId, uint256 nonce, Profile calldata profile) external override {
        address maker = _accreditations.organisationOf(msg.sender, Roles.MANUFACTURER);
        bool isMaker =
            maker != address(0) &&
                BatchId.unwrap(_provenance.batchIdOf(maker, nonce)) == BatchId.unwrap(batchId);
        if (!isMaker) revert NotEntitled(msg.sender, maker);
        bool isConsistent =
            profile.minimum <= profile.storageMinimum &&
                profile.storageMinimum <= profile.storageMaximum &&
                profile.storageMaximum <= profile.maximum;
        if (!isConsistent) revert Inconsistent();
        bytes32 profileId = profileIdOf(profile);
        bytes32 previous = _profiles[batchId];
        // Once only: what a log of another time was judged by stays what it was.
        if (_periods[batchId][profileId].until != 0) revert ProfileMismatch(previous, profileId);
        uint40 from = 0;
        if (previous != 0) _periods[batchId][previous].until = from = uint40(block.timestamp);
        _periods[batchId][profileId] = Period(from, type(uint40).max);
        _profiles[batchId] = profileId;
        emit ProfileAssigned(batchId, profileId, profile);
    }

    /// @inheritdoc IColdChain
    function anchor(
        Log calldata log,
        Profile calldata profile,
        bytes calldata signature
    ) external override returns (LogId logId) {
        IPackRegistry.UnitRef calldata range = log.unit;
        bytes32 profileId = profileIdOf(profile);
        Period memory period = _periods[range.batchId][profileId];
        if (log.summary.from < period.from || log.summary.from >= period.until) {
            revert ProfileMismatch(_profiles[range.batchId], profileId);
        }
        _requireConsistent(log.summary);
        _requireAttached(log);
        SignatureCheck.requireValid(log.logger, digestOf(log), block.timestamp, signature);

        logId = logIdOf(range.batchId, range.level, range.position, log.eventHash);
        Verdict verdict = ruleVerdict(log.summary, profile);
        LogState storage state = _logs[logId];
        if (verdict <= state.verdict) revert AlreadyAnchored(logId);
        state.verdict = verdict;
        if (state.anchoredAt == 0) state.anchoredAt = uint40(block.timestamp);
        emit LogAnchored(
            logId,
            range.batchId,
            log.logger,
            range.level,
            range.position,
            verdict,
            log.summary,
            profileId,
            log.eventHash,
            log.modelHash
        );
        if (verdict != Verdict.Pass) _holdRange(logId, verdict, range);
    }

    /// @inheritdoc IColdChain
    function judge(
        IPackRegistry.UnitRef calldata unit,
        bytes32 eventHash,
        ModelVersion modelVersion,
        Verdict verdict,
        bytes32 assessmentHash,
        bytes32 configDigest,
        bytes calldata signatures
    ) external override {
        LogId logId = logIdOf(unit.batchId, unit.level, unit.position, eventHash);
        LogState memory state = _requireLog(logId);
        bool isWorse = verdict > state.verdict;
        if (state.judgedAt != 0 && !isWorse) return;
        _models.requireApproved(modelVersion, Purposes.HOPERAT);
        _committee.verify(
            IOracleCommittee.Report(
                address(this),
                configDigest,
                RequestId.wrap(LogId.unwrap(logId)),
                modelVersion,
                keccak256(abi.encode(verdict, assessmentHash))
            ),
            signatures
        );

        if (isWorse) state.verdict = verdict;
        state.judgedAt = uint40(block.timestamp);
        _logs[logId] = state;
        emit LogJudged(logId, modelVersion, verdict, assessmentHash, configDigest);
        if (isWorse) _holdRange(logId, verdict, unit);
    }

    /// @inheritdoc IColdChain
    function extend(
        IPackRegistry.UnitRef calldata logged,
        bytes32 eventHash,
        IPackRegistry.UnitRef calldata part
    ) external override {
        LogId logId = logIdOf(logged.batchId, logged.level, logged.position, eventHash);
        Verdict verdict = _requireLog(logId).verdict;
        if (verdict == Verdict.Pass) revert NothingToHold(logId);
        IDrugProvenance.Unit memory state = _provenance.unitOf(part);
        bool isDivided = state.isDisaggregated;
        bool isBeyond = part.level > logged.level;
        // The untouched parts of a split unit beyond the range are mostly not in the range.
        if (!_isOverlap(logged, part) || (isBeyond && isDivided)) revert NotPart(part.level, part.position);
        (uint8 level, uint32 position) = isBeyond
            ? (logged.level, logged.position)
            : (part.level, part.position);
        bytes32 holding = _holdingOf(logId, verdict, level, position, isDivided);
        if (_holdings[holding] || _isHeld(logId, verdict, level, position, logged.level)) {
            revert NothingToHold(logId);
        }
        _hold(holding, logId, part, state.holds);
    }

    /// @inheritdoc IColdChain
    function verdictOf(LogId logId) external view override returns (Verdict) {
        return _logs[logId].verdict;
    }

    /// @inheritdoc IColdChain
    function logOf(LogId logId) external view override returns (LogState memory) {
        return _logs[logId];
    }

    /// @inheritdoc IColdChain
    function profileOf(BatchId batchId) external view override returns (bytes32) {
        return _profiles[batchId];
    }

    /// @inheritdoc IColdChain
    function registrationOf(address logger) external view override returns (Registration memory) {
        return _registrations[logger];
    }

    /// @inheritdoc IColdChain
    function organisationOfLogger(address logger) public view override returns (address) {
        Registration memory registration = _registrations[logger];
        return block.timestamp < registration.until ? registration.organisation : address(0);
    }

    /// @inheritdoc IColdChain
    function attachedSince(
        address logger,
        BatchId batchId,
        uint8 level,
        uint32 position
    ) public view override returns (uint40) {
        uint40 from = _attachments[_attachmentOf(logger, batchId, level, position)];
        uint40 registeredFrom = _registrations[logger].from;
        // What was before the authority withdrew it is gone with the registration.
        return registeredFrom == 0 || from < registeredFrom ? 0 : from;
    }

    /// @inheritdoc IColdChain
    function consentDigestOf(address organisation, uint40 until) public view override returns (bytes32) {
        return _hashTypedDataV4(keccak256(abi.encode(CONSENT_TYPEHASH, organisation, until)));
    }

    /// @inheritdoc IColdChain
    function logIdOf(
        BatchId batchId,
        uint8 level,
        uint32 position,
        bytes32 eventHash
    ) public view override returns (LogId) {
        return
            LogId.wrap(
                keccak256(abi.encode(block.chainid, address(this), batchId, level, position, eventHash))
            );
    }

    /// @inheritdoc IColdChain
    function digestOf(Log calldata log) public view override returns (bytes32) {
        IPackRegistry.UnitRef calldata unit = log.unit;
        bytes32 summaryHash = keccak256(abi.encode(SUMMARY_TYPEHASH, log.summary));
        return
            _hashTypedDataV4(
                keccak256(
                    abi.encode(
                        LOG_TYPEHASH,
                        unit.batchId,
                        unit.level,
                        unit.position,
                        log.eventHash,
                        log.modelHash,
                        summaryHash
                    )
                )
            );
    }

    /// @inheritdoc IColdChain
    function ruleVerdict(
        Summary calldata summary,
        Profile calldata profile
    ) public pure override returns (Verdict) {
        bool isBroken =
            summary.minimum < profile.minimum ||
                summary.maximum > profile.maximum ||
                summary.meanKinetic > profile.meanKineticMaximum ||
                summary.minutesOutside > profile.minutesOutsideMaximum;
        if (isBroken) return Verdict.Fail;
        bool isOutside = summary.minimum < profile.storageMinimum || summary.maximum > profile.storageMaximum;
        bool isIncomplete =
            summary.longestGap > profile.longestGapMaximum ||
                summary.from == summary.to ||
                summary.readings < 2 ||
                (isOutside && summary.minutesOutside == 0);
        return isIncomplete ? Verdict.Unknown : Verdict.Pass;
    }

    /// @inheritdoc IColdChain
    function profileIdOf(Profile calldata profile) public pure override returns (bytes32) {
        return keccak256(abi.encode(profile));
    }

    /// @dev Holds the unit that the range is or lies in now, or the untouched parts of the range. If the range was split in a
    /// way in which it was no unit itself, none: {extend} takes the units one by one.
    function _holdRange(LogId logId, Verdict verdict, IPackRegistry.UnitRef calldata range) private {
        uint8 depth = _provenance.batchOf(range.batchId).depth;
        IPackRegistry.UnitRef memory unit = IPackRegistry.UnitRef(range.batchId, depth, 0, depth);
        IDrugProvenance.Unit memory state = _provenance.unitOf(unit);
        while (unit.level > range.level && state.isDisaggregated) {
            if (state.childLevel < range.level) return;
            (unit.parentLevel, unit.level) = (unit.level, state.childLevel);
            unit.position = range.position >> (state.childLevel - range.level);
            state = _provenance.unitOf(unit);
        }
        // What is gone for good, destroyed or stolen, needs no hold, and must not keep a log out.
        bool isHere = Transitions.isAllowed(
            Transitions.Act.Hold,
            state.lifecycle,
            state.holds,
            state.isExpired
        );
        if (!isHere) return;
        bytes32 holding = _holdingOf(logId, verdict, range.level, range.position, state.isDisaggregated);
        _hold(holding, logId, unit, state.holds);
    }

    /// @dev Where the unit is in quarantine for another reason, {extend} can bring this one back once that is lifted.
    function _hold(bytes32 holding, LogId logId, IPackRegistry.UnitRef memory unit, uint8 holds) private {
        if (holds & Holds.QUARANTINED != 0) return;
        _holdings[holding] = true;
        _provenance.putHold(unit, Holds.QUARANTINED, LogId.unwrap(logId));
    }

    function _requireLog(LogId logId) private view returns (LogState memory state) {
        state = _logs[logId];
        if (state.anchoredAt == 0) revert UnknownLog(logId);
    }

    /// @dev The logger was attached before the first reading, and was registered until after the last one.
    function _requireAttached(Log calldata log) private view {
        IPackRegistry.UnitRef calldata range = log.unit;
        (uint8 level, uint8 unitLevel) = (range.level, range.parentLevel);
        if (unitLevel < level) revert NotPart(level, range.position);
        if (log.summary.to >= _registrations[log.logger].until) revert LoggerNotRegistered(log.logger);
        uint32 position = range.position >> (unitLevel - level);
        uint40 from = attachedSince(log.logger, range.batchId, unitLevel, position);
        if (from == 0 || from > log.summary.from) revert LoggerNotAttached(log.logger, from);
    }

    /// @dev No gap can be shorter than the mean time between readings. Seconds are rounded outwards, hence one more.
    function _requireConsistent(Summary calldata summary) private view {
        if (summary.readings == 0 || summary.from > summary.to) revert Inconsistent();
        unchecked {
            uint256 duration = summary.to - summary.from;
            bool isConsistent =
                summary.to <= block.timestamp &&
                    summary.minimum <= summary.meanKinetic &&
                    summary.meanKinetic <= summary.maximum &&
                    summary.longestGap <= duration &&
                    summary.minutesOutside <= duration / 60 + 1 &&
                    duration <= uint256(summary.readings - 1) * summary.longestGap + 1;
            if (!isConsistent) revert Inconsistent();
        }
    }

    /// @dev Whether these packs, or more of the range that hold them, were held as a unit for this verdict.
    function _isHeld(
        LogId logId,
        Verdict verdict,
        uint8 level,
        uint32 position,
        uint8 rangeLevel
    ) private view returns (bool) {
        for (; level <= rangeLevel; ++level) {
            if (_holdings[_holdingOf(logId, verdict, level, position, false)]) return true;
            position >>= 1;
        }
        return false;
    }

    function _attachmentOf(
        address logger,
        BatchId batchId,
        uint8 level,
        uint32 position
    ) private pure returns (bytes32) {
        return keccak256(abi.encode(logger, batchId, level, position));
    }

    /// @dev Names that a log held some packs for a verdict: all of them, or those of a split unit that were not touched.
    function _holdingOf(
        LogId logId,
        Verdict verdict,
        uint8 level,
        uint32 position,
        bool isDivided
    ) private pure returns (bytes32) {
        return keccak256(abi.encode(logId, verdict, level, position, isDivided));
    }

    /// @dev Of two aligned subtrees one lies in the other, or they share nothing.
    function _isOverlap(
        IPackRegistry.UnitRef calldata one,
        IPackRegistry.UnitRef calldata other
    ) private pure returns (bool) {
        if (BatchId.unwrap(one.batchId) != BatchId.unwrap(other.batchId)) return false;
        return
            one.level > other.level
                ? other.position >> (one.level - other.level) == one.position
                : one.position >> (other.level - one.level) == other.position;
    }
}
