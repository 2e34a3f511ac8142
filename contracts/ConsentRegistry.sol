// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {IAccreditationRegistry} from "./interfaces/IAccreditationRegistry.sol";
import {IConsentRegistry} from "./interfaces/IConsentRegistry.sol";
import {ConsentWords} from "./libraries/ConsentWords.sol";
import {SignatureCheck} from "./libraries/SignatureCheck.sol";
import {Categories} from "./types/Categories.sol";
import {Purposes} from "./types/Purposes.sol";
import {Roles} from "./types/Roles.sol";
import {Category, Purpose} from "./types/Types.sol";

/// @title ConsentRegistry
/// @dev Documented by {IConsentRegistry}.
contract ConsentRegistry is IConsentRegistry, EIP712 {
    using Categories for Category;
    using Purposes for Purpose;

    /// @dev One slot per patient. A zero controller means that the patient's own account acts.
    struct Header {
        address controller;
        uint32 generation;
    }

    bytes32 private constant GRANT_TYPEHASH = keccak256(
        "Grant(string words,address patient,address grantee,uint32 categories,uint32 purposes,uint40 start,uint40 end,uint32 generation,uint32 revision,uint40 deadline)"
    );

    bytes32 private constant REVOCATION_TYPEHASH = keccak256(
        "Revocation(string words,address patient,address grantee,uint32 revocations,uint40 deadline)"
    );

    bytes32 private constant REVOCATION_OF_ALL_TYPEHASH = keccak256(
        "RevocationOfAll(string words,address patient,uint32 generation,uint40 deadline)"
    );

    bytes32 private constant REVOCATION_WORDS = keccak256("Stop sharing my records with this grantee");

    bytes32 private constant REVOCATION_OF_ALL_WORDS = keccak256("Stop sharing my records with everyone");

    IAccreditationRegistry private immutable _accreditations;

    mapping(address patient => Header) private _headers;
    mapping(address patient => mapping(address grantee => Permit)) private _permits;

    constructor(IAccreditationRegistry accreditations) EIP712("Salus Consent", "1") {
        _accreditations = accreditations;
    }

    /// @inheritdoc IConsentRegistry
    function grant(address patient, address grantee, Terms calldata terms) external override {
        Header memory header = _headers[patient];
        _requireController(patient, header);
        _grant(patient, header.generation, grantee, terms);
    }

    /// @inheritdoc IConsentRegistry
    function grantBySignature(SignedGrant calldata request, bytes calldata signature) external override {
        Header memory header = _headers[request.patient];
        Permit memory current = _permits[request.patient][request.grantee];
        if (_isInForce(request, header.generation, current)) return;
        if (request.generation != header.generation || request.revision != current.revision) {
            revert StaleGrant(request.generation, request.revision, header.generation, current.revision);
        }
        _requireSignature(request.patient, header, _hash(request), request.deadline, signature);
        _grant(request.patient, header.generation, request.grantee, request.terms);
    }

    /// @inheritdoc IConsentRegistry
    function revoke(address patient, address grantee) external override {
        _requireController(patient, _headers[patient]);
        _revoke(patient, grantee);
    }

    /// @inheritdoc IConsentRegistry
    function revokeBySignature(
        SignedRevocation calldata request,
        bytes calldata signature
    ) external override {
        uint32 revocations = _permits[request.patient][request.grantee].revocations;
        if (request.revocations < revocations) return;
        if (request.revocations > revocations) revert FutureRevocation(request.revocations, revocations);
        _requireSignature(
            request.patient,
            _headers[request.patient],
            _hash(request),
            request.deadline,
            signature
        );
        _revoke(request.patient, request.grantee);
    }

    /// @inheritdoc IConsentRegistry
    function revokeAll(address patient) external override {
        _requireController(patient, _headers[patient]);
        _revokeAll(patient);
    }

    /// @inheritdoc IConsentRegistry
    function revokeAllBySignature(
        SignedRevocationOfAll calldata request,
        bytes calldata signature
    ) external override {
        Header memory header = _headers[request.patient];
        if (request.generation < header.generation) return;
        if (request.generation > header.generation) {
            revert FutureRevocation(request.generation, header.generation);
        }
        _requireSignature(request.patient, header, _hash(request), request.deadline, signature);
        _revokeAll(request.patient);
    }

    /// @inheritdoc IConsentRegistry
    function decide(
        address patient,
        address grantee,
        Category category,
        Purpose purpose
    ) external view override returns (Decision) {
        if (!category.isKnown() || !purpose.isKnown()) revert UnknownQuestion(category, purpose);
        return _decide(patient, _headers[patient], grantee, category.bit(), purpose.bit());
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
        for (uint256 position = 0; position < grantees.length; ++position) {
            address grantee = grantees[position];
            Decision decision = _decideEach(patient, header, grantee, categories, purpose.bit());
            if (decision != Decision.Permitted) revert ConsentMissing(patient, grantee, decision);
        }
        return header.generation;
    }

    /// @inheritdoc IConsentRegistry
    function controllerOf(address patient) external view override returns (address) {
        return _controllerOf(patient, _headers[patient]);
    }

    /// @inheritdoc IConsentRegistry
    function generationOf(address patient) external view override returns (uint32) {
        return _headers[patient].generation;
    }

    /// @inheritdoc IConsentRegistry
    function permitOf(address patient, address grantee) external view override returns (Permit memory) {
        return _permits[patient][grantee];
    }

    /// @inheritdoc IConsentRegistry
    function grantWords(Terms calldata terms) external pure override returns (string memory) {
        return ConsentWords.describe(terms.categories, terms.purposes, terms.end);
    }

    function _grant(address patient, uint32 generation, address grantee, Terms calldata terms) private {
        if (grantee == patient || grantee == address(0)) revert InvalidGrantee(grantee);
        if (terms.categories == 0 || terms.categories & ~Categories.ALL != 0) {
            revert InvalidCategories(terms.categories);
        }
        if (terms.purposes == 0 || terms.purposes & ~Purposes.ALL != 0)
            revert InvalidPurposes(terms.purposes);
        if (terms.end <= terms.start || terms.end <= block.timestamp) {
            revert InvalidPeriod(terms.start, terms.end);
        }

        // Changed in memory and written at once.
        Permit memory permit = _permits[patient][grantee];
        permit.categories = terms.categories;
        permit.purposes = terms.purposes;
        permit.start = terms.start;
        permit.end = terms.end;
        permit.generation = generation;
        ++permit.revision;
        _permits[patient][grantee] = permit;
        emit ConsentGranted(
            patient,
            grantee,
            terms.categories,
            terms.purposes,
            terms.start,
            terms.end,
            permit.revision
        );
    }

    function _revoke(address patient, address grantee) private {
        Permit memory current = _permits[patient][grantee];
        uint32 revision = current.revision + 1;
        _permits[patient][grantee] = Permit({
            categories: 0,
            purposes: 0,
            start: 0,
            end: 0,
            generation: current.generation,
            revision: revision,
            revocations: current.revocations + 1
        });
        emit ConsentRevoked(patient, grantee, revision);
    }

    function _revokeAll(address patient) private {
        uint32 generation = ++_headers[patient].generation;
        emit AllConsentsRevoked(patient, generation);
    }

    function _requireController(address patient, Header memory header) private view {
        if (msg.sender != _controllerOf(patient, header)) revert NotController(patient, msg.sender);
    }

    function _requireSignature(
        address patient,
        Header memory header,
        bytes32 structHash,
        uint40 deadline,
        bytes calldata signature
    ) private view {
        SignatureCheck.requireValid(
            _controllerOf(patient, header),
            _hashTypedDataV4(structHash),
            deadline,
            signature
        );
    }

    function _controllerOf(address patient, Header memory header) private pure returns (address) {
        return header.controller == address(0) ? patient : header.controller;
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
        if (grantee == _controllerOf(patient, header)) return Decision.Permitted;

        Decision decision = _evaluate(_permits[patient][grantee], header.generation, categoryBit, purposeBit);
        if (purposeBit & Purposes.PERSONAL != 0) return decision;
        if (decision == Decision.Permitted) {
            return
                _accreditations.organisationOf(grantee, Roles.ALL) == address(0)
                    ? Decision.AccreditationMissing
                    : decision;
        }

        address organisation = _accreditations.organisationOf(grantee, Roles.CLINICIAN);
        if (organisation == address(0)) return decision;
        Decision shared = _evaluate(
            _permits[patient][organisation],
            header.generation,
            categoryBit,
            purposeBit
        );
        return shared == Decision.Permitted || decision == Decision.NoConsent ? shared : decision;
    }

    function _evaluate(
        Permit memory permit,
        uint32 generation,
        uint32 categoryBit,
        uint32 purposeBit
    ) private view returns (Decision) {
        if (permit.revision == 0) return Decision.NoConsent;
        if (permit.purposes == 0 || permit.generation != generation) return Decision.Revoked;
        if (block.timestamp < permit.start) return Decision.NotYetValid;
        if (block.timestamp >= permit.end) return Decision.Expired;
        if (permit.categories & categoryBit == 0) return Decision.CategoryNotCovered;
        if (permit.purposes & purposeBit == 0) return Decision.PurposeNotCovered;
        return Decision.Permitted;
    }

    /// @dev Whether `current` is what this signed grant made of the revision it names.
    function _isInForce(
        SignedGrant calldata request,
        uint32 generation,
        Permit memory current
    ) private pure returns (bool) {
        return
            request.generation == generation &&
            current.generation == generation &&
            current.revision == uint256(request.revision) + 1 &&
            current.categories == request.terms.categories &&
            current.purposes == request.terms.purposes &&
            current.start == request.terms.start &&
            current.end == request.terms.end;
    }

    function _hash(SignedGrant calldata request) private pure returns (bytes32) {
        Terms calldata terms = request.terms;
        return
            keccak256(
                abi.encode(
                    GRANT_TYPEHASH,
                    keccak256(bytes(ConsentWords.describe(terms.categories, terms.purposes, terms.end))),
                    request
                )
            );
    }

    function _hash(SignedRevocation calldata request) private pure returns (bytes32) {
        return keccak256(abi.encode(REVOCATION_TYPEHASH, REVOCATION_WORDS, request));
    }

    function _hash(SignedRevocationOfAll calldata request) private pure returns (bytes32) {
        return keccak256(abi.encode(REVOCATION_OF_ALL_TYPEHASH, REVOCATION_OF_ALL_WORDS, request));
    }
}
