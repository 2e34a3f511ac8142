// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccreditationRegistry} from "../../../contracts/AccreditationRegistry.sol";
import {ConsentRegistry} from "../../../contracts/ConsentRegistry.sol";
import {IConsentRegistry} from "../../../contracts/interfaces/IConsentRegistry.sol";
import {Category, Purpose} from "../../../contracts/types/Types.sol";
import {SolidityTest} from "./SolidityTest.sol";

/// @dev Acts of two patients towards three grantees in any order, by transaction and by signatures that are used at once
/// or kept for later, while time goes on. Keeps its own account of what is authorised, by the rules as documented.
contract ConsentHandler is SolidityTest {
    struct KeptGrant {
        IConsentRegistry.SignedGrant request;
        bytes signature;
        uint256 signedAt;
    }

    struct KeptRevocation {
        IConsentRegistry.SignedRevocation request;
        bytes signature;
    }

    /// @dev What the patient last said of one grantee.
    struct Account {
        bool authorised;
        uint40 start;
        uint40 end;
        uint256 restrictedAt;
        uint32 revision;
        uint32 revocations;
    }

    uint256 public constant PATIENTS = 2;
    uint256 public constant GRANTEES = 3;
    uint256 private constant MAXIMUM_LIFE = 60 days;

    ConsentRegistry public immutable consents;

    /// @dev The first rule that was broken, or empty.
    string public broken;

    /// @dev How often a kept grant and a kept revocation came to something, so that a test can see that they do.
    uint256 public keptGrantsUsed;
    uint256 public keptRevocationsUsed;

    mapping(address patient => mapping(address grantee => Account)) private _accounts;
    mapping(address patient => uint32 generation) private _generations;
    KeptGrant[] private _keptGrants;
    KeptRevocation[] private _keptRevocations;
    uint256 private _acts;

    constructor() {
        AccreditationRegistry accreditations;
        (accreditations, consents) = _deployConsents();
        for (uint256 index = 0; index < GRANTEES; ++index)
            _accreditClinician(accreditations, granteeAt(index));
        vm.warp(1_800_000_000);
    }

    function grant(uint256 seed, uint256 from, uint256 life) external {
        (uint256 key, address patient, address grantee) = _pair(seed);
        IConsentRegistry.Terms memory terms = _terms(from, life);
        if (seed & 1 == 0) {
            vm.prank(patient);
            consents.grant(patient, grantee, terms);
        } else {
            IConsentRegistry.SignedGrant memory request = _request(patient, grantee, terms);
            consents.grantBySignature(request, _signGrant(consents, key, request));
        }
        _authorise(patient, grantee, terms);
    }

    function keepGrant(uint256 seed, uint256 from, uint256 life) external {
        (uint256 key, address patient, address grantee) = _pair(seed);
        IConsentRegistry.SignedGrant memory request = _request(patient, grantee, _terms(from, life));
        _keptGrants.push(KeptGrant(request, _signGrant(consents, key, request), ++_acts));
    }

    function useKeptGrant(uint256 seed) external {
        if (_keptGrants.length == 0) return;
        KeptGrant memory kept = _keptGrants[seed % _keptGrants.length];
        IConsentRegistry.SignedGrant memory request = kept.request;
        uint32 before = consents.permitOf(request.patient, request.grantee).revision;
        try consents.grantBySignature(request, kept.signature) {
            if (consents.permitOf(request.patient, request.grantee).revision == before) return;
            ++keptGrantsUsed;
            if (kept.signedAt < _accounts[request.patient][request.grantee].restrictedAt) {
                broken = "a grant signed before a revocation was taken";
            }
            _authorise(request.patient, request.grantee, request.terms);
        } catch {}
    }

    function revoke(uint256 seed) external {
        (uint256 key, address patient, address grantee) = _pair(seed);
        if (seed & 1 == 0) {
            vm.prank(patient);
            consents.revoke(patient, grantee);
        } else {
            IConsentRegistry.SignedRevocation memory request = _revocation(patient, grantee);
            consents.revokeBySignature(request, _signRevocation(consents, key, request));
        }
        _restrict(patient, grantee);
    }

    function keepRevocation(uint256 seed) external {
        (uint256 key, address patient, address grantee) = _pair(seed);
        IConsentRegistry.SignedRevocation memory request = _revocation(patient, grantee);
        _keptRevocations.push(KeptRevocation(request, _signRevocation(consents, key, request)));
    }

    function useKeptRevocation(uint256 seed) external {
        if (_keptRevocations.length == 0) return;
        KeptRevocation memory kept = _keptRevocations[seed % _keptRevocations.length];
        IConsentRegistry.SignedRevocation memory request = kept.request;
        uint32 revocations = consents.permitOf(request.patient, request.grantee).revocations;
        uint32 before = consents.permitOf(request.patient, request.grantee).revision;
        try consents.revokeBySignature(request, kept.signature) {
            bool acted = consents.permitOf(request.patient, request.grantee).revision != before;
            if (acted != (revocations == request.revocations))
                broken = "a used revocation acted, or a fresh one did not";
            if (!acted) return;
            ++keptRevocationsUsed;
            _restrict(request.patient, request.grantee);
        } catch {
            if (block.timestamp <= request.deadline)
                broken = "a signed revocation was stopped before its deadline";
        }
    }

    function revokeAll(uint256 seed) external {
        // One act in four, or nothing else would live long enough to be tested.
        if (seed % 4 != 0) return;
        (uint256 key, address patient, ) = _pair(seed / 4);
        if (seed & 4 == 0) {
            vm.prank(patient);
            consents.revokeAll(patient);
        } else {
            IConsentRegistry.SignedRevocationOfAll memory request = IConsentRegistry.SignedRevocationOfAll({
                patient: patient,
                generation: consents.generationOf(patient),
                deadline: uint40(block.timestamp)
            });
            consents.revokeAllBySignature(request, _signRevocationOfAll(consents, key, request));
        }
        for (uint256 index = 0; index < GRANTEES; ++index) _restrict(patient, granteeAt(index));
    }

    function wait(uint256 time) external {
        vm.warp(block.timestamp + _bound(time, 1, 20 days));
    }

    /// @dev Whether the chain and the account agree on one pair, and no counter has fallen. Notes the counters.
    function check(uint256 patientIndex, uint256 granteeIndex) external returns (bool agrees) {
        address patient = patientAt(patientIndex % PATIENTS);
        address grantee = granteeAt(granteeIndex % GRANTEES);
        Account storage account = _accounts[patient][grantee];
        bool expected =
            account.authorised && account.start <= block.timestamp && block.timestamp < account.end;
        bool isPermitted =
            consents.decide(patient, grantee, Category.wrap(9), Purpose.wrap(0)) ==
                IConsentRegistry.Decision.Permitted;
        IConsentRegistry.Permit memory permit = consents.permitOf(patient, grantee);
        uint32 generation = consents.generationOf(patient);
        agrees =
            isPermitted == expected &&
            permit.revision >= account.revision &&
            permit.revocations >= account.revocations &&
            generation >= _generations[patient];
        account.revision = permit.revision;
        account.revocations = permit.revocations;
        _generations[patient] = generation;
    }

    function patientAt(uint256 index) public pure returns (address) {
        return vm.addr(_keyAt(index));
    }

    function granteeAt(uint256 index) public pure returns (address) {
        return address(uint160(0xC11 + index));
    }

    function _authorise(address patient, address grantee, IConsentRegistry.Terms memory terms) private {
        ++_acts;
        Account storage account = _accounts[patient][grantee];
        account.authorised = true;
        account.start = terms.start;
        account.end = terms.end;
    }

    function _restrict(address patient, address grantee) private {
        Account storage account = _accounts[patient][grantee];
        account.authorised = false;
        account.restrictedAt = ++_acts;
    }

    function _request(
        address patient,
        address grantee,
        IConsentRegistry.Terms memory terms
    ) private view returns (IConsentRegistry.SignedGrant memory) {
        return
            IConsentRegistry.SignedGrant({
                patient: patient,
                grantee: grantee,
                terms: terms,
                generation: consents.generationOf(patient),
                revision: consents.permitOf(patient, grantee).revision,
                deadline: uint40(block.timestamp + 30 days)
            });
    }

    function _revocation(
        address patient,
        address grantee
    ) private view returns (IConsentRegistry.SignedRevocation memory) {
        return
            IConsentRegistry.SignedRevocation({
                patient: patient,
                grantee: grantee,
                revocations: consents.permitOf(patient, grantee).revocations,
                deadline: uint40(block.timestamp + 30 days)
            });
    }

    function _terms(uint256 from, uint256 life) private view returns (IConsentRegistry.Terms memory) {
        uint256 start = block.timestamp + _bound(from, 0, 5 days);
        return
            IConsentRegistry.Terms({
                categories: 1 << 9,
                purposes: 1,
                start: uint40(start),
                end: uint40(start + _bound(life, 1, MAXIMUM_LIFE))
            });
    }

    function _pair(uint256 seed) private pure returns (uint256 key, address patient, address grantee) {
        key = _keyAt((seed >> 1) % PATIENTS);
        patient = vm.addr(key);
        grantee = granteeAt((seed >> 8) % GRANTEES);
    }

    function _keyAt(uint256 index) private pure returns (uint256) {
        return 0xA11CE + index;
    }
}
