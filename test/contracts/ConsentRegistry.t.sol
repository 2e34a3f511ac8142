// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccreditationRegistry} from "../../contracts/AccreditationRegistry.sol";
import {ConsentRegistry} from "../../contracts/ConsentRegistry.sol";
import {IConsentRegistry} from "../../contracts/interfaces/IConsentRegistry.sol";
import {Unforeseeable} from "../../contracts/libraries/Unforeseeable.sol";
import {Categories} from "../../contracts/types/Categories.sol";
import {Purposes} from "../../contracts/types/Purposes.sol";
import {Category, Purpose} from "../../contracts/types/Types.sol";
import {SolidityTest} from "./support/SolidityTest.sol";

contract ConsentRegistryTest is SolidityTest {
    address private constant GRANTEE = address(0xC11);
    address private constant ORGANISATION = address(0x0517A1);

    ConsentRegistry private _consents;

    function setUp() public {
        AccreditationRegistry accreditations;
        (accreditations, _consents) = _deployConsents();
        _accreditClinician(accreditations, GRANTEE, ORGANISATION);
        vm.warp(1_800_000_000);
    }

    /// A permit answers for its masks and its period, and for nothing else.
    function testFuzz_decideFollowsTheTerms(
        IConsentRegistry.Terms memory terms,
        uint8 categorySeed,
        uint8 purposeSeed,
        uint40 time
    ) public {
        terms = _valid(terms);
        _consents.grant(address(this), terms.isOrganisation ? ORGANISATION : GRANTEE, terms);
        if (time < block.timestamp) time = uint40(block.timestamp);
        vm.warp(time);

        uint8 category = categorySeed % Categories.COUNT;
        uint8 purpose = purposeSeed % Purposes.COUNT;
        bool isCovered = (terms.categories >> category) & 1 == 1 && (terms.purposes >> purpose) & 1 == 1;
        if (terms.isOrganisation && (1 << purpose) & Purposes.PERSONAL != 0) isCovered = false;
        bool isWithin = terms.start <= time && time < terms.end;
        require(
            _isPermitted(category, purpose) == (isCovered && isWithin),
            "another decision than the terms say"
        );
    }

    /// Whatever was granted, nothing is permitted after any restrictive act, by transaction or by signature.
    function testFuzz_restrictedPermitsNothing(
        IConsentRegistry.Terms memory terms,
        uint8 kind,
        bool isSigned,
        uint8 categorySeed,
        uint8 purposeSeed,
        uint40 time
    ) public {
        address patient = vm.addr(1);
        terms = _valid(terms);
        vm.prank(patient);
        _consents.grant(patient, terms.isOrganisation ? ORGANISATION : GRANTEE, terms);
        address grantee = terms.isOrganisation ? ORGANISATION : GRANTEE;
        _restrict(IConsentRegistry.Restriction(kind % 4), patient, grantee, isSigned);
        if (time > block.timestamp) vm.warp(time);
        IConsentRegistry.Decision decision = _consents.decide(
            patient,
            GRANTEE,
            Category.wrap(categorySeed % Categories.COUNT),
            Purpose.wrap(purposeSeed % Purposes.COUNT)
        );
        require(decision != IConsentRegistry.Decision.Permitted, "permitted after a restrictive act");
    }

    /// A number that was drawn is another than the one before.
    function testFuzz_drawnDiffers(uint32 previous, address patient) public view {
        require(Unforeseeable.draw(previous, patient) != previous, "the same number was drawn");
    }

    /// What is stored is what was said, and every count survives every act.
    function testFuzz_slotsKeepTheirMembers(
        IConsentRegistry.Terms memory terms,
        uint8 revocations,
        uint8 denials,
        bool isOut
    ) public {
        terms = _valid(terms);
        uint256 expectedRevocations = revocations % 2;
        uint256 expectedDenials = denials % 2;
        for (uint256 count = 0; count < expectedRevocations; ++count)
            _consents.revoke(address(this), GRANTEE);
        for (uint256 count = 0; count < expectedDenials; ++count) _consents.deny(address(this), GRANTEE);
        for (uint256 count = 0; count < expectedDenials; ++count) _consents.revokeAll(address(this));
        for (uint256 count = 0; count < expectedRevocations; ++count) _consents.optOut(address(this));
        if (!isOut) _consents.optIn(address(this));
        uint32 before = _consents.permitOf(address(this), GRANTEE).revision;
        _consents.grant(address(this), GRANTEE, terms);
        IConsentRegistry.Permit memory permit = _consents.permitOf(address(this), GRANTEE);
        IConsentRegistry.Header memory header = _consents.headerOf(address(this));
        unchecked {
            require(permit.revision == before + 1, "a grant does not add 1");
        }
        bool isKept =
            permit.categories == terms.categories &&
                permit.purposes == terms.purposes &&
                permit.start == terms.start &&
                permit.end == terms.end &&
                permit.generation == header.generation &&
                permit.revocations == expectedRevocations &&
                permit.denials == expectedDenials;
        require(isKept, "a permit is not as it was said");
        bool isHeaderKept =
            header.revocations == expectedDenials &&
                header.optOuts == expectedRevocations &&
                header.isOptedOut == (isOut && expectedRevocations != 0) &&
                header.controller == address(0);
        require(isHeaderKept, "a header is not as it was said");
    }

    /// A signed grant has the effect of a direct one, for any key and terms, and no other key can make it.
    function testFuzz_signedGrantEqualsDirectGrant(
        uint256 keySeed,
        uint256 otherSeed,
        IConsentRegistry.Terms memory terms
    ) public {
        uint256 key = _bound(keySeed, 1, type(uint128).max);
        uint256 other = _bound(otherSeed, 1, type(uint128).max);
        vm.assume(key != other);
        terms = _valid(terms);
        IConsentRegistry.SignedGrant memory request = IConsentRegistry.SignedGrant({
            patient: vm.addr(key),
            grantee: GRANTEE,
            terms: terms,
            generation: 0,
            revision: 0,
            deadline: uint40(block.timestamp)
        });
        bytes memory forged = _signGrant(_consents, other, request);
        try _consents.grantBySignature(request, forged) {
            revert("a forged grant was taken");
        } catch {}

        _consents.grantBySignature(request, _signGrant(_consents, key, request));
        _consents.grant(address(this), GRANTEE, terms);
        bytes32 signed = keccak256(abi.encode(_consents.permitOf(request.patient, GRANTEE)));
        bytes32 direct = keccak256(abi.encode(_consents.permitOf(address(this), GRANTEE)));
        require(signed == direct, "a signed grant differs from a direct one");
    }

    /// {requirePermitted} passes exactly where {decide} permits every category of the mask.
    function testFuzz_requirePermittedAgreesWithDecide(
        IConsentRegistry.Terms memory own,
        uint32 asked,
        uint8 purposeSeed
    ) public {
        own.isOrganisation = false;
        _consents.grant(address(this), GRANTEE, _valid(own));
        uint32 categories = _mask(asked, Categories.ALL);
        uint8 purpose = purposeSeed % Purposes.COUNT;
        bool expected = true;
        for (uint8 category = 0; category < Categories.COUNT; ++category) {
            if ((categories >> category) & 1 == 1 && !_isPermitted(category, purpose)) expected = false;
        }
        address[] memory grantees = new address[](1);
        grantees[0] = GRANTEE;
        bool passes = true;
        try _consents.requirePermitted(address(this), grantees, categories, Purpose.wrap(purpose)) {} catch {
            passes = false;
        }
        require(passes == expected, "requirePermitted and decide differ");
    }

    function _isPermitted(uint8 category, uint8 purpose) private view returns (bool) {
        return
            _consents.decide(address(this), GRANTEE, Category.wrap(category), Purpose.wrap(purpose)) ==
            IConsentRegistry.Decision.Permitted;
    }

    function _restrict(
        IConsentRegistry.Restriction kind,
        address patient,
        address grantee,
        bool isSigned
    ) private {
        bool isOne = kind <= IConsentRegistry.Restriction.Deny;
        if (isSigned) {
            IConsentRegistry.SignedRestriction memory request = IConsentRegistry.SignedRestriction({
                restriction: kind,
                patient: patient,
                grantee: isOne ? grantee : address(0),
                count: 0,
                deadline: uint40(block.timestamp)
            });
            _consents.restrictBySignature(request, _signRestriction(_consents, 1, request));
            return;
        }
        vm.prank(patient);
        if (kind == IConsentRegistry.Restriction.Revoke) _consents.revoke(patient, grantee);
        else if (kind == IConsentRegistry.Restriction.Deny) _consents.deny(patient, grantee);
        else if (kind == IConsentRegistry.Restriction.RevokeAll) _consents.revokeAll(patient);
        else _consents.optOut(patient);
    }

    /// Terms that a grant accepts, made of any terms.
    function _valid(
        IConsentRegistry.Terms memory terms
    ) private view returns (IConsentRegistry.Terms memory) {
        terms.categories = _mask(terms.categories, Categories.ALL);
        terms.purposes = _mask(terms.purposes, Purposes.ALL);
        terms.end = uint40(_bound(terms.end, block.timestamp + 1, type(uint40).max));
        terms.start = uint40(_bound(terms.start, 0, terms.end - 1));
        return terms;
    }

    function _mask(uint32 seed, uint32 all) private pure returns (uint32) {
        return seed & all == 0 ? 1 : seed & all;
    }
}
