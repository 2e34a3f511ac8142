// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {BatchId, LogId, ModelVersion} from "../types/Types.sol";
import {IPackRegistry} from "./IPackRegistry.sol";

/// @title Temperature logs of units, and verdicts on them
/// @notice The readings stay off chain. A registered logger signs the hash of the EPCIS event that holds them and a summary;
/// the contract applies the profile that the maker chose for the batch. Anything but a pass quarantines the unit; a gap is
/// unknown, never a pass. The committee may judge the readings themselves and can only make the verdict worse. A release is
/// a matter for quality assurance of another organisation: see {IDrugProvenance-releaseFromQuarantine}.
///
/// A log is of a range of packs, the subtree that the unit was, whatever became of that unit since: split, joined, moved on.
/// {anchor} quarantines the unit that holds the range now, or the range's untouched parts; {extend} quarantines any other
/// unit that overlaps it. Each log holds each pack once per verdict, so that nobody can undo a release with a log
/// that quality assurance has looked at.
/// @custom:trust A logger measures where it is, and its owner decides where that is. Any accredited keeper's logger can
/// quarantine what it was never with, and can pass what it was never with: the event says whose it was. A pass is of the
/// time of the readings; nobody checks here that the logs of a unit follow one another without a gap.
/// @custom:warning A unit that was touched after it was split is held by {extend} alone, one transaction each: who watches a
/// batch must send them.
interface IColdChain {
    /// @dev In order of badness.
    enum Verdict {
        None,
        Pass,
        Unknown,
        Fail
    }

    /// @dev Temperatures in hundredths of a degree Celsius.
    /// @param document keccak256 of the profile's canonical JSON, which says more than the limits here.
    /// @param minimum Coldest allowed at any time.
    /// @param maximum Warmest allowed at any time.
    /// @param meanKineticMaximum Highest allowed mean kinetic temperature (USP <1079.2>).
    /// @param storageMinimum Colder is outside.
    /// @param storageMaximum Warmer is outside.
    /// @param minutesOutsideMaximum Longest allowed time outside, in minutes.
    /// @param longestGapMaximum Longest allowed time between readings, in seconds.
    struct Profile {
        bytes32 document;
        int16 minimum;
        int16 maximum;
        int16 meanKineticMaximum;
        int16 storageMinimum;
        int16 storageMaximum;
        uint32 minutesOutsideMaximum;
        uint32 longestGapMaximum;
    }

    /// @param from First reading, seconds since 1970.
    /// @param to Last reading.
    /// @param minimum Coldest reading.
    /// @param maximum Warmest reading.
    /// @param meanKinetic Highest mean kinetic temperature of the profile's window.
    /// @param minutesOutside Minutes outside storageMinimum to storageMaximum.
    /// @param longestGap Longest time between two readings, in seconds.
    /// @param readings Number of readings.
    struct Summary {
        uint40 from;
        uint40 to;
        int16 minimum;
        int16 maximum;
        int16 meanKinetic;
        uint32 minutesOutside;
        uint32 longestGap;
        uint32 readings;
    }

    /// @param unit Range of packs that the logger was with; its `parentLevel` is not read.
    /// @param eventHash CBV 2.0 hash of the EPCIS event with the readings.
    /// @param modelHash Hash of what else assessed them off chain, or zero. The logger's word.
    /// @param logger Account of the logger.
    struct Log {
        IPackRegistry.UnitRef unit;
        Summary summary;
        bytes32 eventHash;
        bytes32 modelHash;
        address logger;
    }

    /// @param judgement First half of keccak256(model version, verdict, assessment hash) of the latest judgement, or zero.
    /// @param anchoredAt Second in which it was anchored. Zero: there is no such log.
    /// @param judgedAt Second of the latest judgement, or 0.
    /// @param verdict The worst so far.
    struct LogState {
        bytes16 judgement;
        uint40 anchoredAt;
        uint40 judgedAt;
        Verdict verdict;
    }

    /// @param organisation Organisation that it signs for. Zero: never registered, or withdrawn.
    /// @param from Second since which it has been registered without a break.
    /// @param until First second at which it is not any more.
    struct Registration {
        address organisation;
        uint40 from;
        uint40 until;
    }

    /// @notice `logger` signs for `organisation` until `until`.
    event LoggerRegistered(address indexed logger, address indexed organisation, uint40 until);

    /// @notice `logger` signs no more.
    event LoggerWithdrawn(address indexed logger, address indexed organisation);

    /// @notice Logs of the batch are held against this profile from now on.
    event ProfileAssigned(BatchId indexed batchId, bytes32 indexed profileId, Profile profile);

    /// @notice A log of a unit was anchored with the verdict of the rules.
    event LogAnchored(
        LogId indexed logId,
        BatchId indexed batchId,
        address indexed logger,
        uint8 level,
        uint32 position,
        Verdict verdict,
        Summary summary,
        bytes32 profileId,
        bytes32 eventHash,
        bytes32 modelHash
    );

