// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {IAccreditationRegistry} from "./interfaces/IAccreditationRegistry.sol";
import {IConsentRegistry} from "./interfaces/IConsentRegistry.sol";
import {IRecordRegistry} from "./interfaces/IRecordRegistry.sol";
import {PositionalMerkle} from "./libraries/PositionalMerkle.sol";
import {SignatureCheck} from "./libraries/SignatureCheck.sol";
import {Unforeseeable} from "./libraries/Unforeseeable.sol";
import {Categories} from "./types/Categories.sol";
import {Roles} from "./types/Roles.sol";
import {Category, RecordId} from "./types/Types.sol";

/// @title RecordRegistry
/// @dev Documented by {IRecordRegistry}.
contract RecordRegistry is IRecordRegistry, EIP712 {
    using Categories for Category;

    /// @dev One enrolment that ended.
    struct Stay {
        uint40 since;
        uint40 until;
    }

    /// @dev Leaf type of the trees of {anchorBatch}.
    bytes32 public constant BATCH_LEAF = keccak256("salus.record.batch.v1");

    bytes32 private constant RECORD_DOMAIN = keccak256("salus.record.id.v1");

    bytes32 private constant ENROLMENT_TYPEHASH = keccak256(
        "Enrolment(string words,address patient,address custodianOrg,uint32 changes,uint40 deadline)"
    );

    bytes32 private constant DEPARTURE_TYPEHASH = keccak256(
        "Departure(string words,address patient,address custodianOrg,uint32 changes,uint40 deadline)"
    );

    bytes32 private constant ENROLMENT_WORDS = keccak256("Let this organisation keep records about me");

    bytes32 private constant DEPARTURE_WORDS = keccak256(
        "This organisation may keep no new records about me"
    );

    uint64 private constant MAXIMUM_BATCH = 2 ** 32;

    IAccreditationRegistry private immutable _accreditations;
    IConsentRegistry private immutable _consents;

    mapping(RecordId recordId => RecordState) private _records;
    mapping(address custodianOrg => mapping(bytes32 root => Batch)) private _batches;
    mapping(address patient => mapping(address custodianOrg => Enrolment)) private _enrolments;
    /// @dev Enrolments that ended before the one in {_enrolments} began, in order.
    mapping(address patient => mapping(address custodianOrg => Stay[])) private _stays;
    mapping(RecordId recordId => RecordId) private _successors;

    constructor(
        IAccreditationRegistry accreditations,
        IConsentRegistry consents
    ) EIP712("Salus Records", "1") {
        _accreditations = accreditations;
        _consents = consents;
    }

    /// @inheritdoc IRecordRegistry
    function enrol(address patient, address custodianOrg) external override {
        _requireController(patient);
        if (!isEnrolled(patient, custodianOrg)) _enrol(patient, custodianOrg);
    }

    /// @inheritdoc IRecordRegistry
    function enrolBySignature(SignedEnrolment calldata request, bytes calldata signature) external override {
        Enrolment storage enrolment = _enrolments[request.patient][request.custodianOrg];
        if (_isCurrent(enrolment)) return;
        if (request.changes != enrolment.changes) revert StaleEnrolment(request.changes, enrolment.changes);
        bytes32 structHash = keccak256(abi.encode(ENROLMENT_TYPEHASH, ENROLMENT_WORDS, request));
        _requireSignature(request.patient, structHash, request.deadline, signature);
        _enrol(request.patient, request.custodianOrg);
    }

    /// @inheritdoc IRecordRegistry
    function depart(address patient, address custodianOrg) external override {
        _requireController(patient);
        _leave(patient, custodianOrg);
    }

    /// @inheritdoc IRecordRegistry
    function departBySignature(SignedDeparture calldata request, bytes calldata signature) external override {
        Enrolment storage enrolment = _enrolments[request.patient][request.custodianOrg];
        if (request.changes != enrolment.changes) {
            if (!_isCurrent(enrolment)) return;
            revert StaleEnrolment(request.changes, enrolment.changes);
        }
        bytes32 structHash = keccak256(abi.encode(DEPARTURE_TYPEHASH, DEPARTURE_WORDS, request));
        _requireSignature(request.patient, structHash, request.deadline, signature);
        _leave(request.patient, request.custodianOrg);
    }

    /// @inheritdoc IRecordRegistry
    function anchor(
        address patient,
        Category category,
        bytes32 commitment
    ) external override returns (RecordId) {
        return _anchor(_requireCustodian(), patient, category, commitment);
    }

    /// @inheritdoc IRecordRegistry
    function amend(
        RecordRef calldata predecessor,
        Category category,
        bytes32 commitment
    ) external override returns (RecordId successor) {
        address custodianOrg = _requireCustodian();
        if (custodianOrg != predecessor.custodianOrg) revert NotCustodian(msg.sender);
        RecordId recordId = requireActive(predecessor);
        // A record of a batch has no slot yet, and would be anchored in its own place.
        if (
            RecordId.unwrap(recordIdOf(custodianOrg, predecessor.patient, category, commitment)) ==
            RecordId.unwrap(recordId)
        ) revert AlreadyAnchored(recordId);
        successor = _anchor(custodianOrg, predecessor.patient, category, commitment);
        _retire(recordId, custodianOrg, Status.Amended);
        _successors[recordId] = successor;
        emit RecordAmended(recordId, successor);
    }

    /// @inheritdoc IRecordRegistry
    function anchorBatch(bytes32 root, uint64 size) external override {
        address custodianOrg = _requireCustodian();
        if (size < 2 || size > MAXIMUM_BATCH) revert InvalidBatchSize(size);
        if (_batches[custodianOrg][root].anchoredAt != 0) revert BatchAlreadyAnchored(custodianOrg, root);
        _batches[custodianOrg][root] = Batch(uint40(block.timestamp), size);
        emit BatchAnchored(custodianOrg, root, size);
    }

    /// @inheritdoc IRecordRegistry
    function retire(RecordRef calldata ref, Status status) external override {
        if (_requireCustodian() != ref.custodianOrg) revert NotCustodian(msg.sender);
        RecordId recordId = _requireAnchored(ref);
        if (status < Status.EnteredInError) revert InvalidRetirement(recordId, _statusOf(recordId), status);
        _retire(recordId, ref.custodianOrg, status);
    }

    /// @inheritdoc IRecordRegistry
    function requireActive(RecordRef calldata ref) public view override returns (RecordId recordId) {
        recordId = _requireAnchored(ref);
        Status status = _records[recordId].status;
        if (status > Status.Active) revert NotActive(recordId, status);
    }

    /// @inheritdoc IRecordRegistry
    function stateOf(RecordId recordId) external view override returns (RecordState memory) {
        return _records[recordId];
    }

    /// @inheritdoc IRecordRegistry
    function batchOf(address custodianOrg, bytes32 root) external view override returns (Batch memory) {
        return _batches[custodianOrg][root];
    }

    /// @inheritdoc IRecordRegistry
    function enrolmentOf(
        address patient,
        address custodianOrg
    ) external view override returns (Enrolment memory) {
        return _enrolments[patient][custodianOrg];
    }

    /// @inheritdoc IRecordRegistry
    function successorOf(RecordId recordId) external view override returns (RecordId) {
        return _successors[recordId];
    }

    /// @inheritdoc IRecordRegistry
    function isEnrolled(address patient, address custodianOrg) public view override returns (bool) {
        return _isCurrent(_enrolments[patient][custodianOrg]);
    }

    /// @inheritdoc IRecordRegistry
    function wasEnrolled(
        address patient,
        address custodianOrg,
        uint40 timestamp
    ) public view override returns (bool) {
        Enrolment storage enrolment = _enrolments[patient][custodianOrg];
        if (timestamp < enrolment.since) return _hadStay(_stays[patient][custodianOrg], timestamp);
        return enrolment.since != 0 && (enrolment.until == 0 || timestamp < enrolment.until);
    }

    /// @inheritdoc IRecordRegistry
    function recordIdOf(
        address custodianOrg,
        address patient,
        Category category,
        bytes32 commitment
    ) public view override returns (RecordId) {
        return
            RecordId.wrap(
                keccak256(
                    abi.encode(
                        RECORD_DOMAIN,
                        block.chainid,
                        address(this),
                        custodianOrg,
                        patient,
                        category,
                        commitment
                    )
                )
            );
    }

    function _enrol(address patient, address custodianOrg) private {
        Enrolment storage enrolment = _enrolments[patient][custodianOrg];
        if (enrolment.since != 0) {
            _stays[patient][custodianOrg].push(Stay(enrolment.since, enrolment.until));
        }
        enrolment.since = uint40(block.timestamp);
        enrolment.until = 0;
        emit PatientEnrolled(patient, custodianOrg);
    }

    function _leave(address patient, address custodianOrg) private {
        Enrolment storage enrolment = _enrolments[patient][custodianOrg];
        if (_isCurrent(enrolment)) enrolment.until = uint40(block.timestamp);
        // Voids enrolments signed before, even if there was none to end.
        enrolment.changes = Unforeseeable.draw(enrolment.changes, patient);
        emit PatientLeft(patient, custodianOrg);
    }

    function _isCurrent(Enrolment storage enrolment) private view returns (bool) {
        return enrolment.since != 0 && enrolment.until == 0;
    }

    /// @dev Whether `timestamp` is in one of the stays. By bisection, so that no number of them makes a record unprovable.
    function _hadStay(Stay[] storage stays, uint40 timestamp) private view returns (bool) {
        uint256 low = 0;
        uint256 high = stays.length;
        while (low < high) {
            uint256 middle = (low + high) / 2;
            if (timestamp < stays[middle].since) high = middle;
            else low = middle + 1;
        }
        return low != 0 && timestamp < stays[low - 1].until;
    }

    function _anchor(
        address custodianOrg,
        address patient,
        Category category,
        bytes32 commitment
    ) private returns (RecordId recordId) {
        if (!category.isKnown()) revert UnknownCategory(category);
        if (!isEnrolled(patient, custodianOrg)) revert NotEnrolled(patient, custodianOrg);
        recordId = recordIdOf(custodianOrg, patient, category, commitment);
        RecordState storage record = _records[recordId];
        if (record.status != Status.Unknown) revert AlreadyAnchored(recordId);
        record.anchoredAt = uint40(block.timestamp);
        record.status = Status.Active;
        emit RecordAnchored(recordId, custodianOrg, patient, category, commitment);
    }

    function _retire(RecordId recordId, address custodianOrg, Status status) private {
        RecordState storage record = _records[recordId];
        Status current = _statusOf(recordId);
        if (status <= current) revert InvalidRetirement(recordId, current, status);
        record.status = status;
        record.retiredAt = uint40(block.timestamp);
        emit RecordRetired(recordId, custodianOrg, status);
    }

    /// @dev Status of a record that is anchored. One of a batch has no slot until it is retired.
    function _statusOf(RecordId recordId) private view returns (Status) {
        Status status = _records[recordId].status;
        return status == Status.Unknown ? Status.Active : status;
    }

    function _requireController(address patient) private view {
        if (msg.sender != _consents.controllerOf(patient)) revert NotController(patient, msg.sender);
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

    function _requireCustodian() private view returns (address custodianOrg) {
        custodianOrg = _accreditations.organisationOf(msg.sender, Roles.CUSTODIAN);
        if (custodianOrg == address(0)) revert NotCustodian(msg.sender);
    }

    /// @dev A single anchor was checked for enrolment when it was written; a record of a batch is checked here.
    function _requireAnchored(RecordRef calldata ref) private view returns (RecordId recordId) {
        recordId = recordIdOf(ref.custodianOrg, ref.patient, ref.category, ref.commitment);
        if (ref.proof.length == 0) {
            if (_records[recordId].anchoredAt == 0) revert NotAnchored(recordId);
            return recordId;
        }

        Batch memory batch = _batches[ref.custodianOrg][ref.root];
        bool isProven =
            batch.anchoredAt != 0 &&
                ref.category.isKnown() &&
                ref.index < batch.size &&
                PositionalMerkle.verify(
                    ref.root,
                    PositionalMerkle.depthOf(batch.size),
                    ref.index,
                    PositionalMerkle.leaf(
                        BATCH_LEAF,
                        bytes32(uint256(uint160(ref.custodianOrg))),
                        ref.index,
                        RecordId.unwrap(recordId)
                    ),
                    ref.proof
                );
        if (!isProven) revert NotAnchored(recordId);
        if (!wasEnrolled(ref.patient, ref.custodianOrg, batch.anchoredAt)) {
            revert NotEnrolled(ref.patient, ref.custodianOrg);
        }
    }
}
