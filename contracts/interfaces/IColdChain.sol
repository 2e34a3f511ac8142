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
///
/// A logger counts for what it was attached to, by the organisation that kept or owned the unit then, and for readings from
/// then on. What loggers read before they were loaded is left out of the log: otherwise a keeper could pick, of many
/// loggers whose readings it knows, one that suits it, or speak of a time in which another kept the unit. An attachment
/// stays, whatever becomes of the unit, because logs come late.
/// @custom:trust A logger measures where it is, and its owner decides where that is. Who once kept or owned a unit can go on
/// to quarantine it, or pass it, by a logger that it took out: the event says whose it was, and the authority withdraws
/// such a logger. A pass is of the time of the readings; nobody checks here that the logs of a unit follow one another
/// without a gap, nor that every logger's log is anchored.
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

    /// @param unit Range of packs that the log is of. `parentLevel`, which is not signed: level of the unit that the logger was
    /// attached to, the range itself or one that holds it.
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

    /// @param anchoredAt Second in which it was anchored. Zero: there is no such log.
    /// @param judgedAt Second of the latest judgement, or 0.
    /// @param verdict The worst so far.
    struct LogState {
        uint40 anchoredAt;
        uint40 judgedAt;
        Verdict verdict;
    }

    /// @param organisation Organisation that it signs for. Zero: never registered, or withdrawn by the authority.
    /// @param from Second in which it was registered first.
    /// @param until First second whose readings do not count any more.
    struct Registration {
        address organisation;
        uint40 from;
        uint40 until;
    }

    /// @param from First second at which a log may begin.
    /// @param until First second at which it may not any more.
    struct Period {
        uint40 from;
        uint40 until;
    }

    /// @notice `logger` signs for `organisation` until `until`.
    event LoggerRegistered(address indexed logger, address indexed organisation, uint40 until);

    /// @notice Readings of `logger` from now on do not count. `byAuthority`: none does, of whatever time.
    event LoggerWithdrawn(address indexed logger, address indexed organisation, bool byAuthority);

    /// @notice `organisation`, which keeps or owns the unit, says that its logger is with it from now on.
    event LoggerAttached(
        BatchId indexed batchId,
        address indexed logger,
        address indexed organisation,
        uint8 level,
        uint32 position
    );

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

    /// @notice The logger belongs to another organisation.
    error LoggerTaken(address logger, address organisation);

    /// @notice `until` has passed.
    error InvalidPeriod(uint40 until);

    /// @notice The logger is not registered for this organisation, or was not any more at the last reading.
    error LoggerNotRegistered(address logger);

    /// @notice The logger has been attached since `from`, which is after the first reading, or not at all (0).
    error LoggerNotAttached(address logger, uint40 from);

    /// @notice The unit is split: loggers go with its parts.
    error UnitDivided(uint8 level, uint32 position);

    /// @notice The profile was not the batch's at the first reading, or it was before and cannot be again.
    error ProfileMismatch(bytes32 assigned, bytes32 given);

    /// @notice The limits of a profile, or the figures of a summary, contradict each other.
    error Inconsistent();

    /// @notice The log was anchored before, with a verdict as bad or worse.
    error AlreadyAnchored(LogId logId);

    /// @notice There is no such log.
    error UnknownLog(LogId logId);

    /// @notice The log has a pass, or held all of this for the same verdict before.
    error NothingToHold(LogId logId);

    /// @notice The range is greater than the unit with the logger, or the unit does not overlap the log's range, or is a split
    /// one beyond it.
    error NotPart(uint8 level, uint32 position);

    /// @notice Registers a logger of the sender's organisation, or changes until when. Only an account that may keep medicines,
    /// or quality assurance. The logger signs {consentDigestOf}, so that nobody takes another's. It belongs to the organisation
    /// until the authority withdraws it.
    function registerLogger(address logger, uint40 until, bytes calldata signature) external;

    /// @notice Withdraws a logger. By its organisation: what it read until now still counts, so that nobody keeps a log out by
    /// this. By the authority, where its key is not the logger's any more: nothing that is not anchored yet counts, ever.
    function withdrawLogger(address logger) external;

    /// @notice Says that a logger of the sender's organisation is with a unit from now on. Only an account that may keep
    /// medicines, or quality assurance, of the organisation that keeps or owns the unit now. Does nothing if it is so already.
    function attachLogger(IPackRegistry.UnitRef calldata unit, address logger) external;

    /// @notice Chooses the profile of a batch. Only its maker, which shows that by the nonce. Logs are held against the profile
    /// that the batch had at their first reading, so a later one changes nothing for what was read before. The first
    /// one is for all times before it, too. None can come back.
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
    /// nothing. After the first judgement only a worse verdict is recorded. Anyone may submit it. The model must be approved
    /// for healthcare operations.
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
    /// that the range was joined into. Anyone may, once per log, verdict and packs. Does nothing to what is in quarantine, and
    /// can be repeated when it is not any more.
    function extend(
        IPackRegistry.UnitRef calldata logged,
        bytes32 eventHash,
        IPackRegistry.UnitRef calldata part
    ) external;

    /// @notice The verdict of the rules alone. Unknown if nothing is wrong but there are gaps, or fewer than two readings, or all
    /// of one second, or readings outside of storageMinimum to storageMaximum of no duration.
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

    /// @notice Second since which the logger is attached to exactly this unit, or 0.
    function attachedSince(
        address logger,
        BatchId batchId,
        uint8 level,
        uint32 position
    ) external view returns (uint40);

    /// @notice The organisation of a logger now, or zero.
    function organisationOfLogger(address logger) external view returns (address);

    /// @notice What is recorded of a logger, registered now or not.
    function registrationOf(address logger) external view returns (Registration memory);

    /// @notice EIP-712 digest with which a logger consents to belong to an organisation: LoggerConsent(address organisation,
    /// uint40 until), in the domain of {digestOf}.
    function consentDigestOf(address organisation, uint40 until) external view returns (bytes32);

    /// @notice EIP-712 digest that the logger signs, domain "Salus Cold Chain", version "1": ColdChainLog(bytes32 batchId,
    /// uint8 level,uint32 position,bytes32 eventHash,bytes32 modelHash,Summary summary).
    function digestOf(Log calldata log) external view returns (bytes32);
}
