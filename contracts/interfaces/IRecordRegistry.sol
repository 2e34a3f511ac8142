// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Category, RecordId} from "../types/Types.sol";

/// @title Anchors of records
/// @notice A custodian anchors salted commitments, one by one or by the thousand under one Merkle root; nothing on chain
/// can be turned back into a record. {requireActive} is the one check that everything that uses a record makes, and a
/// record of a batch passes it with the same rights as a single one.
/// @custom:warning An anchor proves that a custodian stated a commitment at a time, not that the record is true.
interface IRecordRegistry {
    /// @notice State of a record that was anchored singly, or of any record that was retired.
    enum Status {
        Unknown,
        Active,
        Amended,
        EnteredInError,
        Erased
    }

    /// @notice Names a record and where its anchor is.
    /// @param custodianOrg Organisation that anchored the record.
    /// @param patient Patient the record is about.
    /// @param category Category of the record.
    /// @param commitment keccak256(domain ‖ salt ‖ keccak256(manifest)).
    /// @param root Root of the batch, or zero for a single anchor.
    /// @param index Index in the batch, or zero.
    /// @param proof Path in the batch; empty for a single anchor.
    struct RecordRef {
        address custodianOrg;
        address patient;
        Category category;
        bytes32 commitment;
        bytes32 root;
        uint256 index;
        bytes32[] proof;
    }

    /// @param anchoredAt Block time of the single anchor, or 0.
    /// @param retiredAt Block time of the latest retirement, or 0.
    struct RecordState {
        uint40 anchoredAt;
        uint40 retiredAt;
        Status status;
    }

    /// @param anchoredAt Block time of the anchor, or 0.
    /// @param size Count of records.
    struct Batch {
        uint40 anchoredAt;
        uint64 size;
    }

    /// @param since Block time of the latest enrolment, or 0.
    /// @param until Block time at which the patient left, or 0.
    /// @param changes What a signed enrolment must name; every departure draws it anew.
    struct Enrolment {
        uint40 since;
        uint40 until;
        uint32 changes;
    }

    /// @notice An enrolment to be signed: `patient` lets `custodianOrg` anchor records of theirs.
    struct SignedEnrolment {
        address patient;
        address custodianOrg;
        uint32 changes;
        uint40 deadline;
    }

    /// @notice A departure to be signed: `patient` lets `custodianOrg` anchor nothing more.
    /// @param changes {Enrolment-changes}, so that it cannot end an enrolment after another departure.
    struct SignedDeparture {
        address patient;
        address custodianOrg;
        uint32 changes;
        uint40 deadline;
    }

    /// @notice `patient` lets `custodianOrg` anchor records of theirs.
    event PatientEnrolled(address indexed patient, address indexed custodianOrg);

    /// @notice `patient` lets `custodianOrg` anchor nothing more. What it anchored stays.
    event PatientLeft(address indexed patient, address indexed custodianOrg);

    /// @notice `successor` stands in the place of `recordId`.
    event RecordAmended(RecordId indexed recordId, RecordId indexed successor);

    /// @notice `custodianOrg` anchored `recordId`.
    event RecordAnchored(
        RecordId indexed recordId,
        address indexed custodianOrg,
        address indexed patient,
        Category category,
        bytes32 commitment
    );

    /// @notice `custodianOrg` anchored `size` records under `root`.
    event BatchAnchored(address indexed custodianOrg, bytes32 indexed root, uint64 size);

    /// @notice `recordId` is not active any more.
    event RecordRetired(RecordId indexed recordId, address indexed custodianOrg, Status status);

    /// @notice `account` is not an accredited custodian now, or not of the organisation concerned.
    error NotCustodian(address account);

    /// @notice `account` does not control `patient`.
    error NotController(address patient, address account);

    /// @notice `patient` has not enrolled with `custodianOrg`, or had not when the batch was anchored.
    error NotEnrolled(address patient, address custodianOrg);

