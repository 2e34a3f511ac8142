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
    /// @dev What one account proposes. Nobody else can replace it.
    struct GuardianProposal {
        address organisation;
        uint40 until;
        // {Mandate-changes} at the time: a later act of the patient or the guardian voids it.
        uint32 changes;
        uint24 recoveries;
    }

    /// @dev What one account proposes. Nobody else can replace it.
    struct RecoveryProposal {
        address controller;
        address organisation;
        // {Recovery-count} at the time: a later cancellation or completion voids it.
        uint32 count;
    }

    /// @dev Longest mandate; it can be renewed.
    uint40 public constant MAXIMUM_MANDATE = 2 * 365 days;

    /// @dev Time in which a patient can veto a guardian that others named.
    uint40 public constant WAITING_PERIOD = 14 days;

    /// @dev Time in which a patient can stop a recovery.
    uint40 public constant RECOVERY_DELAY = 30 days;

    uint16 private constant PARTIES = Roles.CUSTODIAN | Roles.CLINICIAN;

    bytes32 private constant APPOINTMENT_TYPEHASH = keccak256(
        "Appointment(string words,address patient,address guardian,uint40 until,uint32 changes,uint32 generation,uint40 deadline)"
    );

    bytes32 private constant DISMISSAL_TYPEHASH = keccak256(
        "Dismissal(string words,address patient,address guardian,uint32 count,uint40 deadline)"
    );

    bytes32 private constant CANCELLATION_TYPEHASH = keccak256(
        "Cancellation(string words,address patient,uint32 count,uint40 deadline)"
    );

    bytes32 private constant APPOINTMENT_WORDS = keccak256(
        "Let this guardian grant and revoke consent for me"
    );

    bytes32 private constant DISMISSAL_WORDS = keccak256("This guardian may no longer act for me");

    bytes32 private constant CANCELLATION_WORDS = keccak256("Give nobody else control of my consent");

    IAccreditationRegistry private immutable _accreditations;
    IConsentRegistry private immutable _consents;

    mapping(address patient => mapping(address guardian => Mandate)) private _mandates;
    mapping(address patient => mapping(address guardian => mapping(address proposer => GuardianProposal)))
        private _guardianProposals;
    mapping(address patient => Recovery) private _recoveries;
    mapping(address patient => mapping(address proposer => RecoveryProposal)) private _recoveryProposals;

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
        _appointForPatient(patient, guardian, until);
    }

    /// @inheritdoc IGuardianship
    function appointBySignature(
        SignedAppointment calldata request,
        bytes calldata signature
    ) external override {
        Mandate storage mandate = _mandates[request.patient][request.guardian];
        uint32 generation = _consents.headerOf(request.patient).generation;
        if (_isInForce(request, generation, mandate)) return;
        if (request.changes != mandate.changes || request.generation != generation) {
            revert StaleAppointment(request.changes, request.generation, mandate.changes, generation);
        }
        bytes32 structHash = keccak256(abi.encode(APPOINTMENT_TYPEHASH, APPOINTMENT_WORDS, request));
        _requireSignature(request.patient, structHash, request.deadline, signature);
        _appointForPatient(request.patient, request.guardian, request.until);
    }

    /// @inheritdoc IGuardianship
    function proposeGuardian(address patient, address guardian, uint40 until) external override {
        address organisation = _requireParty();
        Mandate storage mandate = _requireVacant(patient, guardian);
        _requireValid(patient, guardian, uint40(block.timestamp) + WAITING_PERIOD, until);
        _guardianProposals[patient][guardian][msg.sender] = GuardianProposal(
            organisation,
            until,
            mandate.changes,
            _recoveries[patient].completed
        );
        emit GuardianProposed(patient, guardian, msg.sender, organisation, until);
    }

    /// @inheritdoc IGuardianship
    function confirmGuardian(
        address patient,
        address guardian,
        uint40 until,
        address proposer
    ) external override {
        address organisation = _requireParty();
        Mandate storage mandate = _requireVacant(patient, guardian);
        GuardianProposal memory proposal = _guardianProposals[patient][guardian][proposer];
        bool isStanding =
            proposal.until == until &&
                proposal.changes == mandate.changes &&
                proposal.recoveries == _recoveries[patient].completed;
        if (proposal.until == 0 || !isStanding) revert NothingProposed(patient, proposer);
        if (_partyOf(proposer) == address(0)) revert NotAccredited(proposer);
        _requireOther(proposer, proposal.organisation, organisation);

        delete _guardianProposals[patient][guardian][proposer];
        _appoint(patient, guardian, uint40(block.timestamp) + WAITING_PERIOD, until, mandate.changes);
    }

    /// @inheritdoc IGuardianship
    function dismiss(address patient, address guardian) external override {
        if (msg.sender == _consents.controllerOf(patient)) return _dismissForPatient(patient, guardian);
        if (msg.sender != guardian) revert NotController(patient, msg.sender);
        // Not counted: otherwise a guardian who goes and comes back would outlast a dismissal that the patient signed.
        _dismiss(patient, guardian);
    }

    /// @inheritdoc IGuardianship
    function dismissBySignature(
        SignedDismissal calldata request,
        bytes calldata signature
    ) external override {
        uint32 dismissals = _mandates[request.patient][request.guardian].dismissals;
        if (_isUsed(request.count, dismissals)) return;
        bytes32 structHash = keccak256(abi.encode(DISMISSAL_TYPEHASH, DISMISSAL_WORDS, request));
        _requireSignature(request.patient, structHash, request.deadline, signature);
        _dismissForPatient(request.patient, request.guardian);
    }

    /// @inheritdoc IGuardianship
    function proposeRecovery(address patient, address controller) external override {
        _requireProposer(patient, msg.sender);
        if (controller == address(0) || controller == _consents.controllerOf(patient)) {
            revert InvalidController(controller);
        }
        _recoveryProposals[patient][msg.sender] = RecoveryProposal(
            controller,
            _accreditations.organisationOf(msg.sender, Roles.ALL),
            _recoveries[patient].count
        );
        emit RecoveryProposed(patient, controller, msg.sender);
    }

    /// @inheritdoc IGuardianship
    function confirmRecovery(address patient, address controller, address proposer) external override {
        address organisation = _requireParty();
        Recovery storage recovery = _recoveries[patient];
        // One that is confirmed runs: nobody but the controller stops it.
        if (recovery.readyAt != 0) revert RecoveryUnderWay(recovery.controller, recovery.readyAt);
        RecoveryProposal memory proposal = _recoveryProposals[patient][proposer];
        bool isStanding = proposal.controller == controller && proposal.count == recovery.count;
        if (controller == address(0) || !isStanding) revert NothingProposed(patient, proposer);
        _requireProposer(patient, proposer);
        _requireOther(proposer, proposal.organisation, organisation);

        delete _recoveryProposals[patient][proposer];
        uint40 readyAt = uint40(block.timestamp) + RECOVERY_DELAY;
        recovery.controller = controller;
        recovery.readyAt = readyAt;
        emit RecoveryConfirmed(patient, controller, readyAt);
    }

    /// @inheritdoc IGuardianship
    function cancelRecovery(address patient) external override {
        _requireController(patient);
        _cancelRecovery(patient);
    }

    /// @inheritdoc IGuardianship
    function cancelRecoveryBySignature(
        SignedCancellation calldata request,
        bytes calldata signature
    ) external override {
        if (_isUsed(request.count, _recoveries[request.patient].count)) return;
        bytes32 structHash = keccak256(abi.encode(CANCELLATION_TYPEHASH, CANCELLATION_WORDS, request));
        _requireSignature(request.patient, structHash, request.deadline, signature);
        _cancelRecovery(request.patient);
    }

    /// @inheritdoc IGuardianship
    function completeRecovery(address patient) external override {
        Recovery storage recovery = _recoveries[patient];
        if (recovery.readyAt == 0 || block.timestamp < recovery.readyAt) {
            revert RecoveryNotReady(recovery.readyAt, block.timestamp);
        }
        address controller = _endRecovery(recovery);
        unchecked {
            ++recovery.completed;
        }
        emit RecoveryCompleted(patient, controller);
        _consents.moveController(patient, controller);
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
        Mandate storage mandate = _mandates[patient][account];
        bool isLive = mandate.from <= block.timestamp && _isHeld(patient, mandate);
        return isLive ? mandate.until : 0;
    }

    /// @dev Counts up, so that a signed appointment is used once and can be told to be in force.
    function _appointForPatient(address patient, address guardian, uint40 until) private {
        uint32 changes = _mandates[patient][guardian].changes;
        unchecked {
            _appoint(patient, guardian, uint40(block.timestamp), until, changes + 1);
        }
    }

    function _appoint(address patient, address guardian, uint40 from, uint40 until, uint32 changes) private {
        _requireValid(patient, guardian, from, until);
        Mandate storage mandate = _mandates[patient][guardian];
        mandate.from = from;
        mandate.until = until;
        mandate.changes = changes;
        mandate.recoveries = _recoveries[patient].completed;
        emit GuardianAppointed(patient, guardian, from, until);
    }

    function _dismissForPatient(address patient, address guardian) private {
        unchecked {
            ++_mandates[patient][guardian].dismissals;
        }
        _dismiss(patient, guardian);
    }

    function _dismiss(address patient, address guardian) private {
        Mandate storage mandate = _mandates[patient][guardian];
        mandate.from = 0;
        mandate.until = 0;
        // Voids what was proposed and what was signed before.
        mandate.changes = Unforeseeable.draw(mandate.changes, patient);
        emit GuardianDismissed(patient, guardian);
    }

    function _cancelRecovery(address patient) private {
        emit RecoveryCancelled(patient, _endRecovery(_recoveries[patient]));
    }

    /// @dev Voids what was proposed, too.
    function _endRecovery(Recovery storage recovery) private returns (address controller) {
        controller = recovery.controller;
        recovery.controller = address(0);
        recovery.readyAt = 0;
        unchecked {
            ++recovery.count;
        }
    }

    /// @dev Whether the mandate runs or waits. One from before a recovery does neither.
    function _isHeld(address patient, Mandate storage mandate) private view returns (bool) {
        return block.timestamp < mandate.until && mandate.recoveries == _recoveries[patient].completed;
    }

    /// @dev Whether the mandate is what this signed appointment made of the changes it names.
    function _isInForce(
        SignedAppointment calldata request,
        uint32 generation,
        Mandate storage mandate
    ) private view returns (bool) {
        unchecked {
            return
                request.generation == generation &&
                mandate.changes == request.changes + 1 &&
                mandate.until == request.until &&
                _isHeld(request.patient, mandate);
        }
    }

    /// @dev Whether a restrictive act that names `named` was used.
    function _isUsed(uint32 named, uint32 current) private pure returns (bool) {
        if (named > current) revert UnexpectedCount(named, current);
        return named < current;
    }

    /// @dev Others neither shorten nor end a mandate that runs or waits.
    function _requireVacant(
        address patient,
        address guardian
    ) private view returns (Mandate storage mandate) {
        mandate = _mandates[patient][guardian];
        if (_isHeld(patient, mandate)) revert AlreadyGuardian(guardian, mandate.until);
    }

    function _requireValid(address patient, address guardian, uint40 from, uint40 until) private view {
        bool isSelf = guardian == patient || guardian == _consents.controllerOf(patient);
        if (isSelf || guardian == address(0)) revert InvalidGuardian(guardian);
        if (until <= from || until > block.timestamp + MAXIMUM_MANDATE) revert InvalidMandate(until);
    }

    function _requireController(address patient) private view {
        if (msg.sender != _consents.controllerOf(patient)) revert NotController(patient, msg.sender);
    }

    function _partyOf(address account) private view returns (address organisation) {
        return _accreditations.organisationOf(account, PARTIES);
    }

    function _requireParty() private view returns (address organisation) {
        organisation = _partyOf(msg.sender);
        if (organisation == address(0)) revert NotAccredited(msg.sender);
    }

    /// @dev A guardian in its mandate, or a party.
    function _requireProposer(address patient, address account) private view {
        if (mandateEnd(patient, account) == 0 && _partyOf(account) == address(0))
            revert NotAccredited(account);
    }

    /// @dev Two persons, of different organisations when the first proposed and now.
    function _requireOther(address proposer, address proposedFor, address organisation) private view {
        bool isSame =
            proposer == msg.sender ||
                proposedFor == organisation ||
                _accreditations.organisationOf(proposer, Roles.ALL) == organisation;
        if (isSame) revert SameOrganisation(organisation);
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
