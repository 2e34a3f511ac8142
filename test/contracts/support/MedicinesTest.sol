// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccreditationRegistry} from "../../../contracts/AccreditationRegistry.sol";
import {DrugProvenance} from "../../../contracts/DrugProvenance.sol";
import {ModelRegistry} from "../../../contracts/ModelRegistry.sol";
import {OracleCommittee} from "../../../contracts/OracleCommittee.sol";
import {IPackRegistry} from "../../../contracts/interfaces/IPackRegistry.sol";
import {Roles} from "../../../contracts/types/Roles.sol";
import {BatchId} from "../../../contracts/types/Types.sol";
import {SolidityTest} from "./SolidityTest.sol";

/// @dev A released batch of 16 packs, all of it with its maker, whose one account is this contract.
abstract contract MedicinesTest is SolidityTest {
    uint8 internal constant DEPTH = 4;
    address internal constant MAKER = address(0x3A4E);

    DrugProvenance internal _provenance;
    BatchId internal _batchId;

    function _commission() internal {
        vm.warp(1_800_000_000);
        AccreditationRegistry accreditations = new AccreditationRegistry(address(this), 0);
        _provenance = new DrugProvenance(
            accreditations,
            new OracleCommittee(accreditations),
            new ModelRegistry(accreditations),
            10 days
        );
        uint16 roles = Roles.MANUFACTURER | Roles.QUALITY_ASSURANCE;
        accreditations.accredit(address(this), MAKER, roles, type(uint40).max);
        _batchId = _provenance.commission(bytes32(uint256(1)), DEPTH, type(uint16).max, 1);
        _provenance.release(_batchId, 1);
    }

    function _unit(uint8 level, uint32 position) internal view returns (IPackRegistry.UnitRef memory) {
        return IPackRegistry.UnitRef(_batchId, level, position, DEPTH);
    }

    /// The current unit in which a pack lies.
    function _unitOfPack(uint32 index) internal view returns (IPackRegistry.UnitRef memory unit) {
        unit = _unit(DEPTH, 0);
        while (_provenance.unitOf(unit).isDisaggregated) {
            uint8 childLevel = _provenance.unitOf(unit).childLevel;
            unit = IPackRegistry.UnitRef(_batchId, childLevel, index >> childLevel, unit.level);
        }
    }
}
