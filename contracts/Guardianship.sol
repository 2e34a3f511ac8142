// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {IAccreditationRegistry} from "./interfaces/IAccreditationRegistry.sol";
import {IConsentRegistry} from "./interfaces/IConsentRegistry.sol";
import {IGuardianship} from "./interfaces/IGuardianship.sol";
import {SignatureCheck} from "./libraries/SignatureCheck.sol";
import {Unforeseeable} from "./libraries/Unforeseeable.sol";
import {Roles} from "./types/Roles.sol";

/// @title Guardianship
/// @dev Documented by {IGuardianship}. Made by the constructor of {ConsentRegistry}, so that neither can be exchanged.
contract Guardianship is IGuardianship, EIP712 {
    /// @dev Longest mandate; it can be renewed.
    uint40 public constant MAXIMUM_MANDATE = 2 * 365 days;

    /// @dev Time in which a patient can veto a guardian that others named.
    uint40 public constant WAITING_PERIOD = 14 days;

    /// @dev Time in which a patient can stop a recovery.
    uint40 public constant RECOVERY_DELAY = 30 days;

    uint16 private constant PARTIES = Roles.CUSTODIAN | Roles.CLINICIAN;

    bytes32 private constant APPOINTMENT_TYPEHASH = keccak256(
        "Appointment(string words,address patient,address guardian,uint40 until,uint32 changes,uint40 deadline)"
    );

    bytes32 private constant DISMISSAL_TYPEHASH = keccak256(
        "Dismissal(string words,address patient,address guardian,uint40 deadline)"
    );

    bytes32 private constant APPOINTMENT_WORDS = keccak256("Let this guardian grant and revoke consent for me");

    bytes32 private constant DISMISSAL_WORDS = keccak256("This guardian may no longer act for me");

    IAccreditationRegistry private immutable _accreditations;
    IConsentRegistry private immutable _consents;

    mapping(address patient => mapping(address guardian => Mandate)) private _mandates;
    mapping(address patient => Recovery) private _recoveries;
    /// @dev Mandates from before a recovery do not count.
    mapping(address patient => uint40 timestamp) private _recoveredAt;

    constructor(
        IAccreditationRegistry accreditations,
        IConsentRegistry consents
    ) EIP712("Salus Guardianship", "1") {
        _accreditations = accreditations;
        _consents = consents;
    }

    /// @inheritdoc IGuardianship
    function appoint(address patient, address guardian, uint40 until) external override {
        _requireController(patient);
        _appoint(patient, guardian, uint40(block.timestamp), until);
    }

    /// @inheritdoc IGuardianship
    function appointBySignature(
        SignedAppointment calldata request,
        bytes calldata signature
    ) external override {
        uint32 changes = _mandates[request.patient][request.guardian].changes;
        if (request.changes != changes) revert StaleAppointment(request.changes, changes);
        bytes32 structHash = keccak256(abi.encode(APPOINTMENT_TYPEHASH, APPOINTMENT_WORDS, request));
        _requireSignature(request.patient, structHash, request.deadline, signature);
        _appoint(request.patient, request.guardian, uint40(block.timestamp), request.until);
    }

    /// @inheritdoc IGuardianship
    function proposeGuardian(address patient, address guardian, uint40 until) external override {
        address organisation = _requireParty();
        _requireValid(patient, guardian, uint40(block.timestamp) + WAITING_PERIOD, until);
        Mandate storage mandate = _mandates[patient][guardian];
        // A proposal neither shortens nor ends a mandate that runs or waits.
        if (mandate.from != 0 && block.timestamp < mandate.until) revert InvalidGuardian(guardian);
        uint32 changes = Unforeseeable.draw(mandate.changes, patient);
        _mandates[patient][guardian] = Mandate(0, until, changes, organisation);
        emit GuardianProposed(patient, guardian, organisation, until);
    }

    /// @inheritdoc IGuardianship
    function confirmGuardian(address patient, address guardian, uint40 until) external override {
        address organisation = _requireParty();
        Mandate storage mandate = _mandates[patient][guardian];
        if (mandate.proposer == address(0) || mandate.until != until) revert NothingProposed(patient);
        if (mandate.proposer == organisation) revert SameOrganisation(organisation);
        _appoint(patient, guardian, uint40(block.timestamp) + WAITING_PERIOD, until);
    }

    /// @inheritdoc IGuardianship
    function dismiss(address patient, address guardian) external override {
        if (msg.sender != guardian) _requireController(patient);
        _dismiss(patient, guardian);
    }

    /// @inheritdoc IGuardianship
    function dismissBySignature(SignedDismissal calldata request, bytes calldata signature) external override {
        bytes32 structHash = keccak256(abi.encode(DISMISSAL_TYPEHASH, DISMISSAL_WORDS, request));
        _requireSignature(request.patient, structHash, request.deadline, signature);
        _dismiss(request.patient, request.guardian);
    }

    /// @inheritdoc IGuardianship
    function proposeRecovery(address patient, address controller) external override {
        if (mandateEnd(patient, msg.sender) == 0) _requireParty();
        if (controller == address(0) || controller == _consents.controllerOf(patient)) {
            revert InvalidController(controller);
        }
        Recovery memory current = _recoveries[patient];
        // One that is confirmed runs: nobody but the controller stops it.
        if (current.readyAt != 0) revert RecoveryNotReady(current.readyAt, block.timestamp);
        _recoveries[patient] = Recovery(controller, 0, msg.sender);
        emit RecoveryProposed(patient, controller, msg.sender);
    }

    /// @inheritdoc IGuardianship
    function confirmRecovery(address patient, address controller) external override {
        address organisation = _requireParty();
        Recovery storage recovery = _recoveries[patient];
        if (controller == address(0) || recovery.controller != controller || recovery.readyAt != 0) {
            revert NothingProposed(patient);
        }
        address proposer = recovery.proposer;
        if (proposer == msg.sender || _accreditations.organisationOf(proposer, Roles.ALL) == organisation) {
            revert SameOrganisation(organisation);
        }
        uint40 readyAt = uint40(block.timestamp) + RECOVERY_DELAY;
        recovery.readyAt = readyAt;
        emit RecoveryConfirmed(patient, controller, readyAt);
    }

    /// @inheritdoc IGuardianship
    function cancelRecovery(address patient) external override {
        _requireController(patient);
        address controller = _recoveries[patient].controller;
        if (controller == address(0)) revert NothingProposed(patient);
        delete _recoveries[patient];
        emit RecoveryCancelled(patient, controller);
    }

    /// @inheritdoc IGuardianship
    function completeRecovery(address patient) external override {
        Recovery memory recovery = _recoveries[patient];
        if (recovery.readyAt == 0 || block.timestamp < recovery.readyAt) {
            revert RecoveryNotReady(recovery.readyAt, block.timestamp);
        }
        delete _recoveries[patient];
        _recoveredAt[patient] = uint40(block.timestamp);
        _consents.moveController(patient, recovery.controller);
    }

    /// @inheritdoc IGuardianship
    function mandateOf(address patient, address guardian) external view override returns (Mandate memory) {
        return _mandates[patient][guardian];
    }

    /// @inheritdoc IGuardianship
    function recoveryOf(address patient) external view override returns (Recovery memory) {
        return _recoveries[patient];
    }

    /// @inheritdoc IGuardianship
    function mandateEnd(address patient, address account) public view override returns (uint40) {
        Mandate memory mandate = _mandates[patient][account];
        bool isLive = mandate.from > _recoveredAt[patient] &&
            mandate.from <= block.timestamp &&
            block.timestamp < mandate.until;
        return isLive ? mandate.until : 0;
    }

    function _appoint(address patient, address guardian, uint40 from, uint40 until) private {
        _requireValid(patient, guardian, from, until);
        uint32 changes = Unforeseeable.draw(_mandates[patient][guardian].changes, patient);
        _mandates[patient][guardian] = Mandate(from, until, changes, address(0));
        emit GuardianAppointed(patient, guardian, from, until);
    }

    function _dismiss(address patient, address guardian) private {
        uint32 changes = Unforeseeable.draw(_mandates[patient][guardian].changes, patient);
        _mandates[patient][guardian] = Mandate(0, 0, changes, address(0));
        emit GuardianDismissed(patient, guardian);
    }

    function _requireValid(address patient, address guardian, uint40 from, uint40 until) private view {
        bool isSelf = guardian == patient || guardian == _consents.controllerOf(patient);
        if (isSelf || guardian == address(0)) revert InvalidGuardian(guardian);
        if (until <= from || until > block.timestamp + MAXIMUM_MANDATE) revert InvalidMandate(until);
    }

    function _requireController(address patient) private view {
        if (msg.sender != _consents.controllerOf(patient)) revert NotController(patient, msg.sender);
    }

    function _requireParty() private view returns (address organisation) {
        organisation = _accreditations.organisationOf(msg.sender, PARTIES);
        if (organisation == address(0)) revert NotAccredited(msg.sender);
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
}
