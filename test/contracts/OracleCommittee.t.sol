// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccreditationRegistry} from "../../contracts/AccreditationRegistry.sol";
import {OracleCommittee} from "../../contracts/OracleCommittee.sol";
import {IOracleCommittee} from "../../contracts/interfaces/IOracleCommittee.sol";
import {ModelVersion, RequestId} from "../../contracts/types/Types.sol";
import {CommitteeTest} from "./support/CommitteeTest.sol";

contract OracleCommitteeTest is CommitteeTest {
    AccreditationRegistry private _accreditations;
    OracleCommittee private _committee;

    function setUp() public {
        _accreditations = new AccreditationRegistry(address(this), 0);
        _committee = new OracleCommittee(_accreditations);
        vm.warp(1_800_000_000);
    }

    /// Of any committee, whoever signs and whoever is excluded: a report passes for exactly a quorum of distinct signers,
    /// none of them excluded, and for nobody else.
    function testFuzz_verifyTakesAQuorumOfSignersThatCount(
        uint256 sizeSeed,
        uint256 faultsSeed,
        uint256 signing,
        uint256 excluding,
        bytes32 content
    ) public {
        uint256 size = _bound(sizeSeed, 4, 13);
        uint8 faults = uint8(_bound(faultsSeed, 1, (size - 1) / 3));
        uint256[] memory keys = _keys(size);
        _configure(_accreditations, _committee, keys, faults);
        // Few are excluded, so that a good part of the runs passes.
        uint256 excluded = excluding & (excluding >> 8) & (excluding >> 16) & ((1 << size) - 1);
        for (uint256 index = 0; index < size; ++index) {
            if ((excluded >> index) & 1 == 1) _committee.exclude(vm.addr(keys[index]));
        }

        IOracleCommittee.Configuration memory current = _committee.currentConfiguration();
        uint256 signed = _withQuorum(signing & ((1 << size) - 1), size, current.quorum, signing >> 255 == 1);
        IOracleCommittee.Report memory report = IOracleCommittee.Report(
            address(this),
            current.digest,
            RequestId.wrap(content),
            ModelVersion.wrap(keccak256(abi.encode(content))),
            content
        );
        bytes memory signatures = _signReport(_committee, report, keys, signed);
        bool isExpected = _count(signed) == current.quorum && signed & excluded == 0;
        require(_passes(report, signatures) == isExpected, "verify is not as the rules say");
        report.outputHash = keccak256(abi.encode(report.outputHash));
        require(!_passes(report, signatures), "another report passes");
    }

    function _passes(
        IOracleCommittee.Report memory report,
        bytes memory signatures
    ) private view returns (bool) {
        try _committee.verify(report, signatures) {
            return true;
        } catch {
            return false;
        }
    }

    /// The mask with bits set or cleared until exactly a quorum is set, unless it is to stay as it is.
    function _withQuorum(
        uint256 mask,
        uint256 size,
        uint256 quorum,
        bool isLeft
    ) private pure returns (uint256) {
        if (isLeft) return mask;
        for (uint256 index = 0; index < size && _count(mask) < quorum; ++index) mask |= 1 << index;
        for (uint256 index = 0; index < size && _count(mask) > quorum; ++index) mask &= ~(1 << index);
        return mask;
    }

    function _count(uint256 mask) private pure returns (uint256 count) {
        for (; mask != 0; mask &= mask - 1) ++count;
    }
}
