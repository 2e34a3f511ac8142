// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IDrugProvenance} from "../../contracts/interfaces/IDrugProvenance.sol";
import {UnitWord, UnitWords} from "../../contracts/libraries/UnitWords.sol";

/// @dev Members of a word do not run into each other.
contract UnitWordsTest {
    struct Members {
        address custodian;
        uint40 heldSince;
        uint8 lifecycle;
        bool isOwnedElsewhere;
        bool isRecalled;
        uint8 holds;
        uint8 parts;
        uint16 expiryDay;
        uint8 depth;
        uint8 ranges;
    }

    /// Each member can be changed, and only it changes.
    function testFuzz_membersAreApart(uint256 seed, address custodian, uint256 other) external view {
        UnitWord word = UnitWord.wrap(_valid(seed));
        Members memory members = _membersOf(word);

        members.custodian = custodian;
        members.heldSince = uint40(block.timestamp);
        word = word.heldBy(custodian);
        _requireSame(word, members);
        members.heldSince = uint40(other);
        word = word.withHeldSince(uint40(other));
        _requireSame(word, members);
        members.lifecycle = uint8(other % 7);
        word = word.withLifecycle(IDrugProvenance.Lifecycle(other % 7));
        _requireSame(word, members);
        members.isOwnedElsewhere = other & 1 == 0;
        word = word.ownedElsewhere(other & 1 == 0);
        _requireSame(word, members);
        members.holds = uint8(other >> 8);
        word = word.withHolds(uint8(other >> 8));
        _requireSame(word, members);
        members.expiryDay = uint16(other >> 16);
        word = word.withExpiryDay(uint16(other >> 16));
        _requireSame(word, members);
        members.ranges = uint8(other >> 32);
        word = word.withRanges(uint8(other >> 32));
        _requireSame(word, members);
        members.isRecalled = true;
        word = word.recalled();
        _requireSame(word, members);
        uint8 level = uint8((other >> 40) % 24);
        members.parts = level + 1;
        word = word.withPartsAt(level);
        _requireSame(word, members);
        require(word.hasPartsAt(level) && word.childLevel() == level, "the parts are of another level");
        members.parts = 0;
        word = word.withoutParts();
        _requireSame(word, members);
        require(!word.hasPartsAt(level), "there are parts");
    }

    /// A part takes over what is a unit's, and nothing that is the batch's or the whole's.
    function testFuzz_partsInherit(uint256 seed, uint256 part) external pure {
        UnitWord word = UnitWord.wrap(_valid(seed));
        Members memory expected = _membersOf(word);
        expected.isRecalled = false;
        (expected.parts, expected.expiryDay, expected.depth, expected.ranges) = (0, 0, 0, 0);
        _requireSame(word.inherited(), expected);

        UnitWord state = UnitWord.wrap(_valid(part));
        Members memory own = _membersOf(word);
        Members memory its = _membersOf(state);
        (own.custodian, own.heldSince, own.lifecycle) = (its.custodian, its.heldSince, its.lifecycle);
        (own.isOwnedElsewhere, own.holds) = (its.isOwnedElsewhere, its.holds);
        _requireSame(word.withState(state), own);
    }

    /// Two parts are alike if only the time differs, and neither has parts of its own.
    function testFuzz_alikeButForTheTime(uint256 seed, uint40 time, uint8 bit) external pure {
        UnitWord word = UnitWord.wrap(_valid(seed)).withoutParts();
        require(word.isAlike(word.withHeldSince(time)), "the time makes a difference");
        require(!word.withPartsAt(0).isAlike(word.withPartsAt(0)), "a split unit is a part");
        UnitWord other = UnitWord.wrap(UnitWord.unwrap(word) ^ (uint256(1) << bit));
        bool isTime = bit >= 160 && bit < 200;
        bool isParts = bit >= 216 && bit < 224;
        require(word.isAlike(other) == isTime || isParts, "a difference is not seen");
    }

    /// A batch starts with its maker, commissioned, whole, free.
    function testFuzz_commissioned(address maker, uint8 depth, uint16 expiryDay) external view {
        Members memory expected;
        (expected.custodian, expected.heldSince) = (maker, uint40(block.timestamp));
        (expected.lifecycle, expected.depth, expected.expiryDay) = (1, depth, expiryDay);
        UnitWord word = UnitWords.commissioned(maker, depth, expiryDay);
        _requireSame(word, expected);
        require(!word.isEmpty() && UnitWord.wrap(0).isEmpty(), "a word that exists is empty");
    }

    /// @dev A word with a lifecycle that there is, and no bits between the members.
    function _valid(uint256 seed) private pure returns (uint256) {
        uint256 gaps = (uint256(7) << 200) | (uint256(7) << 205);
        return (seed & ~gaps) | ((seed % 7) << 200);
    }

    function _membersOf(UnitWord word) private pure returns (Members memory) {
        uint256 raw = UnitWord.unwrap(word);
        return
            Members({
                custodian: address(uint160(raw)),
                heldSince: uint40(raw >> 160),
                lifecycle: uint8((raw >> 200) & 7),
                isOwnedElsewhere: (raw >> 203) & 1 == 1,
                isRecalled: (raw >> 204) & 1 == 1,
                holds: uint8(raw >> 208),
                parts: uint8(raw >> 216),
                expiryDay: uint16(raw >> 224),
                depth: uint8(raw >> 240),
                ranges: uint8(raw >> 248)
            });
    }

    /// @dev Both through the bits and through the functions.
    function _requireSame(UnitWord word, Members memory expected) private pure {
        require(
            keccak256(abi.encode(_membersOf(word))) == keccak256(abi.encode(expected)),
            "a member changed that should not"
        );
        bool isRead =
            word.custodian() == expected.custodian &&
                word.heldSince() == expected.heldSince &&
                uint8(word.lifecycle()) == expected.lifecycle &&
                word.isOwnedElsewhere() == expected.isOwnedElsewhere &&
                word.isRecalled() == expected.isRecalled &&
                word.holds() == expected.holds &&
                word.isDisaggregated() == (expected.parts != 0) &&
                word.expiryDay() == expected.expiryDay &&
                word.depth() == expected.depth &&
                word.ranges() == expected.ranges;
        require(isRead, "a member is read wrongly");
    }
}
