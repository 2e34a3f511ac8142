// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccreditationRegistry} from "../../../contracts/AccreditationRegistry.sol";
import {DrugProvenance} from "../../../contracts/DrugProvenance.sol";
import {ModelRegistry} from "../../../contracts/ModelRegistry.sol";
import {OracleCommittee} from "../../../contracts/OracleCommittee.sol";
import {IDrugProvenance} from "../../../contracts/interfaces/IDrugProvenance.sol";
import {IPackRegistry} from "../../../contracts/interfaces/IPackRegistry.sol";
import {Holds} from "../../../contracts/types/Holds.sol";
import {Roles} from "../../../contracts/types/Roles.sol";
import {BatchId} from "../../../contracts/types/Types.sol";
import {SolidityTest} from "./SolidityTest.sol";

/// @dev Acts of five organisations on a batch of sixteen packs in any order, entitled or not, while time goes on. Keeps its
/// own account, pack by pack, of who owns and keeps what, by the rules as documented.
contract DrugHandler is SolidityTest {
    uint8 public constant DEPTH = 4;
    uint32 public constant PACKS = 16;
    uint256 private constant ACTORS = 5;
    uint256 private constant NONCE = 1;

    // Not immutable: the runner tells a contract by its code, of which they would be too great a part.
    DrugProvenance public provenance;
    BatchId public batchId;
    bytes32[][] private _levels;

    /// @dev The first rule that was broken, or empty.
    string public broken;

    /// @dev How often acts came to something, so that a test can see that they do.
    uint256 public moved;
    uint256 public dispensed;
    uint256 public undone;
    uint256 public joined;
    uint256 public split;
    uint256 public lifted;

    address[16] public custodians;
    address[16] public owners;
    bool[16] public isOut;
    bool[16] public isSpoilt;
    bool[16] public isRecalled;

    constructor() {
        vm.warp(1_800_000_000);
        AccreditationRegistry accreditations = new AccreditationRegistry(address(this), 0);
        provenance = new DrugProvenance(
            accreditations,
            new OracleCommittee(accreditations),
            new ModelRegistry(accreditations),
            10 days
        );
        uint16[5] memory roles = [
            Roles.MANUFACTURER | Roles.QUALITY_ASSURANCE,
            Roles.DISTRIBUTOR | Roles.QUALITY_ASSURANCE,
            Roles.DISPENSER,
            Roles.DISPENSER,
            Roles.CARRIER
        ];
        for (uint256 actor = 0; actor < ACTORS; ++actor) {
            accreditations.accredit(_account(actor), _organisation(actor), roles[actor], type(uint40).max);
        }
        batchId = provenance.batchIdOf(_organisation(0), NONCE);
        bytes32 root = _build();
        vm.prank(_account(0));
        provenance.commission(root, DEPTH, uint16(block.timestamp / 1 days + 30_000), NONCE);
        vm.prank(_account(0));
        provenance.release(batchId, NONCE);
        for (uint32 index = 0; index < PACKS; ++index) {
            (custodians[index], owners[index]) = (_organisation(0), _organisation(0));
        }
    }

    function propose(uint256 seed) public {
        (IPackRegistry.UnitRef memory unit, uint32 first, uint256 actor) = _choose(seed);
        IDrugProvenance.Transfer kind = IDrugProvenance.Transfer((seed >> 8) % 3);
        address receiver = _organisation((seed >> 16) % ACTORS);
        bool isReturn = (seed >> 24) & 3 == 0;
        vm.prank(_account(actor));
        try
            provenance.propose(
                unit,
                IDrugProvenance.Proposal(receiver, uint40(block.timestamp + 20 days), kind, isReturn)
            )
        {
            address sender = _organisation(actor);
            bool isKeeper = sender == custodians[first];
            bool isOwner = sender == owners[first];
            if (kind != IDrugProvenance.Transfer.Ownership && !isKeeper) broken = "proposed by no keeper";
            if (kind != IDrugProvenance.Transfer.Custody && !isOwner) broken = "proposed by no owner";
            if (!isReturn) _requireFree(unit, "a recalled unit was offered");
        } catch {}
    }

    function accept(uint256 seed) public {
        (IPackRegistry.UnitRef memory unit, uint32 first, uint256 actor) = _choose(seed);
        IDrugProvenance.Transfer kind = IDrugProvenance.Transfer((seed >> 8) % 3);
        IDrugProvenance.Proposal memory proposal;
        try provenance.proposalOf(unit, kind) returns (IDrugProvenance.Proposal memory found) {
            proposal = found;
        } catch {
            return;
        }
        // Mostly the receiver, so that something moves; sometimes anybody.
        if (seed & 3 != 0) {
            kind = proposal.transfer;
            for (actor = 0; actor < ACTORS - 1 && _organisation(actor) != proposal.receiver;) ++actor;
        }
        address custodian = custodians[first];
        vm.prank(_account(actor));
        try provenance.accept(unit, kind, proposal.isReturn) {
            ++moved;
            address receiver = _organisation(actor);
            if (receiver != proposal.receiver) broken = "accepted by another";
            if (proposal.expiresAt <= block.timestamp) broken = "accepted too late";
            if (!proposal.isReturn) _requireFree(unit, "a recalled unit moved on");
            if (receiver == _organisation(4) && kind != IDrugProvenance.Transfer.Custody) {
                broken = "a carrier owns";
            }
            for (uint32 index = first; index < first + (uint32(1) << unit.level); ++index) {
                if (kind != IDrugProvenance.Transfer.Ownership) custodians[index] = receiver;
                if (kind != IDrugProvenance.Transfer.Custody) owners[index] = receiver;
                if (unit.level == 0 && isOut[index] && !isSpoilt[index]) broken = "a dispensed pack moved";
            }
            if (kind == IDrugProvenance.Transfer.Ownership && custodian != custodians[first]) {
                broken = "custody moved with ownership";
            }
        } catch {}
    }

    function disaggregate(uint256 seed) public {
        (IPackRegistry.UnitRef memory unit, uint32 first, uint256 actor) = _choose(seed);
        vm.prank(_account(actor));
        try provenance.disaggregate(unit, uint8((seed >> 8) % 4)) {
            ++split;
            if (_organisation(actor) != custodians[first]) broken = "disaggregated by no keeper";
        } catch {}
    }

    function aggregate(uint256 seed) public {
        IPackRegistry.UnitRef memory unit = _parentOf(uint32(seed % PACKS));
        uint32 first = unit.position << unit.level;
        uint256 actor = _actorOf(custodians[first], seed);
        vm.prank(_account(actor));
        try provenance.aggregate(unit) {
            ++joined;
            for (uint32 index = first; index < first + (uint32(1) << unit.level); ++index) {
                if (_organisation(actor) != custodians[index]) broken = "aggregated by no keeper of all";
                if (owners[index] != owners[first]) broken = "aggregated what others own";
            }
        } catch {}
    }

    function dispense(uint256 seed) public {
        (IPackRegistry.UnitRef memory unit, uint32 first, uint256 actor) = _choose(seed);
        uint32 index = first + uint32((seed >> 8) % (uint256(1) << unit.level));
        IPackRegistry.PackRef memory pack = IPackRegistry.PackRef(
            unit,
            index,
            _body(index),
            DEPTH,
            _proof(index)
        );
        vm.prank(_account(actor));
        try provenance.dispense(pack, bytes32(0)) {
            ++dispensed;
            if (isOut[index]) broken = "dispensed twice";
            if (isRecalled[index]) broken = "dispensed though recalled";
            if (_organisation(actor) != custodians[index]) broken = "dispensed by no keeper";
            if (actor != 2 && actor != 3) broken = "dispensed by no dispenser";
            if (owners[index] != custodians[index]) broken = "dispensed what another owns";
            isOut[index] = true;
        } catch {}
    }

    function undo(uint256 seed) public {
        (IPackRegistry.UnitRef memory unit, uint32 first, uint256 actor) = _choose(seed);
        uint32 index = first + uint32((seed >> 8) % (uint256(1) << unit.level));
        vm.prank(_account(actor));
        try provenance.undoDispense(unit, index, bytes32(0)) {
            ++undone;
            if (!isOut[index] || isSpoilt[index]) broken = "undone without a dispensing";
            if (_organisation(actor) != custodians[index]) broken = "undone by no keeper";
            isSpoilt[index] = provenance.unitOf(unit).holds & ~Holds.RECALLED != 0 || isRecalled[index];
            isOut[index] = isSpoilt[index];
        } catch {}
    }

    function recall(uint256 seed) public {
        if (seed & 7 != 0) return;
        uint32 from = uint32((seed >> 8) % PACKS);
        uint32 to = from + 1 + uint32((seed >> 16) % 2);
        uint256 actor = (seed >> 24) % ACTORS;
        vm.prank(_account(actor));
        try provenance.recall(batchId, NONCE, from, to, bytes32(0)) {
            if (actor != 0) broken = "recalled by no maker";
            for (uint32 index = from; index < to; ++index) isRecalled[index] = true;
        } catch {}
    }

    function quarantine(uint256 seed) public {
        (IPackRegistry.UnitRef memory unit, uint32 first, uint256 actor) = _choose(seed);
        if (seed & 0x300 != 0) return;
        vm.prank(_account(actor));
        try provenance.quarantine(unit, bytes32(0)) {
            address sender = _organisation(actor);
            if (sender != custodians[first] && sender != owners[first]) broken = "quarantined by a stranger";
        } catch {}
    }

    function suspect(uint256 seed) public {
        (IPackRegistry.UnitRef memory unit, , ) = _choose(seed);
        uint8 hold = seed & 0x100 == 0 ? Holds.SUSPECT : Holds.ILLEGITIMATE;
        if (seed & 0xe00 != 0) return;
        vm.prank(address(provenance.investigations()));
        try provenance.putHold(unit, hold, bytes32(0)) {} catch {}
    }

    function lift(uint256 seed) public {
        (IPackRegistry.UnitRef memory unit, uint32 first, uint256 actor) = _choose(seed);
        uint8 before = provenance.unitOf(unit).holds;
        bool isSuspicion = seed & 0x100 == 0;
        uint8 hold = isSuspicion ? Holds.SUSPECT : Holds.QUARANTINED;
        if (isSuspicion) {
            vm.prank(address(provenance.investigations()));
            try provenance.liftHold(unit, hold, bytes32(0)) {
                ++lifted;
            } catch {}
        } else {
            vm.prank(_account(actor));
            try provenance.releaseFromQuarantine(unit, bytes32("examined")) {
                ++lifted;
                if (_organisation(actor) == owners[first]) broken = "released by its owner";
                if (_organisation(actor) == custodians[first]) broken = "released by its keeper";
            } catch {}
        }
        uint8 lost = before & ~provenance.unitOf(unit).holds;
        if (lost & ~hold != 0) broken = "lifting one hold lifted another";
    }

    function finish(uint256 seed) public {
        (IPackRegistry.UnitRef memory unit, uint32 first, uint256 actor) = _choose(seed);
        vm.prank(_account(actor));
        if (seed & 0x700 == 0) {
            try provenance.destroy(unit, bytes32(0)) {
                if (_organisation(actor) != owners[first]) broken = "destroyed by no owner";
            } catch {}
        } else {
            try provenance.restock(unit, bytes32(0)) {
                _requireFree(unit, "a recalled unit was restocked");
                for (uint32 index = first; index < first + (uint32(1) << unit.level); ++index) {
                    if (isOut[index]) broken = "an opened unit was restocked";
                }
            } catch {}
        }
    }

    function pass(uint256 time) public {
        vm.warp(block.timestamp + _bound(time, 1 hours, 3 days));
    }

    /// @dev Whether the contract says the same as the account, and every pack lies in one unit.
    function check() external view returns (bool) {
        for (uint32 index = 0; index < PACKS; ++index) {
            (IPackRegistry.UnitRef memory unit, ) = _unitOf(index);
            IDrugProvenance.Unit memory state = provenance.unitOf(unit);
            if (state.custodian != custodians[index] || state.owner != owners[index]) return false;
            if (_unitsWith(index) != 1) return false;
            uint32 mark = provenance.dispensedAtOf(batchId, index);
            if ((mark != 0) != isOut[index] || (mark == 1) != isSpoilt[index]) return false;
        }
        return true;
    }

    /// @dev Packs that all actors keep together.
    function held() external view returns (uint256 sum) {
        for (uint256 actor = 0; actor < ACTORS; ++actor) {
            for (uint32 index = 0; index < PACKS; ++index) {
                (IPackRegistry.UnitRef memory unit, ) = _unitOf(index);
                if (provenance.unitOf(unit).custodian == _organisation(actor)) ++sum;
            }
        }
    }

    /// @dev How many units of any level, through any parent, have the pack.
    function _unitsWith(uint32 index) private view returns (uint256 count) {
        for (uint8 level = 0; level <= DEPTH; ++level) {
            bool isUnit = false;
            for (uint8 parent = level; parent <= DEPTH && !isUnit; ++parent) {
                try provenance.unitOf(IPackRegistry.UnitRef(batchId, level, index >> level, parent)) returns (
                    IDrugProvenance.Unit memory unit
                ) {
                    isUnit = !unit.isDisaggregated;
                } catch {}
            }
            if (isUnit) ++count;
        }
    }

    function _requireFree(IPackRegistry.UnitRef memory unit, string memory rule) private {
        uint32 first = unit.position << unit.level;
        for (uint32 index = first; index < first + (uint32(1) << unit.level); ++index) {
            if (isRecalled[index]) broken = rule;
        }
    }

    /// @dev A unit, its first pack, and mostly the one that keeps it, but sometimes anybody.
    function _choose(
        uint256 seed
    ) private view returns (IPackRegistry.UnitRef memory unit, uint32 first, uint256 actor) {
        (unit, ) = _unitOf(uint32((seed >> 64) % PACKS));
        first = unit.position << unit.level;
        actor = _actorOf(custodians[first], seed);
    }

    function _actorOf(address organisation, uint256 seed) private pure returns (uint256 actor) {
        if (seed & 7 == 7) return (seed >> 128) % ACTORS;
        while (actor < ACTORS - 1 && _organisation(actor) != organisation) ++actor;
    }

    /// @dev The unit that a pack lies in, and the one that it was disaggregated from, found from the whole batch down.
    function _unitOf(
        uint32 index
    ) private view returns (IPackRegistry.UnitRef memory unit, IPackRegistry.UnitRef memory parent) {
        unit = IPackRegistry.UnitRef(batchId, DEPTH, 0, DEPTH);
        parent = unit;
        IDrugProvenance.Unit memory state = provenance.unitOf(unit);
        while (state.isDisaggregated) {
            parent = unit;
            unit = IPackRegistry.UnitRef(batchId, state.childLevel, index >> state.childLevel, parent.level);
            state = provenance.unitOf(unit);
        }
    }

    function _parentOf(uint32 index) private view returns (IPackRegistry.UnitRef memory parent) {
        (, parent) = _unitOf(index);
    }

    function _account(uint256 actor) private pure returns (address) {
        return address(uint160(0xACC000 + actor));
    }

    function _organisation(uint256 actor) private pure returns (address) {
        return address(uint160(0x0E6000 + actor));
    }

    function _body(uint32 index) private pure returns (bytes32) {
        return keccak256(abi.encode("body", index));
    }

    /// @dev The tree by code of its own, so that the library is not checked against itself.
    function _build() private returns (bytes32) {
        bytes32[] memory row = new bytes32[](PACKS);
        for (uint32 index = 0; index < PACKS; ++index) {
            row[index] = keccak256(
                abi.encodePacked(
                    hex"00",
                    abi.encode(
                        keccak256("Salus pack"),
                        block.chainid,
                        address(provenance),
                        batchId,
                        uint256(index),
                        _body(index)
                    )
                )
            );
        }
        while (row.length > 1) {
            _levels.push(row);
            bytes32[] memory above = new bytes32[](row.length / 2);
            for (uint256 pair = 0; pair < above.length; ++pair) {
                above[pair] = keccak256(abi.encodePacked(hex"01", row[2 * pair], row[2 * pair + 1]));
            }
            row = above;
        }
        return row[0];
    }

    function _proof(uint32 index) private view returns (bytes32[] memory proof) {
        proof = new bytes32[](DEPTH);
        for (uint256 level = 0; level < DEPTH; ++level) proof[level] = _levels[level][(index >> level) ^ 1];
    }
}
