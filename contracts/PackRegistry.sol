// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IPackRegistry} from "./interfaces/IPackRegistry.sol";
import {PositionalMerkle} from "./libraries/PositionalMerkle.sol";
import {BatchId} from "./types/Types.sol";

/// @title PackRegistry
/// @dev Documented by {IPackRegistry}. A part of {DrugProvenance}, so that dispensing calls no other contract for the unit.
abstract contract PackRegistry is IPackRegistry {
    /// @inheritdoc IPackRegistry
    bytes32 public constant override PACK_LEAF = keccak256("Salus pack");

    /// @dev Mark of a pack that came back under a hold. No pack was dispensed in the second 1.
    uint32 internal constant QUARANTINED_FOR_GOOD = 1;

    /// @inheritdoc IPackRegistry
    uint40 public immutable override undoWindow;

    /// @dev Eight marks of 32 bits in a word. The key is the batch's id, a hash, plus the word: one hash less than nested
    /// mappings, and ids of two batches are never near each other.
    mapping(uint256 key => uint256 marks) private _marks;

    /// @dev The key is the batch's id plus the node's place.
    mapping(uint256 key => bytes32 node) private _nodes;

    /// @dev The pack that a prescription was filled with: see {_packKey}.
    mapping(bytes32 prescription => bytes32 pack) private _filledWith;

    constructor(uint40 undoWindow_) {
        undoWindow = undoWindow_;
    }

    /// @inheritdoc IPackRegistry
    function dispense(PackRef calldata pack, bytes32 prescription) external override {
        (BatchId batchId, uint32 index) = (pack.unit.batchId, pack.index);
        _requireIn(pack.unit, index);
        (address dispenser, uint256 depth) = _requireDispensable(pack.unit, index);
        if (!_isProven(pack, depth)) revert InvalidPack(batchId, index);

        (uint256 word, uint32 mark) = _wordAndMarkOf(batchId, index);
        if (mark != 0) revert AlreadyDispensed(batchId, index, mark);
        _write(batchId, index, word, uint32(block.timestamp));
        if (prescription != 0) {
            if (_filledWith[prescription] != 0) revert PrescriptionFilled(prescription);
            _filledWith[prescription] = _packKey(batchId, index);
        }
        emit PackDispensed(batchId, dispenser, index, prescription);
    }

    /// @inheritdoc IPackRegistry
    function undoDispense(UnitRef calldata unit, uint32 index, bytes32 prescription) external override {
        BatchId batchId = unit.batchId;
        _requireIn(unit, index);
        (address dispenser, uint40 heldSince, bool isHeld) = _requireUndoable(unit, index);
        (uint256 word, uint32 mark) = _wordAndMarkOf(batchId, index);
        if (mark <= QUARANTINED_FOR_GOOD) revert NotDispensed(batchId, index);
        // Whoever took the unit in the very second of the dispensing may not be the one that dispensed.
        uint256 end = heldSince < mark ? uint256(mark) + undoWindow : 0;
        if (block.timestamp >= end) revert UndoOver(batchId, index, end);

        if (prescription != 0) {
            if (_filledWith[prescription] != _packKey(batchId, index))
                revert PrescriptionMismatch(prescription);
            delete _filledWith[prescription];
        }
        _write(batchId, index, word, isHeld ? QUARANTINED_FOR_GOOD : 0);
        emit DispenseUndone(batchId, dispenser, index, isHeld);
    }

    /// @inheritdoc IPackRegistry
    function anchorNode(
        BatchId batchId,
        uint8 level,
        uint32 position,
        bytes32 node,
        bytes32[] calldata proof
    ) external override {
        (bytes32 root, uint256 depth) = _treeOf(batchId);
        // A proof from above the root would have a negative length.
        bool isProven = level <= depth && PositionalMerkle.verify(root, depth - level, position, node, proof);
        if (!isProven) revert InvalidNode(batchId, level, position);
        _nodes[_keyOf(batchId, _placeOf(level, position))] = node;
        emit NodeAnchored(batchId, level, position, node);
    }

    /// @inheritdoc IPackRegistry
    function isPack(PackRef calldata pack) external view override returns (bool) {
        (, uint256 depth) = _treeOf(pack.unit.batchId);
        return uint256(pack.index) >> depth == 0 && _isProven(pack, depth);
    }

    /// @inheritdoc IPackRegistry
    function dispensedAtOf(BatchId batchId, uint32 index) external view override returns (uint32) {
        return _markOf(batchId, index);
    }

    /// @inheritdoc IPackRegistry
    function isFilled(bytes32 prescription) external view override returns (bool) {
        return _filledWith[prescription] != 0;
    }

    /// @dev Reverts unless the sender may dispense the pack `index` out of the unit. The pack is in the unit.
    function _requireDispensable(
        UnitRef calldata unit,
        uint32 index
    ) internal view virtual returns (address dispenser, uint256 depth);

    /// @dev Reverts unless the sender may undo for the unit's custodian. `isHeld`: whether the pack is under a hold.
    function _requireUndoable(
        UnitRef calldata unit,
        uint32 index
    ) internal view virtual returns (address dispenser, uint40 heldSince, bool isHeld);

    /// @dev Root and depth of a batch. Reverts if there is none.
    function _treeOf(BatchId batchId) internal view virtual returns (bytes32 root, uint256 depth);

    function _rootOf(BatchId batchId) internal view virtual returns (bytes32);

    function _markOf(BatchId batchId, uint32 index) internal view returns (uint32 mark) {
        (, mark) = _wordAndMarkOf(batchId, index);
    }

    /// @dev Reverts if any pack of the unit was dispensed, or came back under a hold.
    function _requireUnmarked(UnitRef calldata unit) internal view {
        unchecked {
            uint32 end = (unit.position + 1) << unit.level;
            for (uint32 index = unit.position << unit.level; index < end; ++index) {
                uint32 mark = _markOf(unit.batchId, index);
                if (mark != 0) revert AlreadyDispensed(unit.batchId, index, mark);
            }
        }
    }

    /// @dev Names a subtree of a batch.
    function _placeOf(uint256 level, uint256 position) internal pure returns (uint256) {
        return (level << 32) | position;
    }

    /// @dev The key of `offset` in a batch: see {_marks}.
    function _keyOf(BatchId batchId, uint256 offset) private pure returns (uint256) {
        unchecked {
            return uint256(BatchId.unwrap(batchId)) + offset;
        }
    }

    function _wordAndMarkOf(BatchId batchId, uint256 index) private view returns (uint256 word, uint32 mark) {
        word = _marks[_keyOf(batchId, index >> 3)];
        mark = uint32(word >> _shiftOf(index));
    }

    function _write(BatchId batchId, uint256 index, uint256 word, uint32 mark) private {
        uint256 shift = _shiftOf(index);
        _marks[_keyOf(batchId, index >> 3)] =
            (word & ~(uint256(type(uint32).max) << shift)) | (uint256(mark) << shift);
    }

    function _isProven(PackRef calldata pack, uint256 depth) private view returns (bool) {
        (BatchId batchId, uint256 level, uint256 index) = (pack.unit.batchId, pack.proofLevel, pack.index);
        bytes32 top =
            level == depth ? _rootOf(batchId) : _nodes[_keyOf(batchId, _placeOf(level, index >> level))];
        bytes32 leaf = PositionalMerkle.leaf(PACK_LEAF, BatchId.unwrap(batchId), index, pack.body);
        // Where the pack is in the subtree.
        return PositionalMerkle.verify(top, level, index & ((1 << level) - 1), leaf, pack.proof);
    }

    function _requireIn(UnitRef calldata unit, uint32 index) private pure {
        if (uint256(index) >> unit.level != unit.position) revert NotInUnit(index);
    }

    function _packKey(BatchId batchId, uint32 index) private pure returns (bytes32) {
        return keccak256(abi.encode(batchId, index));
    }

    function _shiftOf(uint256 index) private pure returns (uint256) {
        return (index & 7) << 5;
    }
}
