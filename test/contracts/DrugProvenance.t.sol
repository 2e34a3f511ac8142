// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccreditationRegistry} from "../../contracts/AccreditationRegistry.sol";
import {DrugProvenance} from "../../contracts/DrugProvenance.sol";
import {ModelRegistry} from "../../contracts/ModelRegistry.sol";
import {OracleCommittee} from "../../contracts/OracleCommittee.sol";
import {IDrugProvenance} from "../../contracts/interfaces/IDrugProvenance.sol";
import {IPackRegistry} from "../../contracts/interfaces/IPackRegistry.sol";
import {Holds} from "../../contracts/types/Holds.sol";
import {Roles} from "../../contracts/types/Roles.sol";
import {BatchId} from "../../contracts/types/Types.sol";
import {SolidityTest} from "./support/SolidityTest.sol";

contract DrugProvenanceTest is SolidityTest {
    uint8 private constant DEPTH = 20;
    uint32 private constant PACKS = uint32(1) << DEPTH;
    address private constant MAKER = address(0xFAC7);

    DrugProvenance private _provenance;
    BatchId private _batchId;

    function setUp() public {
        vm.warp(1_800_000_000);
        AccreditationRegistry accreditations = new AccreditationRegistry(address(this), 0);
        OracleCommittee committee = new OracleCommittee(accreditations);
        _provenance = new DrugProvenance(
            accreditations,
            committee,
            new ModelRegistry(accreditations),
            10 days
        );
        uint16 roles = Roles.MANUFACTURER | Roles.QUALITY_ASSURANCE;
        accreditations.accredit(address(this), MAKER, roles, type(uint40).max);
        _batchId = _provenance.commission(bytes32(0), DEPTH, type(uint16).max, 1);
        _provenance.release(_batchId, 1);
    }

    /// Recalled is whatever shares a pack with a recalled range, and nothing else.
    function testFuzz_recallsHoldWhatTheyOverlap(uint256 seed, uint8 level, uint32 position) external {
        level = uint8(_bound(level, DEPTH - 8, DEPTH - 1));
        position = uint32(_bound(position, 0, (uint256(1) << (DEPTH - level)) - 1));
        uint256 first = uint256(position) << level;
        uint256 end = first + (uint256(1) << level);
        _provenance.disaggregate(_whole(), level);
        bool isRecalled = false;
        for (uint256 count = 0; count < 6; ++count) {
            seed = uint256(keccak256(abi.encode(seed)));
            // Half of them start near the unit, where the edges are.
            uint256 from = seed & 1 == 0 ? (seed >> 8) % PACKS : _near(first, seed >> 8);
            uint256 to = seed & 2 == 0 ? _bound(seed >> 64, from + 1, PACKS) : from + 1;
            _provenance.recall(_batchId, 1, uint32(from), uint32(to), bytes32(0));
            if (from < end && first < to) isRecalled = true;
            uint8 holds = _provenance.unitOf(_part(level, position, DEPTH)).holds;
            require(holds == (isRecalled ? Holds.RECALLED : 0), "another unit is recalled");
        }
    }

    /// However a batch was disaggregated, there is no other unit than those parts.
    function testFuzz_thereIsNoOtherUnit(
        uint8 childLevel,
        uint8 level,
        uint32 position,
        uint8 parentLevel
    ) external {
        childLevel = uint8(_bound(childLevel, DEPTH - 8, DEPTH - 1));
        if (level & 1 == 0) level = childLevel;
        if (position & 1 == 0) position >>= (childLevel + 12) & 31;
        if (parentLevel & 1 == 0) parentLevel = DEPTH;
        _provenance.disaggregate(_whole(), childLevel);
        bool isPart =
            level == childLevel &&
                parentLevel == DEPTH &&
                uint256(position) < uint256(1) << (DEPTH - childLevel);
        bool isWhole = level == DEPTH && position == 0;
        try _provenance.unitOf(_part(level, position, parentLevel)) returns (
            IDrugProvenance.Unit memory unit
        ) {
            require(isPart || (isWhole && unit.isDisaggregated), "a unit that nobody made");
        } catch {
            require(!isPart && !isWhole, "a unit is missing");
        }
    }

    function _near(uint256 index, uint256 seed) private pure returns (uint256) {
        uint256 near = index + (seed % 3);
        return near == 0 ? 0 : (near - 1) % PACKS;
    }

    function _whole() private view returns (IPackRegistry.UnitRef memory) {
        return _part(DEPTH, 0, DEPTH);
    }

    function _part(
        uint8 level,
        uint32 position,
        uint8 parentLevel
    ) private view returns (IPackRegistry.UnitRef memory) {
        return IPackRegistry.UnitRef(_batchId, level, position, parentLevel);
    }
}
