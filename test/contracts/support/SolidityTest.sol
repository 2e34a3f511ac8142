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
        "Grant(string words,address patient,address grantee,uint32 categories,uint32 purposes,uint40 start,uint40 end,uint32 generation,uint32 revision,uint40 deadline)"
    );
    bytes32 private constant REVOCATION_TYPEHASH = keccak256(
        "Revocation(string words,address patient,address grantee,uint32 revocations,uint40 deadline)"
    );
    bytes32 private constant REVOCATION_OF_ALL_TYPEHASH = keccak256(
        "RevocationOfAll(string words,address patient,uint32 generation,uint40 deadline)"
    );

    function _deployConsents()
        internal
        returns (AccreditationRegistry accreditations, ConsentRegistry consents)
    {
        accreditations = new AccreditationRegistry(address(this), 0);
        consents = new ConsentRegistry(accreditations);
    }

    function _accreditClinician(AccreditationRegistry accreditations, address account) internal {
        accreditations.accredit(account, address(0x0517A1), Roles.CLINICIAN, type(uint40).max);
    }

    function _bound(uint256 value, uint256 low, uint256 high) internal pure returns (uint256) {
        return low + (value % (high - low + 1));
    }

    function _signGrant(
        ConsentRegistry consents,
        uint256 key,
        IConsentRegistry.SignedGrant memory request
    ) internal view returns (bytes memory) {
        IConsentRegistry.Terms memory terms = request.terms;
        bytes32 words = keccak256(bytes(consents.grantWords(terms)));
        bytes memory head = abi.encode(GRANT_TYPEHASH, words, request.patient, request.grantee);
        bytes memory middle = abi.encode(terms.categories, terms.purposes, terms.start, terms.end);
        bytes memory tail = abi.encode(request.generation, request.revision, request.deadline);
        return _sign(consents, key, keccak256(bytes.concat(head, middle, tail)));
    }

    function _signRevocation(
        ConsentRegistry consents,
        uint256 key,
        IConsentRegistry.SignedRevocation memory request
    ) internal view returns (bytes memory) {
        bytes32 words = keccak256("Stop sharing my records with this grantee");
        return _sign(consents, key, keccak256(abi.encode(REVOCATION_TYPEHASH, words, request)));
    }

    function _signRevocationOfAll(
        ConsentRegistry consents,
        uint256 key,
        IConsentRegistry.SignedRevocationOfAll memory request
    ) internal view returns (bytes memory) {
        bytes32 words = keccak256("Stop sharing my records with everyone");
        return _sign(consents, key, keccak256(abi.encode(REVOCATION_OF_ALL_TYPEHASH, words, request)));
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
