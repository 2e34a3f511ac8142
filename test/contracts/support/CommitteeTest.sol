// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccreditationRegistry} from "../../../contracts/AccreditationRegistry.sol";
import {OracleCommittee} from "../../../contracts/OracleCommittee.sol";
import {IOracleCommittee} from "../../../contracts/interfaces/IOracleCommittee.sol";
import {Roles} from "../../../contracts/types/Roles.sol";
import {SolidityTest} from "./SolidityTest.sol";

/// @dev Committees whose members' keys are known.
abstract contract CommitteeTest is SolidityTest {
    /// @dev The first `size` keys, in increasing order of their accounts.
    function _keys(uint256 size) internal pure returns (uint256[] memory keys) {
        keys = new uint256[](size);
        for (uint256 index = 0; index < size; ++index) {
            uint256 key = 0x5A105 + index;
            uint256 place = index;
            for (; place != 0 && vm.addr(keys[place - 1]) > vm.addr(key); --place)
                keys[place] = keys[place - 1];
            keys[place] = key;
        }
    }

    /// @dev Makes the accounts of the keys the committee, each of an organisation of its own.
    function _configure(
        AccreditationRegistry accreditations,
        OracleCommittee committee,
        uint256[] memory keys,
        uint8 faults
    ) internal {
        address[] memory signers = new address[](keys.length);
        for (uint256 index = 0; index < keys.length; ++index) {
            signers[index] = vm.addr(keys[index]);
            address organisation = address(uint160(0x0CA1E000 + index));
            accreditations.accredit(signers[index], organisation, Roles.ORACLE, type(uint40).max);
        }
        committee.configure(signers, faults);
    }

    /// @dev The signatures of the keys whose bit is set in `mask`, in their order.
    function _signReport(
        OracleCommittee committee,
        IOracleCommittee.Report memory report,
        uint256[] memory keys,
        uint256 mask
    ) internal view returns (bytes memory signatures) {
        bytes32 digest = committee.digestOf(report);
        for (uint256 index = 0; index < keys.length; ++index) {
            if ((mask >> index) & 1 == 0) continue;
            (uint8 v, bytes32 r, bytes32 s) = vm.sign(keys[index], digest);
            signatures = bytes.concat(signatures, r, s, bytes1(v));
        }
    }
}
