// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccreditationRegistry} from "../../../contracts/AccreditationRegistry.sol";
import {Guardianship} from "../../../contracts/Guardianship.sol";
import {ConsentRegistry} from "../../../contracts/ConsentRegistry.sol";
import {IConsentRegistry} from "../../../contracts/interfaces/IConsentRegistry.sol";
import {Category, Purpose} from "../../../contracts/types/Types.sol";
import {SolidityTest} from "./SolidityTest.sol";

/// @dev Acts of two patients towards three grantees in any order, by transaction and by signatures that are used at once
/// or kept for later, and of a guardian, while time goes on. Keeps its own account of what is authorised, by the rules as
/// documented.
contract ConsentHandler is SolidityTest {
    struct KeptGrant {
        IConsentRegistry.SignedGrant request;
        bytes signature;
        uint256 signedAt;
    }

    struct KeptRestriction {
        IConsentRegistry.SignedRestriction request;
        bytes signature;
    }

    /// @dev What the patient last said of one grantee.
    struct Account {
        bool authorised;
        bool denied;
        uint40 start;
        uint40 end;
        uint256 restrictedAt;
        uint24 revocations;
        uint16 denials;
    }

    uint256 public constant PATIENTS = 2;
    uint256 public constant GRANTEES = 3;
    uint256 private constant MAXIMUM_LIFE = 60 days;
    address private constant GUARDIAN = address(0x6A4D);

    ConsentRegistry public immutable consents;

    /// @dev The first rule that was broken, or empty.
    string public broken;

    /// @dev How often kept signatures and the guardian came to something, so that a test can see that they do.
    uint256 public keptGrantsUsed;
    uint256 public keptRestrictionsUsed;
    uint256 public guardianActs;

    mapping(address patient => mapping(address grantee => Account)) private _accounts;
    mapping(address patient => bool) private _optedOut;
    KeptGrant[] private _keptGrants;
    KeptRestriction[] private _keptRestrictions;
    uint256 private _acts;

    constructor() {
        AccreditationRegistry accreditations;
        (accreditations, consents) = _deployConsents();
        for (uint256 index = 0; index < GRANTEES; ++index)
            _accreditClinician(accreditations, granteeAt(index), address(0x0517A1));
        vm.warp(1_800_000_000);
        for (uint256 index = 0; index < PATIENTS; ++index) {
            Guardianship guardianship = Guardianship(address(consents.guardianship()));
            vm.prank(patientAt(index));
            guardianship.appoint(patientAt(index), GUARDIAN, uint40(block.timestamp + 365 days));
        }
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
                broken = "a grant signed before a restrictive act was taken";
            }
            _authorise(request.patient, request.grantee, request.terms);
        } catch {}
    }

    function restrict(uint256 seed, uint256 kindSeed) external {
        IConsentRegistry.Restriction kind = _kindOf(kindSeed);
        (uint256 key, address patient, address grantee) = _pair(seed);
        if (seed & 1 == 0) {
            vm.prank(patient);
            if (kind == IConsentRegistry.Restriction.Revoke) consents.revoke(patient, grantee);
            else if (kind == IConsentRegistry.Restriction.Deny) consents.deny(patient, grantee);
            else if (kind == IConsentRegistry.Restriction.RevokeAll) consents.revokeAll(patient);
            else consents.optOut(patient);
        } else {
            IConsentRegistry.SignedRestriction memory request = _restriction(kind, patient, grantee);
            consents.restrictBySignature(request, _signRestriction(consents, key, request));
        }
        _noteRestriction(kind, patient, grantee);
    }

    function keepRestriction(uint256 seed, uint256 kindSeed) external {
        (uint256 key, address patient, address grantee) = _pair(seed);
        IConsentRegistry.SignedRestriction memory request = _restriction(_kindOf(kindSeed), patient, grantee);
        _keptRestrictions.push(KeptRestriction(request, _signRestriction(consents, key, request)));
    }

    function useKeptRestriction(uint256 seed) external {
        if (_keptRestrictions.length == 0) return;
        KeptRestriction memory kept = _keptRestrictions[seed % _keptRestrictions.length];
        IConsentRegistry.SignedRestriction memory request = kept.request;
        bool isFresh = request.count == _countOf(request.restriction, request.patient, request.grantee);
        bytes32 before = _stateOf(request.patient, request.grantee);
        try consents.restrictBySignature(request, kept.signature) {
            bool acted = _stateOf(request.patient, request.grantee) != before;
            if (acted != isFresh) broken = "a used restriction acted, or a fresh one did not";
            if (!acted) return;
            ++keptRestrictionsUsed;
            _noteRestriction(request.restriction, request.patient, request.grantee);
        } catch {
            if (block.timestamp <= request.deadline)
                broken = "a signed restriction was stopped before its deadline";
        }
    }

    function optIn(uint256 seed) external {
        (uint256 key, address patient, ) = _pair(seed);
        if (!_optedOut[patient]) return;
        if (seed & 1 == 0) {
            vm.prank(patient);
            consents.optIn(patient);
        } else {
            IConsentRegistry.SignedOptIn memory request = IConsentRegistry.SignedOptIn({
                patient: patient,
                generation: consents.headerOf(patient).generation,
                deadline: uint40(block.timestamp)
            });
            consents.optInBySignature(request, _signOptIn(consents, key, request));
        }
        _optedOut[patient] = false;
        _restrictAll(patient);
    }

    /// @dev The guardian grants or revokes, which no denial and no signed act of the patient may suffer from.
    function guard(uint256 seed, uint256 from, uint256 life) external {
        (, address patient, address grantee) = _pair(seed);
        Account storage account = _accounts[patient][grantee];
        if (seed & 1 == 0) {
            vm.prank(GUARDIAN);
            consents.revoke(patient, grantee);
            ++guardianActs;
            account.authorised = false;
            account.restrictedAt = ++_acts;
            return;
        }
        IConsentRegistry.Terms memory terms = _terms(from, life);
        vm.prank(GUARDIAN);
        try consents.grant(patient, grantee, terms) {
            ++guardianActs;
            if (account.denied) broken = "a guardian ended a denial";
            _authorise(patient, grantee, terms);
        } catch {
            uint40 mandateEnd = consents.guardianship().mandateEnd(patient, GUARDIAN);
            if (!account.denied && terms.end <= mandateEnd) broken = "a guardian was refused a grant";
        }
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
            account.authorised &&
                !account.denied &&
                !_optedOut[patient] &&
                account.start <= block.timestamp &&
                block.timestamp < account.end;
        IConsentRegistry.Decision decision = consents.decide(
            patient,
            grantee,
            Category.wrap(9),
            Purpose.wrap(0)
        );
        IConsentRegistry.Permit memory permit = consents.permitOf(patient, grantee);
        agrees =
            (decision == IConsentRegistry.Decision.Permitted) == expected &&
            (decision == IConsentRegistry.Decision.OptedOut) == _optedOut[patient] &&
            (decision == IConsentRegistry.Decision.Denied) == (account.denied && !_optedOut[patient]) &&
            permit.revocations >= account.revocations &&
            permit.denials >= account.denials &&
            consents.controllerOf(patient) == patient;
        account.revocations = permit.revocations;
        account.denials = permit.denials;
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
        account.denied = false;
        account.start = terms.start;
        account.end = terms.end;
    }

    function _noteRestriction(IConsentRegistry.Restriction kind, address patient, address grantee) private {
        if (kind == IConsentRegistry.Restriction.OptOut) _optedOut[patient] = true;
        if (kind > IConsentRegistry.Restriction.Deny) return _restrictAll(patient);
        Account storage account = _accounts[patient][grantee];
        account.authorised = false;
        account.restrictedAt = ++_acts;
        if (kind == IConsentRegistry.Restriction.Deny) account.denied = true;
    }

    function _restrictAll(address patient) private {
        ++_acts;
        for (uint256 index = 0; index < GRANTEES; ++index) {
            Account storage account = _accounts[patient][granteeAt(index)];
            account.authorised = false;
            account.restrictedAt = _acts;
        }
    }

    /// @dev One act in sixteen concerns everyone, or nothing else would live long enough to be tested.
    function _kindOf(uint256 seed) private pure returns (IConsentRegistry.Restriction) {
        uint256 kind = seed % 32;
        if (kind < 2) return IConsentRegistry.Restriction(kind + 2);
        return IConsentRegistry.Restriction(kind & 1);
    }

    function _countOf(
        IConsentRegistry.Restriction kind,
        address patient,
        address grantee
    ) private view returns (uint24) {
        if (kind == IConsentRegistry.Restriction.Revoke)
            return consents.permitOf(patient, grantee).revocations;
        if (kind == IConsentRegistry.Restriction.Deny) return consents.permitOf(patient, grantee).denials;
        IConsentRegistry.Header memory header = consents.headerOf(patient);
        return kind == IConsentRegistry.Restriction.RevokeAll ? header.revocations : header.optOuts;
    }

    function _stateOf(address patient, address grantee) private view returns (bytes32) {
        return keccak256(abi.encode(consents.permitOf(patient, grantee), consents.headerOf(patient)));
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
                generation: consents.headerOf(patient).generation,
                revision: consents.permitOf(patient, grantee).revision,
                deadline: uint40(block.timestamp + 30 days)
            });
    }

    function _restriction(
        IConsentRegistry.Restriction kind,
        address patient,
        address grantee
    ) private view returns (IConsentRegistry.SignedRestriction memory) {
        return
            IConsentRegistry.SignedRestriction({
                restriction: kind,
                patient: patient,
                grantee: kind > IConsentRegistry.Restriction.Deny ? address(0) : grantee,
                count: _countOf(kind, patient, grantee),
                deadline: uint40(block.timestamp + 30 days)
            });
    }

    function _terms(uint256 from, uint256 life) private view returns (IConsentRegistry.Terms memory) {
        uint256 start = block.timestamp + _bound(from, 0, 5 days);
        return
            IConsentRegistry.Terms({
                isOrganisation: false,
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