    /// @notice The signed act builds on another state of the enrolment than the present one.
    error StaleEnrolment(uint32 named, uint32 current);

    /// @notice The category does not exist.
    error UnknownCategory(Category category);

    /// @notice The record is anchored already.
    error AlreadyAnchored(RecordId recordId);

    /// @notice The root is anchored already.
    error BatchAlreadyAnchored(address custodianOrg, bytes32 root);

    /// @notice A batch holds 2 to 2^32 records.
    error InvalidBatchSize(uint64 size);

    /// @notice There is no anchor of this record, or the proof does not lead to one.
    error NotAnchored(RecordId recordId);

    /// @notice The record was retired.
    error NotActive(RecordId recordId, Status status);

    /// @notice A record can be retired as entered in error, or as erased; an erased one stays erased.
    error InvalidRetirement(RecordId recordId, Status from, Status to);

    /// @notice Lets `custodianOrg` anchor records of `patient`. Only the patient's controller. Does nothing if enrolled.
    function enrol(address patient, address custodianOrg) external;

    /// @notice {enrol} by a signature of the patient's controller. Does nothing if enrolled.
    function enrolBySignature(SignedEnrolment calldata request, bytes calldata signature) external;

    /// @notice Lets `custodianOrg` anchor nothing more about `patient`. Only the patient's controller. If there is no
    /// enrolment to end, it still voids those signed before. A later enrolment does not cover the time in between.
    function depart(address patient, address custodianOrg) external;

    /// @notice {depart} by a signature of the patient's controller. One that was used does nothing if not enrolled.
    function departBySignature(SignedDeparture calldata request, bytes calldata signature) external;

    /// @notice Anchors a record in the place of an active one of the same patient, which is then not active any more.
    /// Only a custodian of the organisation that anchored it.
    function amend(
        RecordRef calldata predecessor,
        Category category,
        bytes32 commitment
    ) external returns (RecordId);

    /// @notice Anchors one record. Only an accredited custodian, for a patient enrolled with its organisation.
    function anchor(address patient, Category category, bytes32 commitment) external returns (RecordId);

    /// @notice Anchors `size` records by the root of a positional tree whose leaf type is {BATCH_LEAF}, whose tree is
    /// the custodian's organisation and whose bodies are record ids. Only an accredited custodian.
    function anchorBatch(bytes32 root, uint64 size) external;

    /// @notice Marks a record as entered in error, or as erased. Only a custodian of the organisation that anchored it.
    function retire(RecordRef calldata ref, Status status) external;

    /// @notice The id of an active record; reverts if it is not anchored, not active or not provably in its batch.
    function requireActive(RecordRef calldata ref) external view returns (RecordId);

    /// @notice keccak256(domain, chain, this contract, custodianOrg, patient, category, commitment).
    function recordIdOf(
        address custodianOrg,
        address patient,
        Category category,
        bytes32 commitment
    ) external view returns (RecordId);

    /// @notice State of a single record, or of a retired record of a batch.
    function stateOf(RecordId recordId) external view returns (RecordState memory);

    /// @notice The batch anchored by `custodianOrg` under `root`.
    function batchOf(address custodianOrg, bytes32 root) external view returns (Batch memory);

    /// @notice What is recorded of the enrolment of `patient` with `custodianOrg`.
    function enrolmentOf(address patient, address custodianOrg) external view returns (Enrolment memory);

    /// @notice Whether `patient` is enrolled with `custodianOrg` now.
    function isEnrolled(address patient, address custodianOrg) external view returns (bool);

    /// @notice Whether `patient` was enrolled with `custodianOrg` at `timestamp`, seconds since 1970 and not in the future.
    function wasEnrolled(
        address patient,
        address custodianOrg,
        uint40 timestamp
    ) external view returns (bool);

    /// @notice The record that stands in the place of `recordId`, or zero.
    function successorOf(RecordId recordId) external view returns (RecordId);
}
