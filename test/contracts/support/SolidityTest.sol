// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {CheatCodes} from "./CheatCodes.sol";
import {AccreditationRegistry} from "../../../contracts/AccreditationRegistry.sol";
import {ConsentRegistry} from "../../../contracts/ConsentRegistry.sol";
import {IConsentRegistry} from "../../../contracts/interfaces/IConsentRegistry.sol";
import {Roles} from "../../../contracts/types/Roles.sol";

/// @dev The cheat codes and what the tests of consent share. A failure is a revert.
abstract contract SolidityTest {
    CheatCodes internal constant vm = CheatCodes(address(uint160(uint256(keccak256("hevm cheat code")))));

    bytes32 private constant DOMAIN_TYPEHASH = keccak256(
        "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"
    );
    bytes32 private constant GRANT_TYPEHASH = keccak256(
        "Grant(string words,address patient,address grantee,bool isOrganisation,uint32 categories,uint32 purposes,uint40 start,uint40 end,uint32 generation,uint32 revision,uint40 deadline)"
    );
    bytes32 private constant RESTRICTION_TYPEHASH = keccak256(
        "Restriction(string words,uint8 restriction,address patient,address grantee,uint24 count,uint40 deadline)"
    );
    bytes32 private constant OPT_IN_TYPEHASH = keccak256(
        "OptIn(string words,address patient,uint32 generation,uint40 deadline)"
    );

    function _deployConsents()
        internal
        returns (AccreditationRegistry accreditations, ConsentRegistry consents)
    {
        accreditations = new AccreditationRegistry(address(this), 0);
        consents = new ConsentRegistry(accreditations);
    }

    function _accreditClinician(
        AccreditationRegistry accreditations,
        address account,
        address organisation
    ) internal {
        accreditations.accredit(account, organisation, Roles.CLINICIAN, type(uint40).max);
    }

    function _bound(uint256 value, uint256 low, uint256 high) internal pure returns (uint256) {
        return low + (value % (high - low + 1));
    }

    function _signGrant(
        ConsentRegistry consents,
        uint256 key,
        IConsentRegistry.SignedGrant memory request
    ) internal view returns (bytes memory) {
        bytes32 words = keccak256(bytes(consents.grantWords(request.terms)));
        return _sign(consents, key, keccak256(abi.encode(GRANT_TYPEHASH, words, request)));
    }

    function _signRestriction(
        ConsentRegistry consents,
        uint256 key,
        IConsentRegistry.SignedRestriction memory request
    ) internal view returns (bytes memory) {
        string[4] memory words = [
            "Stop sharing my records with this grantee",
            "Never share my records with this grantee",
            "Stop sharing my records with everyone",
            "Share nothing with anyone, not even in an emergency"
        ];
        bytes32 hash = keccak256(bytes(words[uint256(request.restriction)]));
        return _sign(consents, key, keccak256(abi.encode(RESTRICTION_TYPEHASH, hash, request)));
    }

    function _signOptIn(
        ConsentRegistry consents,
        uint256 key,
        IConsentRegistry.SignedOptIn memory request
    ) internal view returns (bytes memory) {
        bytes32 words = keccak256("Let me share my records again");
        return _sign(consents, key, keccak256(abi.encode(OPT_IN_TYPEHASH, words, request)));
    }

    function _sign(
        ConsentRegistry consents,
        uint256 key,
        bytes32 structHash
    ) private view returns (bytes memory) {
        bytes32 domain = keccak256(
            abi.encode(
                DOMAIN_TYPEHASH,
                keccak256("Salus Consent"),
                keccak256("1"),
                block.chainid,
                address(consents)
            )
        );
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(
            key,
            keccak256(bytes.concat(hex"1901", domain, structHash))
        );
        return bytes.concat(r, s, bytes1(v));
    }
}
