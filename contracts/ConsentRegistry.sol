// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {EmergencyAccess} from "./EmergencyAccess.sol";
import {Guardianship} from "./Guardianship.sol";
import {IAccreditationRegistry} from "./interfaces/IAccreditationRegistry.sol";
import {IConsentRegistry} from "./interfaces/IConsentRegistry.sol";
import {IEmergencyAccess} from "./interfaces/IEmergencyAccess.sol";
import {IGuardianship} from "./interfaces/IGuardianship.sol";
import {ConsentSlots} from "./libraries/ConsentSlots.sol";
import {ConsentWords} from "./libraries/ConsentWords.sol";
import {SignatureCheck} from "./libraries/SignatureCheck.sol";
import {Unforeseeable} from "./libraries/Unforeseeable.sol";
import {Categories} from "./types/Categories.sol";
import {Purposes} from "./types/Purposes.sol";
import {Roles} from "./types/Roles.sol";
import {Category, Purpose} from "./types/Types.sol";

/// @title ConsentRegistry
/// @dev Documented by {IConsentRegistry}.
contract ConsentRegistry is IConsentRegistry, EIP712 {
    using Categories for Category;
    using ConsentSlots for Header;
    using ConsentSlots for Permit;
    using ConsentSlots for ConsentSlots.Packed;
    using Purposes for Purpose;

    bytes32 private constant GRANT_TYPEHASH = keccak256(
        "Grant(string words,address patient,address grantee,bool isOrganisation,uint32 categories,uint32 purposes,uint40 start,uint40 end,uint32 generation,uint32 revision,uint40 deadline)"
    );
    bytes32 private constant RESTRICTION_TYPEHASH = keccak256(
        "Restriction(string words,uint8 restriction,address patient,address grantee,uint24 count,uint40 deadline)"
    );
    bytes32 private constant OPT_IN_TYPEHASH = keccak256(
        "OptIn(string words,address patient,uint32 generation,uint40 deadline)"
    );

    bytes32 private constant REVOCATION_WORDS = keccak256("Stop sharing my records with this grantee");
    bytes32 private constant DENIAL_WORDS = keccak256("Never share my records with this grantee");
    bytes32 private constant REVOCATION_OF_ALL_WORDS = keccak256("Stop sharing my records with everyone");
    bytes32 private constant OPT_OUT_WORDS = keccak256("Share nothing with anyone, not even in an emergency");
    bytes32 private constant OPT_IN_WORDS = keccak256("Let me share my records again");

    IAccreditationRegistry private immutable _accreditations;

    /// @notice Who may act for patients, and moves controllers.
    IGuardianship public immutable guardianship;

    /// @notice Who broke the glass, and what patients opened to emergencies.
    IEmergencyAccess public immutable emergencyAccess;

    mapping(address patient => Header) private _headers;
    mapping(address patient => mapping(address grantee => Permit)) private _permits;

    /// @dev Makes the two contracts that need this one, so that none of the three can be exchanged.
    constructor(IAccreditationRegistry accreditations) EIP712("Salus Consent", "1") {
        _accreditations = accreditations;
        guardianship = new Guardianship(accreditations, this);
        emergencyAccess = new EmergencyAccess(accreditations, this);
    }

    /// @inheritdoc IConsentRegistry
    function grant(address patient, address grantee, Terms calldata terms) external override {
        Header storage header = _headers[patient];
        if (msg.sender != _controllerOf(patient, header.controller))
            _requireGuardianFor(patient, grantee, terms.end);
        _grant(_permits[patient][grantee], patient, grantee, terms, header.generation);
    }

    /// @inheritdoc IConsentRegistry
    function grantBySignature(SignedGrant calldata request, bytes calldata signature) external override {
        // Each member is read from calldata, and checked, once.
        (address patient, address grantee, uint40 deadline) = (
            request.patient,
            request.grantee,
            request.deadline
        );
        Terms memory terms = request.terms;
        (uint32 generation, uint32 revision) = (request.generation, request.revision);

        Header storage header = _headers[patient];
        Permit storage permit = _permits[patient][grantee];
        (uint32 currentGeneration, uint32 currentRevision) = (header.generation, permit.revision);
        if (generation != currentGeneration || revision != currentRevision) {
            unchecked {
                bool isNext = generation == currentGeneration && revision + 1 == currentRevision;
                if (isNext && _isInForce(permit, terms, generation)) return;
            }
            revert StaleGrant(generation, revision, currentGeneration, currentRevision);
        }
        bytes32 words = keccak256(ConsentWords.describe(terms));
        bytes32 structHash = keccak256(
            abi.encode(GRANT_TYPEHASH, words, patient, grantee, terms, generation, revision, deadline)
        );
        _requireSignature(_controllerOf(patient, header.controller), structHash, deadline, signature);
        _grant(permit, patient, grantee, terms, generation);
    }

    /// @inheritdoc IConsentRegistry
    function revoke(address patient, address grantee) external override {
        bool isController = msg.sender == _controllerOf(patient, _headers[patient].controller);
        if (!isController) _requireGuardian(patient);
        _revoke(patient, grantee, isController);
    }

    /// @inheritdoc IConsentRegistry
    function deny(address patient, address grantee) external override {
        _requireController(patient);
        _deny(patient, grantee);
    }

    /// @inheritdoc IConsentRegistry
    function cancelPendingGrants(address patient, address grantee) external override {
        _requireController(patient);
        Permit storage permit = _permits[patient][grantee];
        permit.revision = Unforeseeable.draw(permit.revision, patient);
        emit PendingGrantsCancelled(patient, grantee);
    }

    /// @inheritdoc IConsentRegistry
    function revokeAll(address patient) external override {
        _revokeAll(patient, _requireController(patient));
    }

    /// @inheritdoc IConsentRegistry
    function optOut(address patient) external override {
        _optOut(patient, _requireController(patient));
    }

    /// @inheritdoc IConsentRegistry
    function optIn(address patient) external override {
        Header storage header = _requireController(patient);
        if (header.isOptedOut) _optIn(patient, header);
    }

    /// @inheritdoc IConsentRegistry
    function optInBySignature(SignedOptIn calldata request, bytes calldata signature) external override {
        Header storage header = _headers[request.patient];
        if (!header.isOptedOut) return;
        uint32 generation = header.generation;
        if (request.generation != generation) revert StaleGrant(request.generation, 0, generation, 0);
        bytes32 structHash = keccak256(abi.encode(OPT_IN_TYPEHASH, OPT_IN_WORDS, request));
        _requireSignature(
            _controllerOf(request.patient, header.controller),
            structHash,
            request.deadline,
            signature
        );
        _optIn(request.patient, header);
    }

    /// @inheritdoc IConsentRegistry
    function restrictBySignature(
        SignedRestriction calldata request,
        bytes calldata signature
    ) external override {
        (address patient, address grantee) = (request.patient, request.grantee);
        Restriction restriction = request.restriction;
        (uint256 count, uint256 last) = _countOf(restriction, patient, grantee);
        if (_isUsed(request.count, count, last)) return;
        bytes32 structHash = keccak256(abi.encode(RESTRICTION_TYPEHASH, _wordsOf(restriction), request));
        Header storage header = _headers[patient];
        _requireSignature(_controllerOf(patient, header.controller), structHash, request.deadline, signature);
        if (restriction == Restriction.Revoke) return _revoke(patient, grantee, true);
        if (restriction == Restriction.Deny) return _deny(patient, grantee);
        if (grantee != address(0)) revert GranteeNotZero(grantee);
        if (restriction == Restriction.RevokeAll) return _revokeAll(patient, header);
        _optOut(patient, header);
    }

    /// @inheritdoc IConsentRegistry
    function relay(bytes[] calldata acts) external override returns (bool[] memory successes) {
        successes = new bool[](acts.length);
        for (uint256 index = 0; index < acts.length; ++index) {
            // The code is this contract's own, and the sender stays who it is.
            // solhint-disable-next-line avoid-low-level-calls
            (bool success, bytes memory reason) = address(this).delegatecall(acts[index]);
            successes[index] = success;
            if (!success) emit ActFailed(index, reason);
        }
    }

    /// @inheritdoc IConsentRegistry
    function moveController(address patient, address controller) external override {
        if (msg.sender != address(guardianship)) revert NotGuardianship(msg.sender);
        Header storage header = _headers[patient];
        header.controller = controller == patient ? address(0) : controller;
        header.generation = Unforeseeable.draw(header.generation, patient);
        emit ControllerMoved(patient, controller);
    }

    /// @inheritdoc IConsentRegistry
    function decide(
        address patient,
        address grantee,
        Category category,
        Purpose purpose
    ) external view override returns (Decision) {
        return _decideChecked(patient, grantee, category, purpose);
    }

    /// @inheritdoc IConsentRegistry
    function decideMany(
        Question[] calldata questions
    ) external view override returns (Decision[] memory decisions) {
        decisions = new Decision[](questions.length);
        for (uint256 index = 0; index < questions.length; ++index) {
            Question calldata asked = questions[index];
            decisions[index] = _decideChecked(asked.patient, asked.grantee, asked.category, asked.purpose);
        }
    }

    /// @inheritdoc IConsentRegistry
    function requirePermitted(
        address patient,
        address[] calldata grantees,
        uint32 categories,
        Purpose purpose
    ) external view override returns (uint32) {
        if (categories == 0 || categories & ~Categories.ALL != 0) revert InvalidCategories(categories);
        if (!purpose.isKnown()) revert UnknownPurpose(purpose);
        Header memory header = _headers[patient];
        unchecked {
            for (uint256 position = 0; position < grantees.length; ++position) {
                address grantee = grantees[position];
                Decision decision = _decideEach(patient, header, grantee, categories, purpose.bit());
                if (decision != Decision.Permitted) revert ConsentMissing(patient, grantee, decision);
            }
        }
        return header.generation;
    }

    /// @inheritdoc IConsentRegistry
    function controllerOf(address patient) external view override returns (address) {
        return _controllerOf(patient, _headers[patient].controller);
    }

    /// @inheritdoc IConsentRegistry
    function headerOf(address patient) external view override returns (Header memory) {
        return _headers[patient];
    }

    /// @inheritdoc IConsentRegistry
    function permitOf(address patient, address grantee) external view override returns (Permit memory) {
        return _permits[patient][grantee];
    }

    /// @inheritdoc IConsentRegistry
    function grantWords(Terms calldata terms) external pure override returns (string memory) {
        return string(ConsentWords.describe(terms));
    }

    function _grant(
        Permit storage permit,
        address patient,
        address grantee,
        Terms memory terms,
        uint32 generation
    ) private {
        _requireGrantee(patient, grantee);
        (uint32 categories, uint32 purposes) = (terms.categories, terms.purposes);
        (uint40 start, uint40 end) = (terms.start, terms.end);
        if (categories == 0 || categories & ~Categories.ALL != 0) revert InvalidCategories(categories);
        if (purposes == 0 || purposes & ~Purposes.ALL != 0) revert InvalidPurposes(purposes);
        if (end <= start || end <= block.timestamp) revert InvalidPeriod(start, end);

        permit.permitTerms(_ruleOf(terms), terms, generation);
        emit ConsentGranted(patient, grantee, terms.isOrganisation, categories, purposes, start, end);
    }

    /// @dev A revocation by a guardian is not counted: it would use up what the patient has signed.
    function _revoke(address patient, address grantee, bool isCounted) private {
        Permit storage permit = _permits[patient][grantee];
        // A revocation signed before a denial must not end the denial.
        Rule rule = permit.rule == Rule.Deny ? Rule.Deny : Rule.None;
        uint24 revocations = permit.revocations;
        unchecked {
            if (isCounted) ++revocations;
        }
        uint32 revision = Unforeseeable.draw(permit.revision, patient);
        permit.restrict(rule, revision, revocations, permit.denials);
        emit ConsentRevoked(patient, grantee);
    }

    function _deny(address patient, address grantee) private {
        _requireGrantee(patient, grantee);
        Permit storage permit = _permits[patient][grantee];
        uint16 denials = permit.denials;
        unchecked {
            ++denials;
        }
        uint32 revision = Unforeseeable.draw(permit.revision, patient);
        permit.restrict(Rule.Deny, revision, permit.revocations, denials);
        emit ConsentDenied(patient, grantee);
    }

    function _revokeAll(address patient, Header storage header) private {
        uint32 generation = Unforeseeable.draw(header.generation, patient);
        uint16 revocations = header.revocations;
        unchecked {
            ++revocations;
        }
        header.change(generation, revocations, header.optOuts, header.isOptedOut);
        emit AllConsentsRevoked(patient);
    }

    function _optOut(address patient, Header storage header) private {
        uint32 generation = Unforeseeable.draw(header.generation, patient);
        uint16 optOuts = header.optOuts;
        unchecked {
            ++optOuts;
        }
        header.change(generation, header.revocations, optOuts, true);
        emit OptedOut(patient);
    }

    function _optIn(address patient, Header storage header) private {
        uint32 generation = Unforeseeable.draw(header.generation, patient);
        header.change(generation, header.revocations, header.optOuts, false);
        emit OptedIn(patient);
    }

    function _requireController(address patient) private view returns (Header storage header) {
        header = _headers[patient];
        if (msg.sender != _controllerOf(patient, header.controller))
            revert NotController(patient, msg.sender);
    }

    /// @dev The sender may permit `grantee` something until `end`, as a guardian.
    function _requireGuardianFor(address patient, address grantee, uint40 end) private {
        uint40 mandateEnd = _requireGuardian(patient);
        if (end > mandateEnd) revert OutlivesMandate(end, mandateEnd);
        if (_permits[patient][grantee].rule == Rule.Deny) revert DeniedByPatient(patient, grantee);
    }

    /// @dev End of the mandate of the sender, who acts as a guardian.
    function _requireGuardian(address patient) private returns (uint40 mandateEnd) {
        mandateEnd = guardianship.mandateEnd(patient, msg.sender);
        if (mandateEnd == 0) revert NotController(patient, msg.sender);
        emit GuardianActed(patient, msg.sender);
    }

    function _requireGrantee(address patient, address grantee) private pure {
        if (grantee == patient || grantee == address(0)) revert InvalidGrantee(grantee);
    }

    function _requireSignature(
        address signer,
        bytes32 structHash,
        uint40 deadline,
        bytes calldata signature
    ) private view {
        SignatureCheck.requireValid(signer, _hashTypedDataV4(structHash), deadline, signature);
    }

    function _decideChecked(
        address patient,
        address grantee,
        Category category,
        Purpose purpose
    ) private view returns (Decision) {
        if (!category.isKnown() || !purpose.isKnown()) revert UnknownQuestion(category, purpose);
        Header memory header = _headers[patient];
        uint32 purposeBit = purpose.bit();
        Decision decision = _decide(patient, header, grantee, category.bit(), purposeBit);
        bool isFinal =
            decision == Decision.Permitted || decision == Decision.OptedOut || decision == Decision.Denied;
        if (isFinal || purposeBit & Purposes.EMERGENCY == 0) return decision;
        return emergencyAccess.isOpen(patient, grantee, category) ? Decision.Emergency : decision;
    }

    /// @dev The answer for the first category of the mask that is not permitted, or `Permitted`.
    function _decideEach(
        address patient,
        Header memory header,
        address grantee,
        uint32 categories,
        uint32 purposeBit
    ) private view returns (Decision decision) {
        do {
            // The lowest bit that is set.
            uint32 categoryBit = categories & (~categories + 1);
            decision = _decide(patient, header, grantee, categoryBit, purposeBit);
            categories ^= categoryBit;
        } while (decision == Decision.Permitted && categories != 0);
    }

    function _decide(
        address patient,
        Header memory header,
        address grantee,
        uint32 categoryBit,
        uint32 purposeBit
    ) private view returns (Decision) {
        if (grantee == _controllerOf(patient, header.controller)) return Decision.Permitted;
        if (header.isOptedOut) return Decision.OptedOut;

        ConsentSlots.Packed own = _permits[patient][grantee].load();
        if (own.rule() == Rule.Deny) return Decision.Denied;
        address organisation = _accreditations.organisationOf(grantee, Roles.ALL);
        if (organisation != address(0) && _permits[patient][organisation].rule == Rule.Deny) {
            return Decision.Denied;
        }

        Decision decision =
            own.rule() == Rule.PermitOrganisation
                ? Decision.NoConsent
                : _evaluate(own, header.generation, categoryBit, purposeBit);
        if (purposeBit & Purposes.PERSONAL != 0) return decision;
        if (decision == Decision.Permitted) {
            return organisation == address(0) ? Decision.AccreditationMissing : decision;
        }
        if (organisation == address(0)) return decision;
        return _decideShared(patient, header, grantee, categoryBit, purposeBit, decision);
    }

    /// @dev What the permit of the organisation that `grantee` is a clinician of makes of the decision on its own.
    function _decideShared(
        address patient,
        Header memory header,
        address grantee,
        uint32 categoryBit,
        uint32 purposeBit,
        Decision decision
    ) private view returns (Decision) {
        address organisation = _accreditations.organisationOf(grantee, Roles.CLINICIAN);
        if (organisation == address(0)) return decision;
        ConsentSlots.Packed permit = _permits[patient][organisation].load();
        if (permit.rule() != Rule.PermitOrganisation) return decision;
        Decision shared = _evaluate(permit, header.generation, categoryBit, purposeBit);
        return shared == Decision.Permitted || decision == Decision.NoConsent ? shared : decision;
    }

    function _evaluate(
        ConsentSlots.Packed permit,
        uint32 generation,
        uint32 categoryBit,
        uint32 purposeBit
    ) private view returns (Decision) {
        if (permit.rule() == Rule.None) return permit.revision() == 0 ? Decision.NoConsent : Decision.Revoked;
        if (permit.generation() != generation) return Decision.Revoked;
        if (block.timestamp < permit.start()) return Decision.NotYetValid;
        if (block.timestamp >= permit.end()) return Decision.Expired;
        if (permit.categories() & categoryBit == 0) return Decision.CategoryNotCovered;
        if (permit.purposes() & purposeBit == 0) return Decision.PurposeNotCovered;
        return Decision.Permitted;
    }

    /// @dev Who acts for `patient`, whose header names `controller`.
    function _controllerOf(address patient, address controller) private pure returns (address) {
        return controller == address(0) ? patient : controller;
    }

    /// @dev Whether `current` permits exactly `terms`.
    function _isInForce(
        Permit storage current,
        Terms memory terms,
        uint32 generation
    ) private view returns (bool) {
        return
            current.rule == _ruleOf(terms) &&
            current.generation == generation &&
            current.categories == terms.categories &&
            current.purposes == terms.purposes &&
            current.start == terms.start &&
            current.end == terms.end;
    }

    /// @dev How often the patient has acted so, and the last count before it starts again at zero.
    function _countOf(
        Restriction restriction,
        address patient,
        address grantee
    ) private view returns (uint256 count, uint256 last) {
        if (restriction == Restriction.Revoke) {
            return (_permits[patient][grantee].revocations, type(uint24).max);
        }
        if (restriction == Restriction.Deny) return (_permits[patient][grantee].denials, type(uint16).max);
        Header storage header = _headers[patient];
        return (restriction == Restriction.RevokeAll ? header.revocations : header.optOuts, type(uint16).max);
    }

    function _ruleOf(Terms memory terms) private pure returns (Rule) {
        return terms.isOrganisation ? Rule.PermitOrganisation : Rule.PermitAccount;
    }

    function _wordsOf(Restriction restriction) private pure returns (bytes32) {
        if (restriction == Restriction.Revoke) return REVOCATION_WORDS;
        if (restriction == Restriction.Deny) return DENIAL_WORDS;
        return restriction == Restriction.RevokeAll ? REVOCATION_OF_ALL_WORDS : OPT_OUT_WORDS;
    }

    /// @dev Whether a restrictive act that names `named` was used. Counts wrap around at `last`, so that none can be
    /// driven to an end: the half of them before `current` counts as used.
    function _isUsed(uint256 named, uint256 current, uint256 last) private pure returns (bool) {
        if (named == current) return false;
        unchecked {
            if (named <= last && ((current - named) & last) <= last / 2) return true;
        }
        revert UnexpectedCount(named, current);
    }
}
