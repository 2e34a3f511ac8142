// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IDrugProvenance} from "../interfaces/IDrugProvenance.sol";

/// @dev The state of a unit in one slot, from the low end: custodian (160 bits), heldSince (40), lifecycle (3), owned by
/// another than the custodian (1), all of the batch recalled (1), 3 unused, holds (8), level of the parts plus 1, or 0 where
/// there are none (8), and for the unit that is the whole batch only: last day of use (16), depth (8), recalled ranges (8).
/// Never zero once written.
type UnitWord is uint256;

using UnitWords for UnitWord global;

/// @title Reading and writing the slot of a unit
library UnitWords {
    uint256 private constant HELD_SINCE = 160;
    uint256 private constant LIFECYCLE = 200;
    uint256 private constant OWNED_ELSEWHERE = 203;
    uint256 private constant RECALLED = 204;
    uint256 private constant HOLDS = 208;
    uint256 private constant PARTS = 216;
    uint256 private constant EXPIRY = 224;
    uint256 private constant DEPTH = 240;
    uint256 private constant RANGES = 248;

    /// @dev What a part takes over from the unit that it was disaggregated from: custody, lifecycle, owned elsewhere, holds.
    uint256 private constant INHERITED =
        ((1 << (OWNED_ELSEWHERE + 1)) - 1) | (uint256(type(uint8).max) << HOLDS);

    /// @dev The word of a batch that was just commissioned.
    function commissioned(address maker, uint8 depth_, uint16 expiryDay_) internal view returns (UnitWord) {
        return
            UnitWord.wrap(
                uint160(maker) |
                    (block.timestamp << HELD_SINCE) |
                    (uint256(IDrugProvenance.Lifecycle.Commissioned) << LIFECYCLE) |
                    (uint256(expiryDay_) << EXPIRY) |
                    (uint256(depth_) << DEPTH)
            );
    }

    function isEmpty(UnitWord word) internal pure returns (bool) {
        return UnitWord.unwrap(word) == 0;
    }

    function custodian(UnitWord word) internal pure returns (address) {
        return address(uint160(UnitWord.unwrap(word)));
    }

    function heldSince(UnitWord word) internal pure returns (uint40) {
        return uint40(UnitWord.unwrap(word) >> HELD_SINCE);
    }

    function lifecycle(UnitWord word) internal pure returns (IDrugProvenance.Lifecycle) {
        return IDrugProvenance.Lifecycle((UnitWord.unwrap(word) >> LIFECYCLE) & 7);
    }

    function isOwnedElsewhere(UnitWord word) internal pure returns (bool) {
        return (UnitWord.unwrap(word) >> OWNED_ELSEWHERE) & 1 != 0;
    }

    /// @dev Of a whole batch: whether all of it was recalled at once.
    function isRecalled(UnitWord word) internal pure returns (bool) {
        return (UnitWord.unwrap(word) >> RECALLED) & 1 != 0;
    }

    /// @dev Holds put on the unit itself: recalls are no part of it.
    function holds(UnitWord word) internal pure returns (uint8) {
        return uint8(UnitWord.unwrap(word) >> HOLDS);
    }

    function isDisaggregated(UnitWord word) internal pure returns (bool) {
        return uint8(UnitWord.unwrap(word) >> PARTS) != 0;
    }

    /// @dev Level of the parts of a unit that is disaggregated.
    function childLevel(UnitWord word) internal pure returns (uint8) {
        unchecked {
            return uint8(UnitWord.unwrap(word) >> PARTS) - 1;
        }
    }

    /// @dev Whether the unit is disaggregated into parts of exactly this level.
    function hasPartsAt(UnitWord word, uint8 level) internal pure returns (bool) {
        return uint8(UnitWord.unwrap(word) >> PARTS) == uint256(level) + 1;
    }

    function expiryDay(UnitWord word) internal pure returns (uint16) {
        return uint16(UnitWord.unwrap(word) >> EXPIRY);
    }

    function depth(UnitWord word) internal pure returns (uint8) {
        return uint8(UnitWord.unwrap(word) >> DEPTH);
    }

    function ranges(UnitWord word) internal pure returns (uint8) {
        return uint8(UnitWord.unwrap(word) >> RANGES);
    }

    /// @dev The state that a part has as long as it was not touched.
    function inherited(UnitWord word) internal pure returns (UnitWord) {
        return UnitWord.wrap(UnitWord.unwrap(word) & INHERITED);
    }

    /// @dev Whether two parts differ in nothing but the time since when they are held. Neither is disaggregated.
    function isAlike(UnitWord word, UnitWord other) internal pure returns (bool) {
        uint256 difference = UnitWord.unwrap(word) ^ UnitWord.unwrap(other);
        return !word.isDisaggregated() && difference & ~(uint256(type(uint40).max) << HELD_SINCE) == 0;
    }

    /// @dev The word with the inherited state of `part`.
    function withState(UnitWord word, UnitWord part) internal pure returns (UnitWord) {
        return UnitWord.wrap((UnitWord.unwrap(word) & ~INHERITED) | (UnitWord.unwrap(part) & INHERITED));
    }

    /// @dev The word with this custodian, from now on.
    function heldBy(UnitWord word, address custodian_) internal view returns (UnitWord) {
        uint256 rest = (UnitWord.unwrap(word) >> LIFECYCLE) << LIFECYCLE;
        return UnitWord.wrap(rest | uint160(custodian_) | (block.timestamp << HELD_SINCE));
    }

    function withHeldSince(UnitWord word, uint40 heldSince_) internal pure returns (UnitWord) {
        return _with(word, HELD_SINCE, type(uint40).max, heldSince_);
    }

    function withLifecycle(
        UnitWord word,
        IDrugProvenance.Lifecycle lifecycle_
    ) internal pure returns (UnitWord) {
        return _with(word, LIFECYCLE, 7, uint256(lifecycle_));
    }

    function ownedElsewhere(UnitWord word, bool isOwnedElsewhere_) internal pure returns (UnitWord) {
        return _with(word, OWNED_ELSEWHERE, 1, isOwnedElsewhere_ ? 1 : 0);
    }

    function recalled(UnitWord word) internal pure returns (UnitWord) {
        return UnitWord.wrap(UnitWord.unwrap(word) | (1 << RECALLED));
    }

    function withHolds(UnitWord word, uint8 holds_) internal pure returns (UnitWord) {
        return _with(word, HOLDS, type(uint8).max, holds_);
    }

    function withPartsAt(UnitWord word, uint8 level) internal pure returns (UnitWord) {
        return _with(word, PARTS, type(uint8).max, uint256(level) + 1);
    }

    function withoutParts(UnitWord word) internal pure returns (UnitWord) {
        return _with(word, PARTS, type(uint8).max, 0);
    }

    function withExpiryDay(UnitWord word, uint16 expiryDay_) internal pure returns (UnitWord) {
        return _with(word, EXPIRY, type(uint16).max, expiryDay_);
    }

    function withRanges(UnitWord word, uint8 ranges_) internal pure returns (UnitWord) {
        return _with(word, RANGES, type(uint8).max, ranges_);
    }

    function _with(
        UnitWord word,
        uint256 shift,
        uint256 mask,
        uint256 value
    ) private pure returns (UnitWord) {
        return UnitWord.wrap((UnitWord.unwrap(word) & ~(mask << shift)) | (value << shift));
    }
}