    /// @notice The committee judged the readings of a log.
    event LogJudged(
        LogId indexed logId,
        ModelVersion indexed modelVersion,
        Verdict verdict,
        bytes32 assessmentHash,
        bytes32 configDigest
    );

    /// @notice `account` may not act for `organisation`, or for any if that is zero.
    error NotEntitled(address account, address organisation);

    /// @notice The logger is registered for another organisation, or is the zero address.
    error LoggerTaken(address logger, address organisation);

    /// @notice `until` has passed.
    error InvalidPeriod(uint40 until);

    /// @notice The logger was not registered over the whole time of the readings, or is not now.
    error LoggerNotRegistered(address logger);

    /// @notice No profile was assigned to the batch, or another one.
    error ProfileMismatch(bytes32 assigned, bytes32 given);

    /// @notice The limits of a profile, or the figures of a summary, contradict each other.
    error Inconsistent();

    /// @notice The log was anchored before, with a verdict as bad or worse.
    error AlreadyAnchored(LogId logId);

    /// @notice There is no such log.
    error UnknownLog(LogId logId);

    /// @notice The log has a pass, or held all of this for the same verdict before.
    error NothingToHold(LogId logId);

    /// @notice The range is not of the batch, or the unit does not overlap the log's range, or is a split one beyond it.
    error NotPart(uint8 level, uint32 position);

    /// @notice Registers a logger of the sender's organisation, or changes until when. Only an account that may keep medicines,
    /// or quality assurance.
    function registerLogger(address logger, uint40 until) external;

    /// @notice Withdraws a logger. Only its organisation, or the authority.
    function withdrawLogger(address logger) external;

    /// @notice Chooses the profile of a batch. Only its maker, which shows that by the nonce.
    function assignProfile(BatchId batchId, uint256 nonce, Profile calldata profile) external;

    /// @notice Anchors a log that its logger signed under EIP-712. Anyone may. Unless the verdict is a pass, quarantines the unit
    /// that its range is or lies in now; if that is split, its untouched parts. If the range's units are now of a lower level
    /// than the range, and no unit is the range itself, it holds none: see {extend}. Again only if the verdict is worse, so
    /// that another logger's signature over the same readings cannot keep a worse one out.
    function anchor(
        Log calldata log,
        Profile calldata profile,
        bytes calldata signature
    ) external returns (LogId);

    /// @notice Records the committee's verdict on the readings of a log, whose id it signs as a request's; the output hash is
    /// keccak256(abi.encode(verdict, assessmentHash)). A worse verdict quarantines as {anchor} does; another one changes
    /// nothing. Anyone may submit it. The model must be approved for healthcare operations.
    function judge(
        IPackRegistry.UnitRef calldata unit,
        bytes32 eventHash,
        ModelVersion modelVersion,
        Verdict verdict,
        bytes32 assessmentHash,
        bytes32 configDigest,
        bytes calldata signatures
    ) external;

    /// @notice Quarantines a unit that overlaps the range of a log that is no pass: a part that went on by itself, or a whole
    /// that the range was joined into. Anyone may, once per log, verdict and packs.
    function extend(
        IPackRegistry.UnitRef calldata logged,
        bytes32 eventHash,
        IPackRegistry.UnitRef calldata part
    ) external;

    /// @notice The verdict of the rules alone. Unknown if there are gaps or fewer than two readings and nothing else is wrong.
    function ruleVerdict(Summary calldata summary, Profile calldata profile) external pure returns (Verdict);

    /// @notice The worst verdict so far, or None.
    function verdictOf(LogId logId) external view returns (Verdict);

    /// @notice What is recorded of a log.
    function logOf(LogId logId) external view returns (LogState memory);

    /// @notice keccak256(chain, this contract, batch, level, position, event hash).
    function logIdOf(
        BatchId batchId,
        uint8 level,
        uint32 position,
        bytes32 eventHash
    ) external view returns (LogId);

    /// @notice keccak256 of the ABI encoding of a profile.
    function profileIdOf(Profile calldata profile) external pure returns (bytes32);

    /// @notice The profile that the maker chose for the batch, or zero.
    function profileOf(BatchId batchId) external view returns (bytes32);

    /// @notice The organisation of a logger now, or zero.
    function organisationOfLogger(address logger) external view returns (address);

    /// @notice What is recorded of a logger, registered now or not.
    function registrationOf(address logger) external view returns (Registration memory);

    /// @notice EIP-712 digest that the logger signs, domain "Salus Cold Chain", version "1": ColdChainLog(bytes32 batchId,
    /// uint8 level,uint32 position,bytes32 eventHash,bytes32 modelHash,Summary summary).
    function digestOf(Log calldata log) external view returns (bytes32);
}
