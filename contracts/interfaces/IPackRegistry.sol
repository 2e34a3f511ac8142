// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {BatchId} from "../types/Types.sol";

/// @title Packs, each dispensed at most once
/// @notice A pack is a leaf of its batch's tree; its body is a salted hash of GTIN, serial number and lot, which the chain
/// never sees. Each index has 32 bits: the second in which its pack was dispensed, so that a dispenser can undo it within
/// a window and nobody else can.
/// @custom:warning A unit above level 0 may move on with packs that were dispensed; their marks stay with them. Who sees a
/// prescription's commitment in the pool can use it up with a pack of its own: then dispense with none.
/// The chain knows that the pack of an index was dispensed, not that the box in hand is the one that its
/// maker packed.
interface IPackRegistry {
    /// @param level Level of the subtree that the unit is: 0 for a pack, the batch's depth for all of it.
    /// @param position Which subtree of that level: its packs have the indices [position << level, (position + 1) << level).
    /// @param parentLevel Level of the unit that it was disaggregated from; read only as long as the unit was not touched
    /// since. For the whole batch: its level.
    struct UnitRef {
        BatchId batchId;
        uint8 level;
        uint32 position;
        uint8 parentLevel;
    }

    /// @param unit Unit that the pack lies in.
    /// @param index Index of the pack in the batch.
    /// @param body Salted hash of what is printed on it.
    /// @param proofLevel Level of the node that the proof leads to: the batch's depth, or of a node that was anchored.
    /// @param proof Siblings from the leaf up.
    struct PackRef {
        UnitRef unit;
        uint32 index;
        bytes32 body;
        uint8 proofLevel;
        bytes32[] proof;
    }

    /// @notice `dispenser` gave out the pack.
    event PackDispensed(
        BatchId indexed batchId,
        address indexed dispenser,
        uint32 index,
        bytes32 prescription
    );

    /// @notice The dispenser took it back within the window. `isQuarantined`: it can never be dispensed again.
    event DispenseUndone(
        BatchId indexed batchId,
        address indexed dispenser,
        uint32 index,
        bool isQuarantined
    );

    /// @notice The root of a subtree is stored, so that proofs for packs in it are shorter.
    event NodeAnchored(BatchId indexed batchId, uint8 level, uint32 position, bytes32 node);

    /// @notice The pack was dispensed at `dispensedAt`, or came back under a hold (1).
    error AlreadyDispensed(BatchId batchId, uint32 index, uint32 dispensedAt);

    /// @notice The pack is not dispensed.
    error NotDispensed(BatchId batchId, uint32 index);

    /// @notice The prescription was filled with another pack.
    error PrescriptionFilled(bytes32 prescription);

    /// @notice The prescription was not filled with this pack.
    error PrescriptionMismatch(bytes32 prescription);

    /// @notice The proof does not lead from the pack to the batch's root, or to an anchored node.
    error InvalidPack(BatchId batchId, uint32 index);

    /// @notice The siblings do not lead from the node to the batch's root.
    error InvalidNode(BatchId batchId, uint8 level, uint32 position);

    /// @notice The pack is not in the unit.
    error NotInUnit(uint32 index);

    /// @notice Undoing ended at `end`, or is not for this custodian (0): only for the one that kept the unit since before.
    error UndoOver(BatchId batchId, uint32 index, uint256 end);

    /// @notice Gives out a pack. Only a dispenser that keeps and owns its unit, if that is available and under no hold and the last
    /// day of use has not passed. `prescription`: zero, or a salted commitment that can be used once.
    function dispense(PackRef calldata pack, bytes32 prescription) external;

    /// @notice Undoes it within {undoWindow}. Only the dispenser that kept the unit since before it, all the while. Under a hold
    /// the pack is quarantined for good. `prescription` as when it was dispensed: it can be filled again; if it is left out,
    /// it stays filled.
    function undoDispense(UnitRef calldata unit, uint32 index, bytes32 prescription) external;

    /// @notice Stores the root of a subtree, which the siblings above it prove. Anyone may.
    function anchorNode(
        BatchId batchId,
        uint8 level,
        uint32 position,
        bytes32 node,
        bytes32[] calldata proof
    ) external;

    /// @notice Whether the pack is of the batch. For anyone to call with what a verifier answered.
    function isPack(PackRef calldata pack) external view returns (bool);

    /// @notice 0: not dispensed; 1: came back under a hold; otherwise the second in which it was dispensed.
    function dispensedAtOf(BatchId batchId, uint32 index) external view returns (uint32);

    /// @notice Whether a prescription was filled.
    function isFilled(bytes32 prescription) external view returns (bool);

    /// @notice Leaf type of trees of packs.
    function PACK_LEAF() external view returns (bytes32);

    /// @notice Seconds within which a dispenser may undo (EU 2016/161, article 13: ten days).
    function undoWindow() external view returns (uint40);
}
